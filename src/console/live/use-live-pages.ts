import { type InfiniteData, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import type { Call } from "../api/call";
import { type Page, type PageAt, pagesKeyOf, usePages } from "../api/use-call";
import type { FeedEvent } from "./feed";
import { useEvents } from "./live-provider";
import { countNewRows, withNewRows } from "./new-rows";
import { useBursts } from "./use-bursts";

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
  const key = useMemo(() => pagesKeyOf(pageAt), [pageAt]);
  const rows = useMemo(() => rowsIn(pages.data), [pages.data]);
  const [fresh, setFresh] = useState<ReadonlySet<string>>(none);
  /** Rows of the list that changed and are too many to be read one by one. */
  const [outdated, setOutdated] = useState<ReadonlySet<string>>(none);

  const bursts = useBursts<string>(key, (ids) => {
    const known = new Set(rowsIn(queryClient.getQueryData<InfiniteData<Page<Row>>>(key)).map(({ id }) => id));
    const changed = ids.filter((id) => known.has(id));
    setFresh((before) =>
      withNewRows(
        before,
        ids.filter((id) => !known.has(id)),
      ),
    );
    setOutdated((before) => withNewRows(before, changed.slice(MAX_ROWS_READ)));
    void readRows(changed.slice(0, MAX_ROWS_READ));
  });
  const readRows = async (ids: readonly string[]) => {
    const read = await Promise.all(
      ids.map((id) =>
        rowAt(id)
          .send()
          .catch(() => null),
      ),
    );
    // It will have its rows as they were when its reading began.
    if (queryClient.getQueryState(key)?.fetchStatus === "fetching") return bursts.addTo(key, ids);
    const byId = new Map(read.flatMap((row) => (row ? [[row.id, row] as const] : [])));
    if (byId.size === 0) return;
    const wasStale = queryClient.getQueryState(key)?.isInvalidated === true;
    queryClient.setQueryData<InfiniteData<Page<Row>>>(
      key,
      (before) =>
        before && {
          ...before,
          pages: before.pages.map((page) => ({ ...page, data: page.data.map((row) => byId.get(row.id) ?? row) })),
        },
    );
    // Newer rows take the mark away from a list that also lacks others, as one that was left does.
    if (wasStale) await queryClient.invalidateQueries({ queryKey: key, exact: true, refetchType: "active" });
  };
  useEvents((event) => {
    const id = rowOf(event);
    if (id !== null) bursts.add(id);
  });

  const listUrl = pageAt(undefined).url;
  const forget = useCallback(() => {
    bursts.clear();
    setFresh(none);
    setOutdated(none);
  }, [bursts]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list has all rows of now.
  useEffect(forget, [listUrl, forget]);
  const showNew = useCallback(() => {
    forget();
    return queryClient.resetQueries({ queryKey: key, exact: true });
  }, [queryClient, key, forget]);

  const newCount = useMemo(() => {
    if (fresh.size === 0) return outdated.size;
    return outdated.size + countNewRows(fresh, new Set(rows.map(({ id }) => id)));
  }, [fresh, outdated, rows]);
  return { ...pages, listUrl, rows, newCount, showNew };
}

const rowsIn = <Row>(data: InfiniteData<Page<Row>> | undefined): readonly Row[] =>
  data?.pages.flatMap((page) => page.data) ?? [];
