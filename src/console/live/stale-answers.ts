import type { Query, QueryClient } from "@tanstack/react-query";

/** Readings under way that are to be repeated when they end. */
const repeated = new WeakSet<Query>();

/**
 * Makes answers stale, and reads those in use again. With `isRead: false` they are read when they are next used.
 *
 * **Invariant:** no answer counts as fresh whose reading began before this call. TanStack Query alone does not hold
 * this: a reading that it does not begin anew, as there is no answer yet or no use of it, takes the mark away.
 */
export function makeStale(
  client: QueryClient,
  isStale: (query: Query) => boolean,
  { isRead = true }: { readonly isRead?: boolean } = {},
): void {
  for (const query of client.getQueryCache().findAll({ predicate: isStale, fetchStatus: "fetching" })) {
    const isBegunAnew = isRead && query.isActive() && query.state.data !== undefined;
    if (isBegunAnew || repeated.has(query) || !query.promise) continue;
    repeated.add(query);
    void query.promise
      .catch(() => undefined)
      .then(() => {
        repeated.delete(query);
        return client.invalidateQueries({ queryKey: query.queryKey, exact: true });
      });
  }
  void client.invalidateQueries({ predicate: isStale, refetchType: isRead ? "active" : "none" });
}
