import type { ReactNode } from "react";
import type { useLivePages } from "../live/use-live-pages";
import { type Column, DataTable, type Selection } from "./data-table";
import { pagesState } from "./pages-state";

interface LiveTableProps<Row extends { readonly id: string }> {
  readonly label: string;
  readonly list: ReturnType<typeof useLivePages<Row>>;
  readonly columns: readonly Column<Row>[];
  readonly nameOf: (row: Row) => string;
  readonly onOpen?: (row: Row) => void;
  readonly selection?: Selection;
  readonly rowKeys?: Readonly<Record<string, (row: Row) => unknown>>;
  readonly empty: ReactNode;
  readonly height?: string;
}

/** The table of a list that follows the live feed. */
export function LiveTable<Row extends { readonly id: string }>({ list, ...rest }: LiveTableProps<Row>) {
  return (
    <DataTable<Row>
      {...rest}
      rows={list.rows}
      idOf={({ id }) => id}
      listId={list.listUrl}
      {...pagesState(list)}
      newCount={list.newCount}
      showNew={list.showNew}
    />
  );
}
