import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useCallback, useEffect, useMemo } from "react";
import { type PageAt, usePages } from "../api/use-call";
import { isUnder } from "../live/stale-paths";
import { type Column, DataTable } from "./data-table";
import { pagesState } from "./pages-state";

interface PagedTableProps<Row extends object> {
  readonly label: string;
  /** The call of the page at a cursor; stable. */
  readonly pageAt: PageAt<Row>;
  readonly columns: readonly Column<Row>[];
  readonly idOf: (row: Row) => string;
  readonly nameOf?: (row: Row) => string;
  readonly onOpen?: (row: Row) => void;
  readonly empty: ReactNode;
  readonly height?: string;
  /** Milliseconds between repetitions, for lists that have no events. */
  readonly pollMs?: number;
}

/** The table of a list that has no live feed. */
export function PagedTable<Row extends object>({
  label,
  pageAt,
  columns,
  idOf,
  pollMs,
  ...rest
}: PagedTableProps<Row>) {
  const list = usePages<Row>(pageAt);
  const rows = useMemo(() => list.data?.pages.flatMap(({ data }) => data) ?? [], [list.data]);
  const { refetch } = list;
  useEffect(() => {
    if (pollMs === undefined) return;
    const timer = setInterval(() => void refetch(), pollMs);
    return () => clearInterval(timer);
  }, [pollMs, refetch]);
  return (
    <DataTable<Row>
      nameOf={idOf}
      {...rest}
      label={label}
      columns={columns}
      idOf={idOf}
      rows={rows}
      listId={pageAt(undefined).url}
      {...pagesState(list)}
    />
  );
}

/** Reads everything under a path again, lists too: for pages without a feed. */
export function useReread(): (...paths: readonly string[]) => Promise<void> {
  const queryClient = useQueryClient();
  return useCallback(
    (...paths) =>
      queryClient.invalidateQueries({ predicate: ({ queryKey }) => paths.some((path) => isUnder(queryKey, path)) }),
    [queryClient],
  );
}
