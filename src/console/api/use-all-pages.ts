import { useEffect } from "react";
import type { usePages } from "./use-call";

/** Reads all pages of a list that is short enough to count and filter in the browser. A failure ends the reading. */
export function useAllPages<Row>(pages: ReturnType<typeof usePages<Row>>) {
  const { hasNextPage, isFetchingNextPage, fetchNextPage, error } = pages;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !error) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, error]);
  return { ...pages, rows: pages.data?.pages.flatMap(({ data }) => data) ?? [] };
}
