import { getTableColumns, type Placeholder, type SQL, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import { Problem } from "#kernel/http/problem";

export type Database = DrizzleD1Database & { readonly $client: D1Database };

/** A statement that is not executed yet: the caller puts it into a batch of its own. */
export type Statement = BatchItem<"sqlite">;

const opened = new WeakMap<D1Database, Database>();

/** drizzle over a D1 binding, created once per binding because it holds no state of a request. */
export function openDatabase(binding: D1Database): Database {
  const database = opened.get(binding) ?? drizzle(binding);
  opened.set(binding, database);
  return database;
}

/** Statements of a batch by name. A list of statements, which may be empty, has one name and a list of results. */
type NamedStatements = Readonly<Record<string, Statement | readonly Statement[]>>;

type ResultOf<Entry> = Entry extends Statement
  ? Entry["_"]["result"]
  : Entry extends readonly Statement[]
    ? readonly Entry[number]["_"]["result"][]
    : never;

/**
 * Runs the statements as one D1 batch, which is one transaction, in the order of their names in the object, and returns
 * their results under the same names: rows of a select or of `returning`, otherwise D1's result (see `wroteSomething`).
 *
 *     const { claimed, earlier } = await batchNamed(db, { claimed: claim(ctx), earlier: read(ctx), items: inserts });
 *
 * Names must not be numbers, because JavaScript would sort those first. Without statements there is no round trip.
 */
export async function batchNamed<const Named extends NamedStatements>(
  db: Database,
  statements: Named,
): Promise<{ readonly [Name in keyof Named]: ResultOf<Named[Name]> }> {
  const entries = Object.entries(statements);
  const results: readonly unknown[] = await batchAll(
    db,
    entries.flatMap(([, entry]) => entry),
  );
  let at = 0;
  const named = entries.map(([name, entry]) => {
    if (!isList(entry)) return [name, results[at++]];
    at += entry.length;
    return [name, results.slice(at - entry.length, at)];
  });
  // D1 answers one result per statement, in order.
  return Object.fromEntries(named) as { readonly [Name in keyof Named]: ResultOf<Named[Name]> };
}

const isList = (entry: Statement | readonly Statement[]): entry is readonly Statement[] => Array.isArray(entry);

/** Runs any number of statements in one batch; without statements there is no round trip. */
export async function batchAll(db: Database, [first, ...rest]: readonly Statement[]): Promise<readonly unknown[]> {
  return first ? await db.batch([first, ...rest]) : [];
}

/**
 * True if the statement before this one in the batch changed a row. As the `gate` of an insert it makes the insert
 * follow the write before it: when that write lost a race, the insert does nothing either.
 */
export const previousWroteSomething: SQL = sql`changes() > 0`;

/** Inserts a whole row if `gate` holds at that moment; see `previousWroteSomething`. */
export function insertIf<Table extends SQLiteTable>(
  db: Database,
  table: Table,
  row: Table["$inferSelect"],
  gate: SQL = sql`true`,
) {
  const fields = new Map<string, unknown>(Object.entries(row));
  const columns = Object.entries(getTableColumns(table));
  const values = columns.map(([name, column]) => sql`${sql.param(fields.get(name) ?? null, column)}`);
  return db.insert(table).select(sql`select ${sql.join(values, sql`, `)} where ${gate}`);
}

/**
 * Inserts many rows in one statement if `gate` holds. The rows travel as one JSON parameter, so D1's limit of 100
 * parameters does not apply; its limit of 2 MB per value does.
 */
export const insertAllIf = <Table extends SQLiteTable>(
  db: Database,
  table: Table,
  rows: readonly Table["$inferSelect"][],
  gate: SQL = sql`true`,
) => insertEncodedIf(db, table, encodeRows(table, rows), gate);

/** The same with the rows of `encodeRows`, or with a placeholder for them. */
export function insertEncodedIf<Table extends SQLiteTable>(
  db: Database,
  table: Table,
  rows: string | Placeholder,
  gate: SQL = sql`true`,
) {
  const values = Object.values<SQL>(cellsOf(table));
  return db.insert(table).select(sql`select ${sql.join(values, sql`, `)} from json_each(${rows}) where ${gate}`);
}

/** The cells of a row of `encodeRows` in the condition of its insert, by the names of their columns. */
export const cellsOf = <Table extends SQLiteTable>(table: Table) =>
  Object.fromEntries(
    Object.keys(getTableColumns(table)).map((name, at) => [name, sql.raw(`json_each.value ->> ${at}`)]),
  ) as {
    readonly [Name in keyof Table["$inferSelect"]]: SQL;
  };

/** Rows of a table as JSON, for `insertEncodedIf`. */
export function encodeRows<Table extends SQLiteTable>(table: Table, rows: readonly Table["$inferSelect"][]): string {
  const columns = Object.entries(getTableColumns(table));
  const encoded = rows.map((row) => {
    const fields = new Map<string, unknown>(Object.entries(row));
    return columns.map(([name, column]) => {
      const value = fields.get(name) ?? null;
      return value === null ? null : column.mapToDriverValue(value);
    });
  });
  return JSON.stringify(encoded);
}

/**
 * `column in ('a', 'b')` with the words as literals. SQLite uses a partial index only if the statement's text proves
 * the index's condition (https://www.sqlite.org/partialindex.html), which bound parameters cannot. Never pass a
 * caller's input.
 */
export const isOneOf = (column: SQLiteColumn, words: readonly string[]): SQL =>
  sql`${column} in ${sql.raw(`(${words.map((word) => `'${word}'`).join(", ")})`)}`;

/** Whether an executed write changed a row, by its D1 result. False for reads. */
export const wroteSomething = (result: unknown): boolean => changesOf(result) > 0;

/** The number of rows that an executed write changed, by its D1 result. 0 for reads. */
export function changesOf(result: unknown): number {
  if (typeof result !== "object" || result === null || !("meta" in result)) return 0;
  const { meta } = result;
  return typeof meta === "object" && meta !== null && "changes" in meta ? Number(meta.changes) : 0;
}

/** The messages of an error and its causes, without those that contain parameters. */
const causeMessages = (error: unknown): string => {
  const messages: string[] = [];
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if (!isQueryError(at)) messages.push(at.message);
  }
  return messages.join("\n");
};

/** Whether the database refused the write. Its whole batch wrote nothing. */
export const isRefusedWrite = (error: unknown): boolean => causeMessages(error).includes("SQLITE_CONSTRAINT");

/** The text of the error that a trigger raises for a write of a tenant that is moving to another database. */
export const TENANT_MOVING = "tenant_moving";

/** Whether the write was refused because its tenant is moving to another database. A repeat succeeds soon. */
export const isMovingError = (error: unknown): boolean => causeMessages(error).includes(TENANT_MOVING);

/** Whether a constraint of the schema refused the write. Its whole batch wrote nothing, and a repeat would fail too. */
export const isConstraintError = (error: unknown): boolean => isRefusedWrite(error) && !isMovingError(error);

/**
 * An error of drizzle's, recognised by its fields because minifying changes its name. Its message contains the
 * parameters.
 */
const isQueryError = (error: Error): boolean => "query" in error && "params" in error;

/** Whether the error came from D1, constraints included. */
export const isStorageError = (error: unknown): boolean =>
  error instanceof Error && (isQueryError(error) || causeMessages(error).includes("D1_"));

/**
 * The text of an error for the log. It leaves out personal data: of a problem only the code, of a query only the cause
 * without its parameters.
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof Problem) return error.code;
  if (!isQueryError(error)) return error.stack ?? error.message;
  return error.cause instanceof Error ? error.cause.message : "A query failed.";
}

/** The cells of a left-joined table: all of them, or null for each if no row joined. */
export type LeftJoined<Cells> = Cells | { readonly [Name in keyof Cells]: null };
