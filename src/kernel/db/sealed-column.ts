import { asc, getTableColumns, gt, sql } from "drizzle-orm";
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import type { Database, Statement } from "./db";

/**
 * A column with secrets that the vault sealed for the tenant and the id of their row: for the job that seals them
 * again.
 */
export interface SealedColumn {
  readonly table: string;
  /** Rows of all tenants in the order of their ids, after `after`. */
  readonly read: (db: Database, after: string, limit: number) => Promise<readonly SealedCell[]>;
  /** Writes the new text if the cell still has the old one. Unexecuted. */
  readonly write: (db: Database, cell: SealedCell, text: string, keyId: string) => Statement;
  /** The sealed secrets in a cell's text. */
  readonly secretsIn: (text: string) => readonly string[];
  /** The text with other secrets in their places. */
  readonly withSecrets: (text: string, secrets: readonly string[]) => string;
}

export interface SealedCell {
  readonly id: string;
  readonly tenantId: string;
  readonly text: string;
}

interface Parts {
  readonly column: SQLiteColumn;
  /** The column with the id of the key that sealed the secrets. */
  readonly keyId?: SQLiteColumn;
  /** The column is a JSON list of objects, each with the secret in this member. */
  readonly member?: string;
}

export function sealedColumn(
  name: string,
  table: SQLiteTable & { readonly id: SQLiteColumn; readonly tenantId: SQLiteColumn },
  { column, keyId, member }: Parts,
): SealedColumn {
  const keyOf = (wanted: SQLiteColumn) =>
    Object.entries(getTableColumns(table)).find(([, each]) => each.name === wanted.name)?.[0] ?? "";
  const entriesOf = (text: string) => JSON.parse(text) as Readonly<Record<string, unknown>>[];
  return {
    table: name,
    read: async (db, after, limit) =>
      await db
        .select({
          id: sql<string>`${table.id}`,
          tenantId: sql<string>`${table.tenantId}`,
          text: sql<string>`${column}`,
        })
        .from(table)
        .where(sql`${gt(table.id, after)} and ${column} is not null`)
        .orderBy(asc(table.id))
        .limit(limit),
    write: (db, before, text, key) =>
      db
        .update(table)
        .set({ [keyOf(column)]: sql`${text}`, ...(keyId && { [keyOf(keyId)]: sql`${key}` }) })
        .where(sql`${table.id} = ${before.id} and ${column} = ${before.text}`),
    secretsIn: (text) => (member === undefined ? [text] : entriesOf(text).map((entry) => String(entry[member]))),
    withSecrets: (text, secrets) =>
      member === undefined
        ? (secrets[0] ?? text)
        : JSON.stringify(entriesOf(text).map((entry, at) => ({ ...entry, [member]: secrets[at] }))),
  };
}
