// Pure: no I/O, no clock, no randomness.
import type { usePages } from "../api/use-call";

type Pages = Pick<
  ReturnType<typeof usePages<unknown>>,
  "isPending" | "isPlaceholderData" | "error" | "hasNextPage" | "isFetchingNextPage"
> & {
  readonly refetch: () => unknown;
  readonly fetchNextPage: () => unknown;
};

/** How the reading of a list stands, as its table takes it. */
export const pagesState = (pages: Pages) => ({
  isLoading: pages.isPending,
  isOutdated: pages.isPlaceholderData,
  error: pages.error,
  onRetry: () => pages.refetch(),
  hasMore: pages.hasNextPage && !pages.isPlaceholderData,
  isLoadingMore: pages.isFetchingNextPage,
  loadMore: () => pages.fetchNextPage(),
});
