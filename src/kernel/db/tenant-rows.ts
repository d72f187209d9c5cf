import { and, asc, eq, getTableColumns, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import { lazily } from "#kernel/values/lazily";
import type { Database, Statement } from "./db";

/** A row's place among its tenant's rows in a table. */
export type RowPlace = readonly (string | number)[];

/** One table's rows of a tenant: to export them and delete them afterwards, page by page. */
export interface TenantRows {
  /** The table's name in the export. */
  readonly name: string;
  /** The rows after a place, in order, by their columns' names. */
  readonly read: (
    db: Database,
    tenantId: string,
    after: RowPlace | null,
    limit: number,
  ) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  readonly placeOf: (row: Readonly<Record<string, unknown>>) => RowPlace;
  /** Deletes the rows up to a place, this one included. Unexecuted. */
  readonly clear: (db: Database, tenantId: string, upTo: RowPlace) => readonly Statement[];
}

interface Options {
  /** Columns that the export leaves out because they are secrets. */
  readonly secret?: readonly SQLiteColumn[];
  /** Statements to run before the deletion of the rows that meet the condition. */
  readonly before?: (db: Database, condition: SQL) => readonly Statement[];
}

/** The rows of a tenant in one table. `order` identifies a row among them. */
export function tenantRows(
  name: string,
  table: SQLiteTable & { readonly tenantId: SQLiteColumn },
  order: readonly [SQLiteColumn, ...SQLiteColumn[]],
  { secret = [], before = () => [] }: Options = {},
): TenantRows {
  const columns = lazily(() =>
    Object.fromEntries(
      Object.values(getTableColumns(table))
        .filter((column) => !secret.some((each) => each.name === column.name))
        .map((column) => [column.name, column]),
    ),
  );
  const compare = (operator: ">" | "<=", place: RowPlace): SQL =>
    sql`(${sql.join([...order], sql`, `)}) ${sql.raw(operator)} (${sql.join(
      place.map((value) => sql`${value}`),
      sql`, `,
    )})`;
  return {
    name,
    read: (db, tenantId, after, limit) =>
      db
        .select(columns())
        .from(table)
        .where(and(eq(table.tenantId, tenantId), after === null ? undefined : compare(">", after)))
        .orderBy(...order.map((column) => asc(column)))
        .limit(limit),
    placeOf: (row) => order.map(({ name: column }) => row[column] as string | number),
    clear(db, tenantId, upTo) {
      const condition = sql`${table.tenantId} = ${tenantId} and ${compare("<=", upTo)}`;
      return [...before(db, condition), db.delete(table).where(condition)];
    },
  };
}
