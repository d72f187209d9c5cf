import {
  type Column,
  DrizzleQueryError,
  getTableColumns,
  is,
  Param,
  Placeholder,
  type Query,
  type SQL,
  sql,
} from "drizzle-orm";
import type { RunnableQuery } from "drizzle-orm/runnable-query";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import { lazily } from "#kernel/values/lazily";
import type { Database } from "./db";

/** For the most frequent statements only, where building them with drizzle and mapping rows takes longer than D1. */

/** Caches the statement that `build` returns, per database and `shape`. */
function preparedByShape<Args extends { readonly shape: string }, Built>(
  build: (db: Database, args: Args) => Built,
): (db: Database, args: Args) => Built {
  const cache = new WeakMap<Database, Map<string, Built>>();
  return (db, args) => {
    const shapes = cache.get(db) ?? new Map<string, Built>();
    cache.set(db, shapes);
    const built = shapes.get(args.shape) ?? build(db, args);
    shapes.set(args.shape, built);
    return built;
  };
}

type Columns = Readonly<Record<string, Column>>;

/** A row of these columns. */
export type RowOf<Some extends Columns> = {
  readonly [Name in keyof Some]: Some[Name]["_"]["notNull"] extends true
    ? Some[Name]["_"]["data"]
    : Some[Name]["_"]["data"] | null;
};

/**
 * Returns a function that makes a row of the table from D1's raw cells, in a third of the time that drizzle's own
 * mapping takes. The cells must be all columns of the table in its order, as `select().from(table)` names them; further
 * cells are ignored.
 */
export function rowReader<Table extends SQLiteTable>(
  table: Table,
): (cells: readonly unknown[]) => Table["$inferSelect"] {
  return cellsReader(() => decodedFields(getTableColumns(table)));
}

/** The same of some columns. */
export const columnsReader = <Some extends Columns>(some: Some): ((cells: readonly unknown[]) => RowOf<Some>) =>
  cellsReader(() => decodedFields(some));

const decodedFields = (columns: Columns): DecodedField[] =>
  Object.entries(columns).map(([name, column]) => ({ name, decode: decoderOf(column) }));

/** A field of a row and how its cell is decoded; `null` for one that D1 answers as it is. */
export interface DecodedField {
  readonly name: string;
  readonly decode: ((cell: unknown) => unknown) | null;
}

/** Makes a row from cells in the order of the fields, asked for with the first row. It ignores further cells. */
export function cellsReader<Row>(fieldsOf: () => readonly DecodedField[]): (cells: readonly unknown[]) => Row {
  const fieldsOnce = lazily(fieldsOf);
  return (cells) => {
    const fields = fieldsOnce();
    const row: Record<string, unknown> = {};
    for (let i = 0; i < fields.length; i += 1) {
      const field = fields[i];
      const cell = cells[i];
      if (field) row[field.name] = field.decode && cell !== null ? field.decode(cell) : cell;
    }
    return row as Row;
  };
}

const decoderOf = (column: Column) =>
  column.dataType === "boolean" || column.dataType === "json"
    ? (cell: unknown) => column.mapFromDriverValue(cell)
    : null;

/** The values of a statement's placeholders, as SQLite takes them. */
export type Values = Readonly<Record<string, string | number | null>>;

/** A statement of a batch beside drizzle's own, whose text was made before. */
export type Prepared<Result> = RunnableQuery<Result, "sqlite">;

/** The shape of statements that have one text, whatever their values. */
export const oneShape = { shape: "one" } as const;

type Build<Args> = (db: Database, args: Args) => { toSQL(): Query };

/** Makes writes whose text drizzle makes once per database and `shape`; see `wroteSomething` for their results. */
export const preparedWrite = <Args extends { readonly shape: string }>(build: Build<Args>) =>
  preparedStatement(build, (result) => result);

/** Makes statements that return rows in the same way; `readRow` makes a row from its cells. */
export const preparedRows = <Args extends { readonly shape: string }, Row>(
  build: Build<Args>,
  readRow: (cells: readonly unknown[]) => Row,
) =>
  // In a batch D1 answers rows as objects, with the columns in the order of the statement.
  preparedStatement(build, ({ results }): readonly Row[] => results.map((row) => readRow(Object.values(row))));

/** Makes reads that are executed alone, in the same way, with their rows as lists of cells: the fastest that D1 has. */
export function preparedRead<Args extends { readonly shape: string }, Cells extends readonly unknown[] = unknown[]>(
  build: Build<Args>,
): (db: Database, args: Args, values: Values) => Promise<Cells[]> {
  const textOf = preparedText(build);
  return async (db, args, values) => {
    const { stmt, text, params } = textOf(db, args);
    // The caller says which cells its statement selects.
    return (await readCells(stmt, text, filled(params, values))) as unknown[] as Cells[];
  };
}

/** Executes a read whose rows are answered as lists of cells, on request after a list of the columns' names. */
export async function readCells(
  stmt: D1PreparedStatement,
  text: string,
  values: readonly unknown[],
  { columnNames = false } = {},
): Promise<unknown[][]> {
  try {
    const bound = stmt.bind(...values);
    return columnNames ? await bound.raw({ columnNames: true }) : await bound.raw();
  } catch (error) {
    // As drizzle does: `isStorageError` knows an error of the database by it, whatever its message.
    throw new DrizzleQueryError(text, [...values], error instanceof Error ? error : new Error(String(error)));
  }
}

const preparedText = <Args extends { readonly shape: string }>(build: Build<Args>) =>
  preparedByShape((db, args: Args) => {
    const { sql, params } = build(db, args).toSQL();
    return { stmt: db.$client.prepare(sql), text: sql, params: params.map(toParameter) };
  });

/** A parameter of a statement: the name of its value, or a value that every execution has. */
type Parameter = { readonly name: string } | { readonly value: unknown };

function toParameter(param: unknown): Parameter {
  if (is(param, Placeholder)) return { name: param.name };
  if (is(param, Param)) throw new Error("A placeholder for a column has no encoder here: give it as SQL.");
  return { value: param };
}

const filled = (params: readonly Parameter[], values: Values): unknown[] =>
  params.map((param) => {
    if (!("name" in param)) return param.value;
    const value = values[param.name];
    if (value === undefined) throw new Error(`The statement has no value for ${param.name}.`);
    return value;
  });

function preparedStatement<Args extends { readonly shape: string }, Result>(
  build: Build<Args>,
  mapResult: (result: D1Result<object>) => Result,
): (db: Database, args: Args, values: Values) => Prepared<Result> {
  const textOf = preparedText(build);
  return (db, args, values) => {
    const { stmt, params } = textOf(db, args);
    const prepared = { stmt, getQuery: () => ({ params: filled(params, values) }), mapResult };
    // These are the parts that drizzle's `batch` asks each of its statements for.
    return { _prepare: () => prepared } as unknown as Prepared<Result>;
  };
}

/**
 * Makes inserts of one whole row if `gate` holds, as `insertIf`, whose text is made once. `gate` may have placeholders,
 * whose values come with each row.
 */
export function preparedInsert<Table extends SQLiteTable>(table: Table, gate: () => SQL, onConflict: SQL = sql``) {
  const insert = preparedWrite((db) => {
    const cells = Object.keys(getTableColumns(table)).map((name) => sql.placeholder(name));
    return db.insert(table).select(sql`select ${sql.join(cells, sql`, `)} where ${gate()} ${onConflict}`);
  });
  return (db: Database, row: Table["$inferSelect"], more: Values = {}): Prepared<unknown> => {
    const fields = new Map<string, unknown>(Object.entries(row));
    const values = Object.entries(getTableColumns(table)).map(([name, column]) => {
      const value = fields.get(name) ?? null;
      return [name, value === null ? null : column.mapToDriverValue(value)] as const;
    });
    return insert(db, oneShape, { ...(Object.fromEntries(values) as Values), ...more });
  };
}
