import { notifyManager, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError } from "../api/api-error";
import { sessionQuery } from "../api/session";

/** Answers stay fresh while the live feed is connected: events make them stale, not time. */
const STALE_MS = 30_000;
const MAX_RETRIES = 2;

// Without it each answer waits for a timer of its own before the page shows it.
notifyManager.setScheduler(queueMicrotask);

/** Only failures that may pass are tried again. */
const mayPass = (error: unknown): boolean => error instanceof ApiError && error.mayPass;

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    // The session says so too, and then the frame says it once for all pages.
    onError: (error) => {
      const isInactive = error instanceof ApiError && error.isTenantInactive;
      if (isInactive) void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
  }),
  defaultOptions: {
    queries: {
      // Without a network, too: a request that fails says so, one that waits in silence does not.
      networkMode: "always",
      staleTime: STALE_MS,
      retry: (failures, error) => failures < MAX_RETRIES && mayPass(error),
      refetchOnWindowFocus: false,
    },
    mutations: { retry: false, networkMode: "always" },
  },
});
