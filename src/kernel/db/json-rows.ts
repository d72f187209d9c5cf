import { type Column, getTableColumns, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";

/**
 * Reads as one JSON cell each, so that reads of few rows that are needed together are one statement. Cells are as
 * SQLite has them: booleans are 0 and 1, JSON is text. All cells together must stay below D1's 2 MB.
 */

type Cells = readonly (SQLWrapper | Column)[];

/** The rows of a read as a list of lists; `rest` is the read from its FROM clause on. */
export const jsonRows = (cells: Cells, rest: SQL): SQL =>
  sql`(select json_group_array(json_array(${sql.join([...cells], sql`, `)})) ${rest})`;

/** The first row of a read as one list, `null` without a row. */
export const jsonCells = (cells: Cells, rest: SQL): SQL =>
  sql`(select json_array(${sql.join([...cells], sql`, `)}) ${rest} limit 1)`;

/** The same of all columns of a table, for a `rowReader`. */
export const jsonRow = (table: SQLiteTable, rest: SQL): SQL =>
  jsonCells(Object.values(getTableColumns(table)), sql`from ${table} ${rest}`);

/** The rows that `jsonRows` wrote. */
export const listIn = (cell: unknown): readonly (readonly unknown[])[] =>
  typeof cell === "string" ? JSON.parse(cell) : [];

/** The row that `jsonCells` wrote. */
export const cellsIn = (cell: unknown): readonly unknown[] | null =>
  typeof cell === "string" ? JSON.parse(cell) : null;
