import type { QueryClient } from "@tanstack/react-query";
import { isUnder } from "../../live/stale-paths";

/** Reads again what is shown of this path and below it. */
export const refresh = (queryClient: QueryClient, path: string): Promise<void> =>
  queryClient.invalidateQueries({ predicate: ({ queryKey }) => isUnder(queryKey, path) });
