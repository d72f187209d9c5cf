// Pure: no I/O, no clock, no randomness.
import type { usePages } from "../api/use-call";

type Pages = Pick<
  ReturnType<typeof usePages<unknown>>,
  "isPending" | "error" | "hasNextPage" | "isFetchingNextPage"
> & {
  readonly refetch: () => unknown;
  readonly fetchNextPage: () => unknown;
};

/** How the reading of a list stands, as its table takes it. */
export const pagesState = ({ isPending, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage }: Pages) => ({
  isLoading: isPending,
  error,
  onRetry: () => refetch(),
  hasMore: hasNextPage,
  isLoadingMore: isFetchingNextPage,
  loadMore: () => fetchNextPage(),
});
