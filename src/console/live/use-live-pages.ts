import { type InfiniteData, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Call } from "../api/call";
import { keyOf, type Page, type PageAt, usePages } from "../api/use-call";
import type { FeedEvent } from "./feed";
import { useEvents } from "./live-provider";

interface LiveList<Row extends { readonly id: string }> {
  /** The call of the page at a cursor; `undefined` is the first page. */
  readonly pageAt: PageAt<Row>;
  /** Reads one row, for events about rows that are loaded. */
  readonly rowAt: (id: string) => Call<Row>;
  /** The id of the row that an event is about, or `null` if it is about none of this list. */
  readonly rowOf: (event: FeedEvent) => string | null;
  readonly enabled?: boolean;
}

/** Rows that changed in a burst are read once, at most this many; more make the list show that it is out of date. */
const BURST_MS = 200;
const MAX_ROWS_READ = 20;
const none: ReadonlySet<string> = new Set();

/**
 * A list that follows the feed without moving: a row that changes is replaced where it stands, and rows that are new
 * are only counted, until `showNew` reads the list again.
 */
export function useLivePages<Row extends { readonly id: string }>({
  pageAt,
  rowAt,
  rowOf,
  enabled = true,
}: LiveList<Row>) {
  const queryClient = useQueryClient();
  const pages = usePages(pageAt, { enabled });
  const key = useMemo(() => [...keyOf(pageAt(undefined)), "pages"], [pageAt]);
  const rows = useMemo(() => pages.data?.pages.flatMap(({ data }) => data) ?? [], [pages.data]);
  const known = useRef(new Set<string>());
  known.current = useMemo(() => new Set(rows.map(({ id }) => id)), [rows]);
  const [fresh, setFresh] = useState<ReadonlySet<string>>(none);
  const listUrl = pageAt(undefined).url;
  useEffect(() => {
    // Other filters make another list, which has all rows of now.
    if (listUrl) setFresh(none);
  }, [listUrl]);
  const changed = useRef(new Set<string>());
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const readChanged = useCallback(async () => {
    timer.current = undefined;
    const ids = [...changed.current];
    changed.current.clear();
    const [near, far] = [ids.slice(0, MAX_ROWS_READ), ids.slice(MAX_ROWS_READ)];
    if (far.length > 0) setFresh((before) => new Set([...before, ...far]));
    const read = await Promise.all(
      near.map((id) =>
        rowAt(id)
          .send()
          .catch(() => null),
      ),
    );
    const byId = new Map(read.flatMap((row) => (row ? [[row.id, row] as const] : [])));
    queryClient.setQueryData<InfiniteData<Page<Row>>>(
      key,
      (before) =>
        before && {
          ...before,
          pages: before.pages.map((page) => ({ ...page, data: page.data.map((row) => byId.get(row.id) ?? row) })),
        },
    );
  }, [queryClient, key, rowAt]);

  useEvents((event) => {
    const id = rowOf(event);
    if (id === null) return;
    if (!known.current.has(id)) return setFresh((before) => new Set([...before, id]));
    changed.current.add(id);
    timer.current ??= setTimeout(() => void readChanged(), BURST_MS);
  });

  const showNew = useCallback(() => {
    setFresh(none);
    return queryClient.resetQueries({ queryKey: key, exact: true });
  }, [queryClient, key]);

  return { ...pages, listUrl, rows, newCount: fresh.size, showNew };
}
