import type { NamedDatabase } from "#kernel/ports/databases";
import type { MovedTable } from "./moved-tables";
import { lastOf, nextAfter, type PageBounds, type Position, pageOfRows, type RowQuery, windowEndOf } from "./row-pages";

/** Owners, or rows of whatever tenant, that one statement looks through. */
const WINDOW = 20_000;

/** Rows of a page that stay in the database. */
export const DIGESTED_ROWS = 5_000;

export const boundsOf = (rows: number): PageBounds => ({ rows, window: WINDOW });

const bound = (client: D1Database, { sql, values }: RowQuery): D1PreparedStatement =>
  client.prepare(sql).bind(...values);

/** One page of a tenant's rows, and the statements that say where it ends. */
export interface RowPage {
  /** The page's rows, to read from. `?1` is the tenant; it has the first `values`. */
  readonly sql: string;
  readonly values: Position;
  /** A statement with the page's values. */
  readonly prepare: (sql: string) => D1PreparedStatement;
  /** To be sent in the batch that reads the page, before anything is deleted. */
  readonly ends: readonly D1PreparedStatement[];
  /** Where the next page begins, by the results of `ends`; `null` after the last one. */
  readonly next: (ends: readonly D1Result<unknown>[]) => Position | null;
}

const positionIn = (result: D1Result<unknown> | undefined): Position | undefined => {
  const [row] = (result?.results ?? []) as Readonly<Record<string, string | number>>[];
  return row && Object.values(row);
};

export function rowPage(
  client: D1Database,
  table: MovedTable,
  tenantId: string,
  after: Position | null,
  bounds: PageBounds & { readonly until?: Position | null },
): RowPage {
  const page = pageOfRows(table, tenantId, after, bounds);
  const windowEnd = bounds.until === undefined ? windowEndOf(table, tenantId, after, bounds) : null;
  const ends = [lastOf(table, page, bounds), ...(windowEnd ? [windowEnd] : [])];
  return {
    ...page,
    prepare: (sql) => bound(client, { sql, values: page.values }),
    ends: ends.map((end) => bound(client, end)),
    next: ([last, end]) =>
      nextAfter(table, after, { last: positionIn(last), windowEnd: positionIn(end) ?? bounds.until ?? undefined }),
  };
}

/** The end of the window after a position; `null` if the table has no more, `undefined` if its pages need no window. */
export async function windowEndIn(
  { db }: NamedDatabase,
  table: MovedTable,
  tenantId: string,
  after: Position | null,
  bounds: PageBounds,
): Promise<Position | null | undefined> {
  const query = windowEndOf(table, tenantId, after, bounds);
  return query ? (positionIn(await bound(db.$client, query).all()) ?? null) : undefined;
}

/**
 * Visits tables page by page from a position on, and returns where it stopped: after a few pages, so that a run that
 * dies does not repeat them all, or when `mayGoOn` ends the work. `null` after the last table.
 */
export async function walkTables(
  tables: readonly MovedTable[],
  { table: from = 0, after: first }: TablePosition,
  mayGoOn: () => boolean,
  visit: (table: MovedTable, after: Position | null) => Promise<VisitedPage>,
): Promise<TablePosition | null> {
  let at = from;
  let after = first;
  for (let pages = 0; pages < PAGES_PER_SAVE && mayGoOn(); ) {
    const table = tables[at];
    if (!table) return null;
    const { rows, next } = await visit(table, after ?? null);
    if (rows > 0 || next !== null) pages += 1;
    if (next === null) at += 1;
    after = next ?? undefined;
  }
  return { table: at, ...(after && { after }) };
}

/** Pages between two stores of the position. */
const PAGES_PER_SAVE = 10;

interface TablePosition {
  readonly table?: number;
  readonly after?: Position;
}

interface VisitedPage {
  readonly rows: number;
  readonly next: Position | null;
}
