import { type Answer, call, type QueryOf } from "../../api/call";
import type { TrafficFilters } from "../traffic/traffic-filters";
import { useTraffic } from "../traffic/use-traffic";

export type CallRow = Answer<"GET", "/v1/calls/{call_id}">;

export type CallFilters = TrafficFilters & { readonly agent_id?: string | undefined };

const calls: Parameters<typeof useTraffic<CallRow>>[0] = {
  subject: "call",
  readPage: (query) => call("GET", "/v1/calls", { query: query as NonNullable<QueryOf<"GET", "/v1/calls">> }),
  readRow: (id) => call("GET", "/v1/calls/{call_id}", { path: { call_id: id } }),
};

export const useCalls = (filters: CallFilters) => useTraffic(calls, filters);
