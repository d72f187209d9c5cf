import {
  Column,
  fillPlaceholders,
  getTableColumns,
  is,
  type Placeholder,
  type Query,
  type SQL,
  sql,
} from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import { Problem } from "#kernel/http/problem";

export type Database = DrizzleD1Database & { readonly $client: D1Database };

/** A statement that somebody else will execute, in a batch of their own. */
export type Statement = BatchItem<"sqlite">;

const opened = new WeakMap<D1Database, Database>();

/** drizzle over a binding, made once: it holds nothing of a request. */
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
 * Runs the statements as one D1 batch, which is one transaction, in the order of their names in the object, and returns their
 * results under the same names: rows of a select or of `returning`, otherwise D1's result (see `wroteSomething`).
 *
 *     const { claimed, earlier } = await batchNamed(db, { claimed: claim(ctx), earlier: readClaim(ctx), items: inserts });
 *
 * Names must not be numbers, because JavaScript would sort those first. No statements, no round trip.
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

/** True only right after a write that changed something, in the same batch: what gates a write on the one before it. */
export const previousWroteSomething: SQL = sql`changes() > 0`;

/** Keeps what `make` builds for a database, once per shape: building a statement takes longer than running a small one. */
export function oncePerShape<Args extends { readonly shape: string }, Built>(
  make: (db: Database, args: Args) => Built,
): (db: Database, args: Args) => Built {
  const kept = new WeakMap<Database, Map<string, Built>>();
  return (db, args) => {
    const ofDatabase = kept.get(db) ?? new Map<string, Built>();
    kept.set(db, ofDatabase);
    const built = ofDatabase.get(args.shape) ?? make(db, args);
    ofDatabase.set(args.shape, built);
    return built;
  };
}

/** A value of a statement, or the place of one that is given when it runs. */
export type Given = string | Placeholder;

interface Read extends PromiseLike<unknown> {
  readonly _: { readonly selectedFields: Readonly<Record<string, unknown>> };
  prepare(): { getQuery(): Query };
}

/**
 * Reads that are built once, with placeholders, and run as one statement each time: what a statement costs beside its search
 * is most of what a few small ones cost. Each read comes as one JSON array of its rows, and out of it what awaiting the read
 * would give. A read may have as many columns as a function of SQLite's may have arguments at D1: 32.
 */
export function preparedReads<const Reads extends readonly Read[]>(make: (db: Database) => Reads) {
  const kept = new WeakMap<Database, ReturnType<typeof asOne>>();
  return async (db: Database, values: Readonly<Record<string, unknown>>) => {
    const reads = kept.get(db) ?? asOne(make(db));
    kept.set(db, reads);
    const { text, params, readers } = reads;
    const statement = db.$client.prepare(text).bind(...fillPlaceholders(params, values));
    const [cells = []] = await statement.raw<string[]>();
    const rows = readers.map((read, at) => JSON.parse(cells[at] ?? "[]").map(read));
    return rows as unknown as { readonly [At in keyof Reads]: Awaited<Reads[At]> };
  };
}

function asOne(reads: readonly Read[]) {
  const parts = reads.map((read, at) => {
    const { sql: text, params } = read.prepare().getQuery();
    const fields = read._.selectedFields;
    const columns = Object.keys(fields).map((_, column) => `c${column}`);
    return {
      params,
      reader: cellReader(fields),
      named: `r${at} (${columns.join(", ")}) as (${text})`,
      gathered: `(select json_group_array(json_array(${columns.join(", ")})) from r${at})`,
    };
  });
  const [named, gathered] = [parts.map((part) => part.named), parts.map((part) => part.gathered)];
  return {
    text: `with ${named.join(", ")} select ${gathered.join(", ")}`,
    params: parts.flatMap((part) => part.params),
    readers: parts.map((part) => part.reader),
  };
}

/**
 * Reads whole rows of a table from bare cells, in a third of the time that drizzle's own mapping takes. The cells must be all
 * of the table's columns in its order, as `select().from(table)` names them: that is what makes the row's type true.
 */
export const rowReader = <Table extends SQLiteTable>(
  table: Table,
): ((cells: readonly unknown[]) => Table["$inferSelect"]) => cellReader(getTableColumns(table));

/** The same for any fields; an expression's value is taken as it comes. */
function cellReader<Row>(fields: Readonly<Record<string, unknown>>): (cells: readonly unknown[]) => Row {
  const columns = Object.entries(fields).map(([name, field]) => {
    const encoded = is(field, Column) && (field.dataType === "boolean" || field.dataType === "json");
    return { name, decode: encoded ? (cell: unknown) => field.mapFromDriverValue(cell) : null };
  });
  return (cells) => {
    const row: Record<string, unknown> = {};
    for (let i = 0; i < columns.length; i += 1) {
      const column = columns[i];
      const cell = cells[i];
      if (column) row[column.name] = column.decode && cell !== null ? column.decode(cell) : cell;
    }
    return row as Row;
  };
}

/** Inserts a whole row if `gate` holds at that moment; `previousWroteSomething` makes it follow the write before it. */
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

/** The same for many rows in one statement, whatever their number: they travel as one JSON parameter (2 MB at most). */
export function insertAllIf<Table extends SQLiteTable>(
  db: Database,
  table: Table,
  rows: readonly Table["$inferSelect"][],
  gate: SQL = sql`true`,
) {
  const columns = Object.entries(getTableColumns(table));
  const encoded = rows.map((row) => {
    const fields = new Map<string, unknown>(Object.entries(row));
    return columns.map(([name, column]) => {
      const value = fields.get(name) ?? null;
      return value === null ? null : column.mapToDriverValue(value);
    });
  });
  const values = columns.map((_, index) => sql.raw(`value ->> ${index}`));
  return db
    .insert(table)
    .select(sql`select ${sql.join(values, sql`, `)} from json_each(${JSON.stringify(encoded)}) where ${gate}`);
}

/**
 * A selection of a whole row that stands in the statement itself, to be united with rows of its table: the left side of the
 * union says how cells are read, so that this one's type is true. For values of our own, never for input.
 */
export function literalRow<Table extends SQLiteTable>(table: Table, row: Table["$inferSelect"]) {
  const fields = new Map<string, unknown>(Object.entries(row));
  const cells = Object.entries(getTableColumns(table)).map(([name, column]) => {
    const value = fields.get(name) ?? null;
    return [name, sql.raw(value === null ? "null" : literal(column.mapToDriverValue(value)))];
  });
  return Object.fromEntries(cells) as { [Name in keyof Table["$inferSelect"]]: SQL<Table["$inferSelect"][Name]> };
}

const literal = (value: unknown): string =>
  typeof value === "number" ? String(value) : `'${String(value).replaceAll("'", "''")}'`;

/**
 * `column in ('a', 'b')` with the words written out: SQLite takes a partial index only when it can read in the statement
 * itself that the index's condition holds, which it cannot in bound parameters. For words of our own, never for input.
 */
export const isOneOf = (column: SQLiteColumn, words: readonly string[]): SQL =>
  sql`${column} in ${sql.raw(`(${words.map((word) => `'${word}'`).join(", ")})`)}`;

/** Whether an executed write changed a row; reads and unknown results count as no. */
export const wroteSomething = (result: unknown): boolean => changesOf(result) > 0;

/** How many rows an executed write changed; of reads and unknown results none. */
export function changesOf(result: unknown): number {
  if (typeof result !== "object" || result === null || !("meta" in result)) return 0;
  const { meta } = result;
  return typeof meta === "object" && meta !== null && "changes" in meta ? Number(meta.changes) : 0;
}

const causes = (error: unknown): string => {
  const messages: string[] = [];
  for (let at = error; at instanceof Error && messages.length < 5; at = at.cause) messages.push(at.message);
  return messages.join("\n");
};

/** A rule of the schema refused the write: repeating it will not help. */
export const isConstraintError = (error: unknown): boolean => causes(error).includes("SQLITE_CONSTRAINT");

/** drizzle's wrapper, known by what it carries: its name does not survive minifying. Its message holds the parameters. */
const isQueryError = (error: Error): boolean => "query" in error && "params" in error;

/** Whether an error came from D1 at all. */
export const isStorageError = (error: unknown): boolean =>
  error instanceof Error && (isQueryError(error) || causes(error).includes("D1_"));

/** What may be logged of an error: a problem's code without its text, a query's cause without its parameters. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof Problem) return error.code;
  if (!isQueryError(error)) return error.stack ?? error.message;
  return error.cause instanceof Error ? error.cause.message : "A query failed.";
}
