import { type Answer, call, type QueryOf } from "../../api/call";
import type { TrafficFilters } from "../traffic/traffic-filters";
import { useTraffic } from "../traffic/use-traffic";

export type MessageRow = Answer<"GET", "/v1/messages/{message_id}">;

export type MessageFilters = TrafficFilters & { readonly direction?: string | undefined };

const messages: Parameters<typeof useTraffic<MessageRow>>[0] = {
  subject: "message",
  readPage: (query) => call("GET", "/v1/messages", { query: query as NonNullable<QueryOf<"GET", "/v1/messages">> }),
  readRow: (id) => call("GET", "/v1/messages/{message_id}", { path: { message_id: id } }),
};

export const useMessages = (filters: MessageFilters) => useTraffic(messages, filters);
