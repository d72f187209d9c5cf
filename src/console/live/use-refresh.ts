import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { isUnder } from "./stale-paths";

/**
 * Reads the answers under the paths again, after a change of one's own: a key that may not read events has no feed.
 * Lists that grow by pages follow the feed by themselves.
 */
export function useRefresh(): (...paths: readonly string[]) => Promise<void> {
  const queryClient = useQueryClient();
  return useCallback(
    (...paths) =>
      queryClient.invalidateQueries({
        predicate: ({ queryKey }) => !queryKey.includes("pages") && paths.some((path) => isUnder(queryKey, path)),
      }),
    [queryClient],
  );
}
