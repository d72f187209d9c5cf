import { useCallback } from "react";
import { call } from "../../api/call";
import { useCall } from "../../api/use-call";
import type { FeedEvent } from "../../live/feed";
import { useLivePages } from "../../live/use-live-pages";
import { type PortingFilters, toPortingQuery } from "./porting-filters";
import type { PortingRequest } from "./request-status";

const PAGE_ROWS = 50;

const requestOfEvent = ({ type, subject }: FeedEvent): string | null =>
  type.startsWith("porting_request.") && type !== "porting_request.deleted" ? subject.id : null;

const readRequest = (id: string) =>
  call("GET", "/v1/porting-requests/{porting_request_id}", { path: { porting_request_id: id } });

/** The porting requests that the filters select, page by page, following the live feed. */
export function usePortingRequests(filters: PortingFilters) {
  const pageAt = useCallback(
    (cursor: string | undefined) =>
      call("GET", "/v1/porting-requests", { query: { ...toPortingQuery(filters), limit: PAGE_ROWS, cursor } }),
    [filters],
  );
  return useLivePages<PortingRequest>({ pageAt, rowAt: readRequest, rowOf: requestOfEvent });
}

/** How many requests there are in each status, whatever the filters. */
export const useStatusCounts = () =>
  useCall(call("GET", "/v1/porting-requests", { query: { limit: 1 } })).data?.meta.counts;
