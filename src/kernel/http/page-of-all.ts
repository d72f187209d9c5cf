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
}

/**
 * A page of a list over all databases: reads a page of each and merges them in the list's order. The cursor is a
 * position in that order, so it works in every database. `read` gets the context on one database.
 */
export async function readPageOfAll<Row>(
  ctx: Context,
  { sort, keyOf }: MergedOrder<Row>,
  limit: number,
  read: (ctx: Context) => Promise<Page<Row>>,
): Promise<Page<Row>> {
  const pages = await Promise.all(everywhere(ctx).map(read));
  const [only] = pages;
  if (only && pages.length === 1) return only;
  const direction = sort.startsWith("-") ? -1 : 1;
  const rows = pages
    .flatMap((page) => page.rows.map((row) => ({ row, key: keyOf(row) })))
    .sort((a, b) => direction * (compare(a.key.value, b.key.value) || compare(a.key.id, b.key.id)));
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = rows.length > limit || pages.some(({ nextCursor }) => nextCursor !== null);
  return {
    rows: shown.map(({ row }) => row),
    nextCursor: hasMore && last ? encodeCursor({ sort, ...last.key }) : null,
  };
}

/** As SQLite compares: numbers by value, texts by their characters. */
const compare = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);
