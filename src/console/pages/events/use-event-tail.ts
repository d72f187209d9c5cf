import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import { call } from "../../api/call";
import type { ApiEvent } from "../../api/events";
import { keyOf, type Page, usePages } from "../../api/use-call";
import { useEvents } from "../../live/live-provider";
import { type EventFilters, fits, queryOf } from "./event-filters";

const PAGE_ROWS = 100;

/** The log, the newest events first. Events that come meanwhile are counted, and shown on request. */
export function useEventTail(filters: EventFilters) {
  const queryClient = useQueryClient();
  const pageAt = useCallback(
    (cursor: string | undefined) =>
      call("GET", "/v1/events", { query: { ...queryOf(filters), sort: "-seq", limit: PAGE_ROWS, cursor } }),
    [filters],
  );
  const key = useMemo(() => [...keyOf(pageAt(undefined)), "pages"], [pageAt]);
  const pages = usePages<ApiEvent>(pageAt);
  const rows = useMemo(() => pages.data?.pages.flatMap(({ data }: Page<ApiEvent>) => data) ?? [], [pages.data]);
  const [newCount, setNewCount] = useState(0);
  useEvents((event) => {
    if (fits(event, filters)) setNewCount((count) => count + 1);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list has no new events yet.
  useEffect(() => setNewCount(0), [key]);
  const showNew = useCallback(() => {
    setNewCount(0);
    return queryClient.resetQueries({ queryKey: key, exact: true });
  }, [queryClient, key]);
  return { ...pages, listUrl: pageAt(undefined).url, rows, newCount, showNew };
}
