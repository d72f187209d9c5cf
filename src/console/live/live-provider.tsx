import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { Feed, type FeedEvent, type FeedStatus } from "./feed";
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
  readonly children: ReactNode;
}

/** Keeps one feed for all pages, and makes the answers stale that its events are about. */
export function LiveProvider({ isOn, sessionId, children }: LiveProviderProps) {
  const queryClient = useQueryClient();
  const listeners = useRef(new Set<Listener>());
  const statusListeners = useRef(new Set<() => void>());
  const status = useRef<FeedStatus>("connecting");
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new session opens the feed anew.
  useEffect(() => {
    if (!isOn) return;
    const stale = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = () => {
      timer = undefined;
      const paths = [...stale];
      stale.clear();
      void queryClient.invalidateQueries({
        // Lists that grow by pages follow the feed by themselves while they are in sight, so that rows do not move
        // under the cursor. Lists out of sight are read again when they come back.
        predicate: (query) =>
          !(query.queryKey.includes("pages") && query.isActive()) &&
          paths.some((path) => isUnder(query.queryKey, path)),
      });
    };
    const feed = new Feed({
      onEvent: (event) => {
        for (const path of stalePathsOf(event.type)) stale.add(path);
        timer ??= setTimeout(refresh, BURST_MS);
        for (const listener of listeners.current) listener(event);
      },
      onStatus: (next) => {
        status.current = next;
        for (const listener of statusListeners.current) listener();
      },
      onGap: () => void queryClient.invalidateQueries(),
    });
    feed.start();
    return () => {
      clearTimeout(timer);
      feed.stop();
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

/** Calls `listener` with each event while the component is on the page. */
export function useEvents(listener: Listener): void {
  const { onEvent } = useLive();
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => onEvent((event) => latest.current(event)), [onEvent]);
}
