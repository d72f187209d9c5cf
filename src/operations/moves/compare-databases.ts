import type { NamedDatabase } from "#kernel/ports/databases";
import type { MovedTable } from "./moved-tables";
import { boundsOf, DIGESTED_ROWS, type RowPage, rowPage, windowEndIn } from "./page-queries";
import type { PageBounds, Position } from "./row-pages";

/** The definitions of all tables and indexes, by name. Both databases have the same if the same migrations ran. */
async function schemaOf({ db }: NamedDatabase): Promise<string> {
  const { results } = await db.$client
    .prepare(
      `select name, sql from sqlite_master where type in ('table', 'index') and name not like 'sqlite_%'
        and name not like '\\_cf\\_%' escape '\\' and name <> 'd1_migrations' order by name`,
    )
    .all();
  return JSON.stringify(results);
}

export const haveSameSchema = async (one: NamedDatabase, other: NamedDatabase): Promise<boolean> => {
  const [a, b] = await Promise.all([schemaOf(one), schemaOf(other)]);
  return a === b;
};

interface Column {
  readonly name: string;
  readonly type: string;
}

const PRIME = 1_000_003;

/** Sums that differ if a cell does: of numbers, or of a text's length and its last characters. */
const sumsOf = ({ name, type }: Column): string[] =>
  type === "INTEGER"
    ? [`sum(${name} % ${PRIME})`]
    : [`sum(length(${name}))`, `sum(unicode(substr(${name}, -1)) * 31 + unicode(substr(${name}, -9, 1)))`];

/** The number of rows in a page, sums over their cells, and where the page ends. */
async function digestOf(client: D1Database, page: RowPage, columns: readonly Column[]) {
  const sums = columns.flatMap(sumsOf).map((sum, at) => `${sum} as s${at}`);
  const [digest, ...ends] = await client.batch<{ n: number }>([
    page.prepare(`select ${["count(*) as n", ...sums].join(", ")} from (${page.sql})`),
    ...page.ends,
  ]);
  return { digest: digest?.results[0], next: page.next(ends) };
}

export interface PageComparison {
  readonly rows: number;
  readonly isSame: boolean;
  readonly next: Position | null;
}

/**
 * Compares the tenant's rows of a table after a position in two databases, page by page. The tenant is fenced, so
 * nothing changes meanwhile.
 */
export async function comparePage(
  source: NamedDatabase,
  target: NamedDatabase,
  table: MovedTable,
  tenantId: string,
  after: Position | null,
  size: PageBounds = boundsOf(DIGESTED_ROWS),
): Promise<PageComparison> {
  const both = [source, target];
  const { results: columns } = await source.db.$client.prepare(`pragma table_info(${table.name})`).all<Column>();
  const ends = await Promise.all(both.map((database) => windowEndIn(database, table, tenantId, after, size)));
  const until = earliestOf(ends);
  const [from, to] = await Promise.all(
    both.map(({ db }) => {
      return digestOf(db.$client, rowPage(db.$client, table, tenantId, after, { ...size, until }), columns);
    }),
  );
  const isSame = JSON.stringify(from) === JSON.stringify(to);
  return { rows: from?.digest?.n ?? 0, isSame, next: from?.next ?? null };
}

/** A window that both databases look through to its end; `null` if none of them has more rows than one. */
function earliestOf(ends: readonly (Position | null | undefined)[]): Position | null {
  const [first = null, second = null] = ends;
  if (first === null || second === null) return first ?? second;
  return isBefore(second, first) ? second : first;
}

const isBefore = (one: Position, other: Position): boolean => {
  const at = one.findIndex((value, place) => value !== other[place]);
  const [a = "", b = ""] = [one[at], other[at]];
  return a < b;
};
