import { getTableColumns, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";

/**
 * The rows of a read as one JSON cell, so that reads of few rows that are needed together are one statement. `columns`
 * names the read's column of each field. Cells are as SQLite has them: booleans are 0 and 1, JSON is text. All cells
 * together must stay below D1's 2 MB.
 */
export function jsonRows<Row extends Readonly<Record<string, string | number | null>>>(
  read: SQLWrapper,
  columns: { readonly [Field in keyof Row]: string },
): SQL<readonly Row[]> {
  const fields = Object.entries<string>(columns).map(
    ([field, column]) => sql`${sql.raw(`'${field}'`)}, ${sql.raw(column)}`,
  );
  return sql<readonly Row[]>`(select json_group_array(json_object(${sql.join(fields, sql`, `)})) from ${read})`.mapWith(
    (cell: string) => JSON.parse(cell),
  );
}

/** The first row of a read as one JSON cell, `null` without a row: its cells, for a `rowReader` of its table. */
export const jsonRow = (table: SQLiteTable, rest: SQL): SQL =>
  sql`(select json_array(${sql.join(Object.values(getTableColumns(table)), sql`, `)}) from ${table} ${rest} limit 1)`;
