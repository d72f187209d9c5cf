import { type InfiniteData, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import { call } from "../../api/call";
import type { ApiEvent } from "../../api/events";
import { type Page, pagesKeyOf, usePages } from "../../api/use-call";
import { useEvents } from "../../live/live-provider";
import { useBursts } from "../../live/use-bursts";
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
  const key = useMemo(() => pagesKeyOf(pageAt), [pageAt]);
  const pages = usePages<ApiEvent>(pageAt);
  const rows = useMemo(() => pages.data?.pages.flatMap(({ data }: Page<ApiEvent>) => data) ?? [], [pages.data]);
  const [newCount, setNewCount] = useState(0);
  const bursts = useBursts<number>(key, (seqs) => {
    // An event that came while the list was being read may be in it.
    const newest = queryClient.getQueryData<InfiniteData<Page<ApiEvent>>>(key)?.pages[0]?.data[0]?.seq ?? 0;
    setNewCount((count) => count + seqs.filter((seq) => seq > newest).length);
  });
  useEvents((event) => {
    if (fits(event, filters)) bursts.add(event.seq);
  });
  const forget = useCallback(() => {
    bursts.clear();
    setNewCount(0);
  }, [bursts]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list has no new events yet.
  useEffect(forget, [key, forget]);
  const showNew = useCallback(() => {
    forget();
    return queryClient.resetQueries({ queryKey: key, exact: true });
  }, [queryClient, key, forget]);
  return { ...pages, listUrl: pageAt(undefined).url, rows, newCount, showNew };
}
