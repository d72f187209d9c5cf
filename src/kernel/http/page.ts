import { and, asc, desc, gte, lt, type Placeholder, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { fromBase64Url, toBase64Url } from "#kernel/values/digest";
import { Problem } from "./problem";

export const DEFAULT_PAGE_SIZE = 50;
export const MAX_PAGE_SIZE = 200;

export interface Cursor {
  /** The order the list was in: a cursor of one order is of no use in another. */
  readonly sort: string;
  /** The last row's value in that order, and its id. */
  readonly value: string | number;
  readonly id: string;
}

export interface Page<T> {
  readonly rows: readonly T[];
  readonly nextCursor: string | null;
}

export const encodeCursor = (at: Cursor): string => toBase64Url(JSON.stringify([at.sort, at.value, at.id]));

/** The position a cursor stands for; throws `invalid_cursor` for text that is no cursor, or one of a list in other order. */
export function decodeCursor(cursor: string, sort: string): Cursor {
  const position = parse(fromBase64Url(cursor) ?? "");
  if (!position) throw new Problem("invalid_cursor", "The cursor is not one that this API gave out.");
  if (position.sort !== sort) {
    throw new Problem(
      "invalid_cursor",
      `The cursor belongs to a list sorted by ${position.sort}, this one is sorted by ${sort}.`,
    );
  }
  return position;
}

function parse(text: string): Cursor | undefined {
  let fields: unknown;
  try {
    fields = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(fields) || fields.length !== 3) return undefined;
  const [sort, value, id]: unknown[] = fields;
  if (typeof sort !== "string" || typeof id !== "string") return undefined;
  if (typeof value !== "string" && !Number.isSafeInteger(value)) return undefined;
  return { sort, value: typeof value === "string" ? value : Number(value), id };
}

export interface ListOrder {
  /** As the caller wrote it: `created_at`, or `-created_at` for the newest first. */
  readonly sort: string;
  readonly column: SQLiteColumn;
  readonly id: SQLiteColumn;
}

const descending = (order: ListOrder): boolean => order.sort.startsWith("-");

/** `order by` for a keyset page; the id settles ties, so the order is total and stable under inserts. */
export const orderBy = (order: ListOrder): [SQL, SQL] =>
  descending(order) ? [desc(order.column), desc(order.id)] : [asc(order.column), asc(order.id)];

/** The rows after the cursor. */
export function afterCursor(order: ListOrder, cursor: string | undefined): SQL | undefined {
  if (cursor === undefined) return undefined;
  const { value, id } = decodeCursor(cursor, order.sort);
  return afterKey(order, value, id);
}

/**
 * The rows in which these columns are as asked for, as far as something was. Each column has an index of its own that ends in the
 * list's order; of several, only the first is looked up, as `+` says to SQLite.
 */
export const matchesFilters = (
  filters: readonly (readonly [column: SQLiteColumn, wanted: string | SQL | undefined])[],
): SQL[] =>
  filters
    .filter(([, wanted]) => wanted !== undefined)
    .map(([column, wanted], at) => sql`${at === 0 ? column : sql`+${column}`} = ${wanted}`);

/** The rows of a period, which need not have a beginning or an end. */
export const inPeriod = (column: SQLiteColumn, from: number | undefined, until: number | undefined): SQL | undefined =>
  and(from === undefined ? undefined : gte(column, from), until === undefined ? undefined : lt(column, until));

/** The rows after a position, as one row-value comparison: SQLite turns it into a range of the index on (…, column, id). */
export const afterKey = (order: ListOrder, value: string | number | Placeholder, id: string | Placeholder): SQL =>
  sql`(${order.column}, ${order.id}) ${sql.raw(descending(order) ? "<" : ">")} (${value}, ${id})`;

/** Where a row stands in the order of an instant and its id. */
export interface RowKey {
  readonly at: number;
  readonly id: string;
}

/** Some of the rows that a job goes along, from a place on. */
export interface KeyRange {
  readonly after: RowKey | null;
  readonly limit: number;
}

/** The rows past the place that a stretch begins after. */
export const inKeyRange = (order: ListOrder, { after: place }: KeyRange): SQL | undefined =>
  place === null ? undefined : afterKey(order, place.at, place.id);

/** Cuts the one row read past the page, which only says that there is more. */
export function toPage<T>(
  rows: readonly T[],
  limit: number,
  sort: string,
  at: (row: T) => Omit<Cursor, "sort">,
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown, nextCursor: rows.length > limit && last ? encodeCursor({ sort, ...at(last) }) : null };
}
