import { type Query, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { Feed, type FeedEvent, type FeedStatus } from "./feed";
import { makeStale } from "./stale-answers";
import { isUnder, stalePathsOf } from "./stale-paths";

/** Events come in bursts: answers are read again once per burst. */
const BURST_MS = 150;

type Listener = (event: FeedEvent) => void;

interface Live {
  readonly status: () => FeedStatus;
  readonly onStatus: (listener: () => void) => () => void;
  readonly onEvent: (listener: Listener) => () => void;
}

const LiveContext = createContext<Live | null>(null);

interface LiveProviderProps {
  /** `false`: there is no feed, as for the platform while it acts for no tenant. */
  readonly isOn: boolean;
  /** A new session opens the feed anew: the one before may have ended with its session. */
  readonly sessionId: string;
  /** The newest event when the tenant's first session of this page was read; `null`: it may not read events. */
  readonly firstSeq: number | null;
  readonly children: ReactNode;
}

/**
 * Keeps one feed for all pages, and makes the answers stale that its events are about.
 *
 * **Invariant:** every change after an answer was read makes that answer stale. The feed begins where the tenant's
 * first session was read, which is before any answer, and each further feed goes on where the one before ended.
 */
export function LiveProvider({ isOn, sessionId, firstSeq, children }: LiveProviderProps) {
  const queryClient = useQueryClient();
  const listeners = useRef(new Set<Listener>());
  const statusListeners = useRef(new Set<() => void>());
  const status = useRef<FeedStatus>("connecting");
  const lastSeq = useRef(firstSeq);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new session opens the feed anew.
  useEffect(() => {
    if (!isOn) return;
    const stale = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = () => {
      timer = undefined;
      const paths = [...stale];
      stale.clear();
      makeStale(queryClient, (query) => isAbout(query, paths));
    };
    const onStatus = (next: FeedStatus) => {
      status.current = next;
      for (const listener of statusListeners.current) listener();
    };
    const onEvent = (event: FeedEvent) => {
      const paths = stalePathsOf(event.type);
      // At once where the burst's end may be too late: an answer is used before it, or its first reading ends.
      makeStale(queryClient, (query) => !isInUse(query) && isAbout(query, paths), { isRead: false });
      for (const path of paths) stale.add(path);
      timer ??= setTimeout(refresh, BURST_MS);
      for (const listener of listeners.current) listener(event);
    };
    const feed = new Feed({ onEvent, onStatus, onGap: () => makeStale(queryClient, () => true) }, lastSeq.current);
    onStatus("connecting");
    feed.start();
    return () => {
      lastSeq.current = feed.lastSeq;
      feed.stop();
      // The next feed does not repeat what this one received.
      if (timer !== undefined) refresh();
      clearTimeout(timer);
    };
  }, [queryClient, isOn, sessionId]);
  const live = useMemo<Live>(
    () => ({
      status: () => status.current,
      onStatus: (listener) => {
        statusListeners.current.add(listener);
        return () => statusListeners.current.delete(listener);
      },
      onEvent: (listener) => {
        listeners.current.add(listener);
        return () => listeners.current.delete(listener);
      },
    }),
    [],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
}

/**
 * Lists that grow by pages follow the feed by themselves while they are in sight, so that rows do not move under the
 * cursor. Lists out of sight are read again when they come back.
 */
const isAbout = (query: Query, paths: readonly string[]): boolean =>
  !(query.queryKey.includes("pages") && query.isActive()) && paths.some((path) => isUnder(query.queryKey, path));

const isInUse = (query: Query): boolean => query.isActive() && query.state.data !== undefined;

function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error("There is no LiveProvider.");
  return live;
}

/** The state of the feed's connection. */
export function useFeedStatus(): FeedStatus {
  const { status, onStatus } = useLive();
  return useSyncExternalStore(onStatus, status);
}

/** Milliseconds between repetitions of a reading that events make unneeded while the feed is live. */
export function usePollUnlessLive(ms: number): number | false {
  return useFeedStatus() === "live" ? false : ms;
}

/** Calls `listener` with each event while the component is on the page. */
export function useEvents(listener: Listener): void {
  const { onEvent } = useLive();
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => onEvent((event) => latest.current(event)), [onEvent]);
}
