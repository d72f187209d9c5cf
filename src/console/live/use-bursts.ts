import { hashKey, type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import { makeStale } from "./stale-answers";

const BURST_MS = 200;

interface Bursts<Item> {
  readonly add: (...items: readonly Item[]) => void;
  /** The same, unless another list is shown meanwhile. */
  readonly addTo: (key: QueryKey, items: readonly Item[]) => void;
  /** Forgets what has come: the list is read anew. */
  readonly clear: () => void;
}

/**
 * Collects what events say about a list, and hands it over once per burst, each item once. A list about which something
 * came is stale for its next use.
 *
 * **Invariant:** nothing is handed over while the list is being read, as its rows may then be older than what came.
 */
export function useBursts<Item>(key: QueryKey, take: (items: readonly Item[]) => void): Bursts<Item> {
  const queryClient = useQueryClient();
  const hash = hashKey(key);
  const latest = useRef({ hash, take });
  useEffect(() => {
    latest.current = { hash, take };
  });
  const bursts = useMemo(() => {
    const waiting = new Set<Item>();
    let isBehind = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = () => {
      timer = undefined;
      if (waiting.size === 0) return;
      const list = queryClient.getQueryCache().get(latest.current.hash);
      if (list?.state.fetchStatus === "fetching") return start();
      const items = [...waiting];
      waiting.clear();
      latest.current.take(items);
    };
    const start = () => {
      timer ??= setTimeout(end, BURST_MS);
    };
    const clear = () => {
      waiting.clear();
      isBehind = false;
    };
    const add = (...items: readonly Item[]) => {
      for (const item of items) waiting.add(item);
      isBehind = true;
      start();
    };
    return {
      add,
      addTo: (list: QueryKey, items: readonly Item[]) => {
        if (hashKey(list) === latest.current.hash) add(...items);
      },
      clear,
      leave: (left: string) => {
        if (isBehind) makeStale(queryClient, ({ queryHash }) => queryHash === left, { isRead: false });
        clear();
        clearTimeout(timer);
        timer = undefined;
      },
    };
  }, [queryClient]);
  useEffect(() => () => bursts.leave(hash), [bursts, hash]);
  return bursts;
}
