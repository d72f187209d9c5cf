import type { Context } from "#kernel/ports/context";
import { type Cursor, encodeCursor, type Page } from "./page";

/** Lists of the platform over all databases. */

/** The context on each database. */
export const everywhere = (ctx: Context): Context[] =>
  ctx.databases.all.map((database) => ctx.inDatabase(ctx, database));

/** The context on each other database; none with one database. */
export const elsewhere = (ctx: Context): Context[] =>
  everywhere(ctx).filter(({ database }) => database.name !== ctx.database.name);

interface MergedOrder<Row> {
  readonly sort: string;
  readonly keyOf: (row: Row) => Omit<Cursor, "sort">;
  /** Makes one row of two that have the same key in two databases. Missing: a key is in one database only. */
  readonly combine?: (one: Row, other: Row) => Row;
}

/**
 * A page of a list over all databases: reads a page of each and merges them in the list's order. The cursor is a
 * position in that order, so it works in every database. `read` gets the context on one database.
 */
export async function readPageOfAll<Row>(
  ctx: Context,
  { sort, keyOf, combine }: MergedOrder<Row>,
  limit: number,
  read: (ctx: Context) => Promise<Page<Row>>,
): Promise<Page<Row>> {
  const pages = await Promise.all(everywhere(ctx).map(read));
  const [only] = pages;
  if (only && pages.length === 1) return only;
  const direction = sort.startsWith("-") ? -1 : 1;
  const sorted = pages
    .flatMap((page) => page.rows.map((row) => ({ row, key: keyOf(row) })))
    .sort((a, b) => direction * compareKeys(a.key, b.key));
  const rows = combine ? combined(sorted, combine) : sorted;
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = rows.length > limit || pages.some(({ nextCursor }) => nextCursor !== null);
  return {
    rows: shown.map(({ row }) => row),
    nextCursor: hasMore && last ? encodeCursor({ sort, ...last.key }) : null,
  };
}

interface KeyedRow<Row> {
  readonly row: Row;
  readonly key: Omit<Cursor, "sort">;
}

function combined<Row>(sorted: readonly KeyedRow<Row>[], combine: (one: Row, other: Row) => Row): KeyedRow<Row>[] {
  const rows: KeyedRow<Row>[] = [];
  for (const next of sorted) {
    const last = rows.at(-1);
    if (last && compareKeys(last.key, next.key) === 0)
      rows[rows.length - 1] = { ...last, row: combine(last.row, next.row) };
    else rows.push(next);
  }
  return rows;
}

const compareKeys = (a: Omit<Cursor, "sort">, b: Omit<Cursor, "sort">): number =>
  compare(a.value, b.value) || compare(a.id, b.id);

/** As SQLite compares: numbers by value, texts by their characters. */
const compare = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);
