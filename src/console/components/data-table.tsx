import { Checkbox, Loader } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type CSSProperties,
  type KeyboardEvent,
  memo,
  type ReactNode,
  useCallback,
  useDeferredValue,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { common } from "../strings/words";
import { ErrorAlert } from "./error-alert";
import { NewRowsButton } from "./new-rows-button";

const ROW_HEIGHT = 44;
const OVERSCAN = 6;
/** Page Down and Page Up move by this many rows. */
const PAGE_ROWS = 10;
/** The next page is asked for when this many rows are left below. */
const ROWS_AHEAD = 30;

export interface Column<Row> {
  readonly id: string;
  readonly header: string;
  /** Keep cells to plain elements: thousands of them scroll by. */
  readonly cell: (row: Row) => ReactNode;
  /** A CSS grid track such as `minmax(8rem, 1fr)`. */
  readonly width?: string;
  readonly alignRight?: boolean;
  readonly hideOnPhone?: boolean;
}

export interface Selection {
  readonly selected: ReadonlySet<string>;
  readonly onChange: (selected: ReadonlySet<string>) => void;
}

interface DataTableProps<Row extends object> {
  /** Names the table for screen readers. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** Names the list whose rows these are: another one begins at its top. */
  readonly listId?: string;
  readonly idOf: (row: Row) => string;
  /** The row's name, for its checkbox. */
  readonly nameOf: (row: Row) => string;
  /** Opens a row: by Enter, or by a click that hits no control in it. */
  readonly onOpen?: (row: Row) => void;
  readonly selection?: Selection;
  /** Keys of the page's own that act on the row in focus. They must be memoized. */
  readonly rowKeys?: Readonly<Record<string, (row: Row) => unknown>>;
  readonly isLoading: boolean;
  /** The rows are those of other filters, and stay until the new ones are there. They cannot be used. */
  readonly isOutdated?: boolean;
  readonly error: unknown;
  readonly onRetry?: () => unknown;
  readonly hasMore?: boolean;
  readonly isLoadingMore?: boolean;
  readonly loadMore?: () => unknown;
  /** Rows that came since the list was read, and what shows them. */
  readonly newCount?: number;
  readonly showNew?: () => unknown;
  readonly empty: ReactNode;
  /** The greatest CSS height of the scrolling part; by default what the window leaves. */
  readonly height?: string;
}

/**
 * A table that draws only the rows in sight and loads pages as one scrolls. Keys: J, K and arrows move, X selects,
 * Shift selects a range, Enter opens, Escape clears the selection.
 */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { label, columns, rows, idOf, nameOf, onOpen, selection, isLoading, error, onRetry, empty } = props;
  const { hasMore = false, isLoadingMore = false, loadMore, newCount = 0, showNew, height, rowKeys } = props;
  const { listId, isOutdated = false } = props;
  const cellsOf = useCells(columns);
  const scroller = useRef<HTMLDivElement>(null);
  const tableId = useId();
  const [activeAt, setActiveAt] = useState(-1);
  const anchor = useRef<string | null>(null);
  // Another list shows the rows in sight first, and those beyond after that.
  const isFirstSight = useDeferredValue(rows[0]) !== rows[0];
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: isFirstSight ? 0 : OVERSCAN,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : idOf(row);
    },
  });
  const items = virtual.getVirtualItems();
  const lastInSight = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (hasMore && !isLoadingMore && !error && lastInSight >= rows.length - ROWS_AHEAD) loadMore?.();
  }, [hasMore, isLoadingMore, error, lastInSight, rows.length, loadMore]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another list begins at its top, once its rows are there.
  useLayoutEffect(() => {
    if (isOutdated) return;
    if (virtual.scrollOffset) virtual.scrollToOffset(0);
    setActiveAt(document.activeElement === scroller.current ? 0 : -1);
  }, [listId, isOutdated]);

  const tracks = useMemo(() => {
    const all = columns.map(({ width = "minmax(7rem, 1fr)" }) => width);
    const phone = columns.flatMap(({ width = "minmax(0, 1fr)", hideOnPhone }) =>
      hideOnPhone ? [] : [width.replace(/minmax\([^,]+,/, "minmax(0,")],
    );
    const box = selection ? ["2.5rem"] : [];
    return { "--tracks": [...box, ...all].join(" "), "--phone-tracks": [...box, ...phone].join(" ") };
  }, [columns, selection]);

  const toggle = (at: number, isRange: boolean) => {
    if (!selection) return;
    const next = new Set(selection.selected);
    const isOn = !next.has(idAt(at));
    // By id, as rows come and go.
    const anchorAt = isRange ? rows.findIndex((row) => idOf(row) === anchor.current) : -1;
    const from = anchorAt === -1 ? at : anchorAt;
    for (let index = Math.min(from, at); index <= Math.max(from, at); index += 1) {
      if (isOn) next.add(idAt(index));
      else next.delete(idAt(index));
    }
    anchor.current = idAt(at);
    selection.onChange(next);
  };
  const idAt = (at: number): string => {
    const row = rows[at];
    return row === undefined ? "" : idOf(row);
  };
  const move = (to: number) => {
    const at = Math.max(0, Math.min(rows.length - 1, to));
    setActiveAt(at);
    virtual.scrollToIndex(at);
  };
  const actionOf = ({ key, shiftKey, repeat }: KeyboardEvent): (() => void) | null => {
    const row = rows[activeAt];
    const own = rowKeys?.[key];
    // A key that is held down moves on, but acts only once.
    if (own && row !== undefined) return repeat ? null : () => void own(row);
    switch (key) {
      case "ArrowDown":
      case "j":
        return () => move(activeAt + 1);
      case "ArrowUp":
      case "k":
        return () => move(activeAt - 1);
      case "Home":
        return () => move(0);
      case "End":
        return () => move(rows.length - 1);
      case "PageDown":
        return () => move(activeAt + PAGE_ROWS);
      case "PageUp":
        return () => move(activeAt - PAGE_ROWS);
      case "Enter":
        return row !== undefined && onOpen ? () => onOpen(row) : null;
      case "x":
      case "X":
      case " ":
        return row !== undefined && selection ? () => toggle(activeAt, shiftKey) : null;
      case "Escape":
        return selection ? () => selection.onChange(new Set()) : null;
      default:
        return null;
    }
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (isOutdated || event.target !== scroller.current || event.ctrlKey || event.metaKey || event.altKey) return;
    const action = actionOf(event);
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  };

  const onRowClick = useStable((at: number) => {
    const row = rows[at];
    setActiveAt(at);
    if (row !== undefined) onOpen?.(row);
  });
  const onRowCheck = useStable(toggle);

  if (error && rows.length === 0) return <ErrorAlert error={error} {...(onRetry && { onRetry })} />;
  if (isLoading || (isOutdated && rows.length === 0)) return <Loader aria-label={common.loading} />;
  if (rows.length === 0) {
    return (
      <>
        {newCount > 0 && <NewRowsButton count={newCount} onShow={showNew} />}
        {empty}
      </>
    );
  }
  const selectedHere = selection ? rows.filter((row) => selection.selected.has(idOf(row))).length : 0;
  return (
    <div className="data-table" style={tracks as CSSProperties}>
      {newCount > 0 && <NewRowsButton count={newCount} onShow={showNew} />}
      <div
        ref={scroller}
        className="data-table-scroller"
        style={height ? { maxHeight: height } : undefined}
        // A composite widget has one tab stop: the arrow keys do the rest.
        tabIndex={0}
        role="grid"
        aria-label={label}
        aria-rowcount={hasMore ? -1 : rows.length + 1}
        aria-busy={isOutdated || undefined}
        aria-multiselectable={selection !== undefined}
        aria-activedescendant={items.some(({ index }) => index === activeAt) ? `${tableId}-${activeAt}` : undefined}
        onKeyDown={onKeyDown}
        onFocus={(event) => event.target === scroller.current && activeAt < 0 && setActiveAt(0)}
      >
        <div className="data-table-head" role="row" aria-rowindex={1}>
          {selection && (
            <div role="columnheader">
              <Checkbox
                size="xs"
                aria-label={common.selectAll}
                disabled={isOutdated}
                checked={selectedHere === rows.length}
                indeterminate={selectedHere > 0 && selectedHere < rows.length}
                onChange={({ currentTarget }) =>
                  selection.onChange(currentTarget.checked ? new Set(rows.map(idOf)) : new Set())
                }
              />
            </div>
          )}
          {columns.map(({ id, header, alignRight, hideOnPhone }) => (
            <div key={id} role="columnheader" className={cellClass(alignRight, hideOnPhone)}>
              {header}
            </div>
          ))}
        </div>
        <div
          role="rowgroup"
          className="data-table-rows"
          style={{ height: virtual.getTotalSize(), position: "relative" }}
        >
          {items.map(({ index, start, key }) => {
            const row = rows[index];
            if (row === undefined) return null;
            return (
              <TableRow
                key={key}
                id={`${tableId}-${index}`}
                index={index}
                start={start}
                isActive={index === activeAt}
                isSelected={selection?.selected.has(idOf(row))}
                isOpenable={onOpen !== undefined}
                checkLabel={common.selectRow(nameOf(row))}
                onClick={onRowClick}
                onCheck={onRowCheck}
              >
                {cellsOf(row)}
              </TableRow>
            );
          })}
        </div>
      </div>
      <div className="data-table-foot">
        {error ? <ErrorAlert error={error} {...(onRetry && { onRetry })} /> : null}
        <span>
          {isLoadingMore ? common.loadingMore : common.endOfList(rows.length)}
          {hasMore && !isLoadingMore ? "+" : ""}
        </span>
      </div>
    </div>
  );
}

/** Makes the cells of each row once: the table is drawn anew with every step of the scrolling. */
function useCells<Row extends object>(columns: readonly Column<Row>[]): (row: Row) => ReactNode {
  return useMemo(() => {
    const made = new WeakMap<Row, ReactNode>();
    return (row) => {
      const before = made.get(row);
      if (before !== undefined) return before;
      const cells = columns.map(({ id, cell, alignRight, hideOnPhone }) => (
        <div key={id} role="gridcell" className={cellClass(alignRight, hideOnPhone)}>
          {cell(row)}
        </div>
      ));
      made.set(row, cells);
      return cells;
    };
  }, [columns]);
}

interface TableRowProps {
  readonly id: string;
  readonly index: number;
  /** Pixels below the first row's top. */
  readonly start: number;
  readonly isActive: boolean;
  /** `undefined`: the table has no selection. */
  readonly isSelected: boolean | undefined;
  readonly isOpenable: boolean;
  readonly checkLabel: string;
  readonly onClick: (index: number) => void;
  readonly onCheck: (index: number, isRange: boolean) => void;
  readonly children: ReactNode;
}

/** A row, drawn anew only when something of it changes. */
const TableRow = memo((props: TableRowProps) => {
  const { id, index, start, isActive, isSelected, isOpenable, checkLabel, onClick, onCheck, children } = props;
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      className={`data-table-row${isActive ? " active" : ""}${isSelected ? " selected" : ""}${isOpenable ? " openable" : ""}`}
      style={{ transform: `translateY(${start}px)`, height: ROW_HEIGHT }}
      onClick={({ target }) => {
        if (target instanceof Element && target.closest("a, button, input, label")) return;
        onClick(index);
      }}
    >
      {isSelected !== undefined && (
        <div role="gridcell">
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label={checkLabel}
            checked={isSelected}
            onChange={() => undefined}
            onClick={({ shiftKey }) => onCheck(index, shiftKey)}
          />
        </div>
      )}
      {children}
    </div>
  );
});

/** The same function for as long as the component lives; a call runs the latest one. */
function useStable<Args extends readonly unknown[]>(run: (...args: Args) => void): (...args: Args) => void {
  const latest = useRef(run);
  useLayoutEffect(() => {
    latest.current = run;
  });
  return useCallback((...args: Args) => latest.current(...args), []);
}

const cellClass = (alignRight = false, hideOnPhone = false): string =>
  `cell${alignRight ? " right" : ""}${hideOnPhone ? " wide-only" : ""}`;
