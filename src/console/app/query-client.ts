import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "../api/api-error";

/** Answers stay fresh while the live feed is connected: events make them stale, not time. */
const STALE_MS = 30_000;
const MAX_RETRIES = 2;

/** Only failures that may pass are tried again. */
const mayPass = (error: unknown): boolean => error instanceof ApiError && error.mayPass;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: STALE_MS,
      retry: (failures, error) => failures < MAX_RETRIES && mayPass(error),
      refetchOnWindowFocus: false,
    },
    mutations: { retry: false },
  },
});
