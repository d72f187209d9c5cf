import { keepPreviousData, type QueryKey, useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { Call } from "../api/call";
import { keyOf } from "../api/use-call";
import { useEvents } from "./live-provider";
import { isUnder, stalePathsOf } from "./stale-paths";

interface CalmQuery<Data> {
  /** As `keyOf` builds it. */
  readonly key: QueryKey;
  readonly read: (signal: AbortSignal) => Promise<Data>;
  readonly enabled?: boolean;
  /** The least time between two reads, in milliseconds. */
  readonly calmMs?: number;
}

const CALM_MS = 5_000;

/**
 * Reads sums that each event changes a little: again at most once in `calmMs`, however many events come, as a read
 * costs more than one of a list's page. The earlier answer is shown until then.
 */
export function useCalmQuery<Data>({ key, read, enabled = true, calmMs = CALM_MS }: CalmQuery<Data>) {
  const query = useQuery({
    queryKey: ["calm", ...key],
    queryFn: ({ signal }) => read(signal),
    placeholderData: keepPreviousData,
    // Events that came while it was out of sight did not reach it.
    refetchOnMount: "always",
    enabled,
  });
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const { refetch } = query;
  useEvents(({ type }) => {
    if (!enabled || !stalePathsOf(type).some((path) => isUnder(key, path))) return;
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void refetch();
    }, calmMs);
  });
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
  return query;
}

/** The same for one call. */
export const useCalmCall = <Data>(
  made: Call<Data>,
  options: { readonly enabled?: boolean; readonly calmMs?: number } = {},
) => useCalmQuery<Data>({ key: keyOf(made), read: (signal) => made.send(signal), ...options });
