import { and, asc, desc, gte, lt, type Placeholder, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { fromBase64Url, toBase64Url } from "#kernel/values/digest";
import { Problem } from "./problem";

export const DEFAULT_PAGE_SIZE = 50;
export const MAX_PAGE_SIZE = 200;

/** A list that a request names, as its digests. */
export interface ListDigests {
  readonly list: string;
  readonly filters: string;
}

/** The last row of a page; on the wire an opaque base64url text. */
export interface Cursor {
  /** The list's order. A cursor works only with the order that it was made for. */
  readonly sort: string;
  /** The last row's value in that order, and its id. */
  readonly value: string | number;
  readonly id: string;
}

/** A request for a page, as on the wire. Without a cursor: the first page. */
export interface PageQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** The period of lists by creation, in milliseconds UTC: from `created_after` on, before `created_before`. */
  readonly created_after?: number | undefined;
  readonly created_before?: number | undefined;
}

export interface Page<T> {
  readonly rows: readonly T[];
  readonly nextCursor: string | null;
}

export const encodeCursor = (at: Cursor): string => toBase64Url(JSON.stringify([at.sort, at.value, at.id]));

/** Throws `invalid_cursor` for text that is not a cursor, or a cursor of a list in another order. */
export function decodeCursor(cursor: string, sort: string): Cursor {
  const position = parse(fromBase64Url(cursor) ?? "");
  if (!position)
    throw new Problem(
      "invalid_cursor",
      "This is not a cursor of this API. Send `next_cursor` of the previous page unchanged, or no cursor for the first page.",
    );
  if (position.sort !== sort) {
    throw new Problem(
      "invalid_cursor",
      `The cursor belongs to a list sorted by ${position.sort}, but this list is sorted by ${sort}. ` +
        "Start again without a cursor.",
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

/** The order of a list. An index must end in `column` and `id`. */
export interface ListOrder {
  /** As on the wire: `created_at`, or `-created_at` for descending. */
  readonly sort: string;
  readonly column: SQLiteColumn;
  readonly id: SQLiteColumn;
}

/** The order of a list whose cursors are made from its rows. */
export interface PageOrder<Row> extends ListOrder {
  /** A row's values of `column` and `id`. */
  readonly keyOf: (row: Row) => Omit<Cursor, "sort">;
}

/** The order of most lists: by `created_at`, descending. */
export const newestFirst = (table: {
  readonly createdAt: SQLiteColumn;
  readonly id: SQLiteColumn;
}): PageOrder<{ readonly createdAt: number; readonly id: string }> => ({
  sort: "-created_at",
  column: table.createdAt,
  id: table.id,
  keyOf: ({ createdAt, id }) => ({ value: createdAt, id }),
});

const descending = (order: ListOrder): boolean => order.sort.startsWith("-");

/** `order by` of a keyset page. The id breaks ties, so the order is total and stable under inserts. */
export const orderBy = (order: ListOrder): [SQL, SQL] =>
  descending(order) ? [desc(order.column), desc(order.id)] : [asc(order.column), asc(order.id)];

/** The condition for the rows after a cursor on the wire; undefined without one. Throws `invalid_cursor`. */
function afterCursor(order: ListOrder, cursor: string | undefined): SQL | undefined {
  if (cursor === undefined) return undefined;
  const { value, id } = decodeCursor(cursor, order.sort);
  return afterKey(order, value, id);
}

/**
 * Conditions for the filters that have a value. Each column has its own index that ends in the list's order, and SQLite
 * uses one index per table: the unary `+` excludes all but the first (https://www.sqlite.org/optoverview.html).
 */
export const matchesFilters = (
  filters: readonly (readonly [column: SQLiteColumn, wanted: string | SQL | undefined])[],
): SQL[] =>
  filters
    .filter(([, wanted]) => wanted !== undefined)
    .map(([column, wanted], at) => sql`${at === 0 ? column : sql`+${column}`} = ${wanted}`);

/** The condition `from <= column < until`. Either bound may be missing. */
const inPeriod = (column: SQLiteColumn, from: number | undefined, until: number | undefined): SQL | undefined =>
  and(from === undefined ? undefined : gte(column, from), until === undefined ? undefined : lt(column, until));

/**
 * The condition for the rows after this key. SQLite turns a row-value comparison into one range of the index on (…,
 * column, id).
 */
export const afterKey = (order: ListOrder, value: string | number | Placeholder, id: string | Placeholder): SQL =>
  sql`(${order.column}, ${order.id}) ${sql.raw(descending(order) ? "<" : ">")} (${value}, ${id})`;

/** The key of a row in a list that is ordered by an instant and the id. */
export interface RowKey {
  readonly at: number;
  readonly id: string;
}

/** A range of rows that a job works on: up to `limit` rows after a key, or from the start. */
export interface KeyRange {
  readonly after: RowKey | null;
  readonly limit: number;
}

/** The condition for the rows of a key range. */
export const inKeyRange = (order: ListOrder, { after }: KeyRange): SQL | undefined =>
  after === null ? undefined : afterKey(order, after.at, after.id);

/** A drizzle select that has no conditions yet, such as `db.select().from(calls)`. */
interface Select<Statement> {
  where(condition: SQL | undefined): {
    orderBy(...columns: SQL[]): { limit(count: number): Statement };
  };
}

/** A select of a page in the query's period, unexecuted, for a batch. It reads `limit + 1` rows for `toPage`. */
export const selectPage = <Statement>(
  select: Select<Statement>,
  order: ListOrder,
  { limit, cursor, created_after, created_before }: PageQuery,
  conditions: readonly (SQL | undefined)[] = [],
): Statement =>
  select
    .where(and(...conditions, inPeriod(order.column, created_after, created_before), afterCursor(order, cursor)))
    .orderBy(...orderBy(order))
    .limit(limit + 1);

/** Reads a page of the rows that meet all the conditions. Throws `invalid_cursor`. */
export async function readPage<Row>(
  select: Select<PromiseLike<Row[]>>,
  order: PageOrder<Row>,
  query: PageQuery,
  conditions: readonly (SQL | undefined)[] = [],
): Promise<Page<Row>> {
  const rows = await selectPage(select, order, query, conditions);
  return toPage(rows, query.limit, order.sort, order.keyOf);
}

/** Makes a page of up to `limit + 1` rows: the extra row only shows that there is a next page. */
export function toPage<T>(
  rows: readonly T[],
  limit: number,
  sort: string,
  keyOf: (row: T) => Omit<Cursor, "sort">,
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown, nextCursor: rows.length > limit && last ? encodeCursor({ sort, ...keyOf(last) }) : null };
}
