import { useEffect } from "react";
import type { Call } from "./call";
import { type Page, usePages } from "./use-call";

/** Reads all pages of a list that is short enough to count and filter in the browser. A failure ends the reading. */
export function useAllPages<Row>(pageAt: (cursor: string | undefined) => Call<Page<Row>>) {
  const pages = usePages(pageAt);
  const { hasNextPage, isFetchingNextPage, fetchNextPage, error } = pages;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !error) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, error]);
  return { ...pages, rows: pages.data?.pages.flatMap(({ data }) => data) ?? [] };
}
