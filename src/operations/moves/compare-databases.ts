import type { NamedDatabase } from "#kernel/ports/databases";
import { type MovedTable, rowsOf } from "./moved-tables";

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

/** The number of a tenant's rows in a table, and sums over their cells. */
async function digestOf(db: D1Database, table: MovedTable, columns: readonly Column[], tenantId: string) {
  const sums = columns.flatMap(sumsOf).map((sum, at) => `${sum} as s${at}`);
  const sql = `select ${["count(*) as n", ...sums].join(", ")} from ${table.name} where ${rowsOf(table)}`;
  return await db.prepare(sql).bind(tenantId).first<{ n: number }>();
}

export interface RowComparison {
  readonly rows: number;
  readonly isSame: boolean;
}

/** Compares the tenant's rows of a table in two databases. The tenant is fenced, so nothing changes meanwhile. */
export async function compareRows(
  source: NamedDatabase,
  target: NamedDatabase,
  table: MovedTable,
  tenantId: string,
): Promise<RowComparison> {
  const { results: columns } = await source.db.$client.prepare(`pragma table_info(${table.name})`).all<Column>();
  const [from, to] = await Promise.all(
    [source, target].map(({ db }) => digestOf(db.$client, table, columns, tenantId)),
  );
  return { rows: from?.n ?? 0, isSame: JSON.stringify(from) === JSON.stringify(to) };
}
