import { hashKey, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import { type PageAt, pagesKeyOf, usePages } from "../api/use-call";
import type { FeedEvent } from "./feed";
import { useEvents } from "./live-provider";
import { makeStale } from "./stale-answers";

/** Returns a stable function that has a list that grows by pages read again, all that is loaded of it. */
export function useReadAgain<Row>(pageAt: PageAt<Row>): () => void {
  const queryClient = useQueryClient();
  const latest = useRef(pageAt);
  useEffect(() => {
    latest.current = pageAt;
  });
  return useCallback(() => {
    const hash = hashKey(pagesKeyOf(latest.current));
    makeStale(queryClient, ({ queryHash }) => queryHash === hash);
  }, [queryClient]);
}

/** A list that grows by pages and is read again after each event that is about it. */
export function useFollowedPages<Row>(pageAt: PageAt<Row>, isAbout: (event: FeedEvent) => boolean) {
  const readAgain = useReadAgain(pageAt);
  useEvents((event) => {
    if (isAbout(event)) readAgain();
  });
  return usePages(pageAt);
}
