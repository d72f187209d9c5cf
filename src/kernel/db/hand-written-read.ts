import { lazily } from "#kernel/values/lazily";
import type { Database } from "./db";
import { cellsReader, readCells } from "./prepared";

/**
 * Reads whose text is written by hand: those of webhooks, as building them with drizzle takes longer than D1 does, and
 * those that the first request of nearly every isolate makes, as drizzle's query builder would be a third of the code
 * that V8 compiles for that request.
 */

/** How a field is stored: as it is, as 0 or 1, or as JSON. */
type Stored<Value> = [NonNullable<Value>] extends [boolean]
  ? "boolean"
  : [NonNullable<Value>] extends [string | number]
    ? "plain"
    : "json";

/** All fields of a row with how they are stored. Their columns have the same names in snake_case. */
export type StoredFields<Row> = { readonly [Name in keyof Row]: Stored<Row[Name]> };

const decoders = {
  plain: null,
  boolean: (cell: unknown) => cell === 1,
  json: (cell: unknown): unknown => JSON.parse(String(cell)),
} as const;

/** Makes a row from the cells of `columnsOf`; further cells are ignored. */
export const storedReader = <Row extends object>(fields: StoredFields<Row>): ((cells: readonly unknown[]) => Row) =>
  cellsReader(() =>
    Object.entries<keyof typeof decoders>(fields).map(([name, stored]) => ({ name, decode: decoders[stored] })),
  );

type Values = readonly (string | null)[];

/** Makes reads of one text, which `text` makes once, with a statement that each database keeps. */
function keptStatement(text: () => string) {
  const textOnce = lazily(text);
  const statements = new WeakMap<Database, D1PreparedStatement>();
  return (db: Database) => {
    const stmt = statements.get(db) ?? db.$client.prepare(textOnce());
    statements.set(db, stmt);
    return { stmt, text: textOnce() };
  };
}

/**
 * Makes a read of the text that `text` makes once. It answers its rows as lists of cells. Its values take the place of
 * `?1`, `?2`, …
 */
export function handWrittenRead<Cells extends readonly unknown[]>(
  text: () => string,
): (db: Database, ...values: Values) => Promise<Cells[]> {
  const statementOf = keptStatement(text);
  return async (db, ...values) => {
    const { stmt, text } = statementOf(db);
    // The caller says which cells its text selects.
    return (await readCells(stmt, text, values)) as unknown[] as Cells[];
  };
}

const withNames = { columnNames: true } as const;

/**
 * The same for a text that always finds one row, by the names of its columns. D1's own `first` makes the row in a way
 * that took 0.2 ms for 40 columns, a tenth of a voice webhook.
 */
export function handWrittenRow<Row extends object>(
  text: () => string,
): (db: Database, ...values: Values) => Promise<Row> {
  const statementOf = keptStatement(text);
  let names: readonly string[] | undefined;
  return async (db, ...values) => {
    const { stmt, text } = statementOf(db);
    const [columns, cells] = await readCells(stmt, text, values, withNames);
    if (!cells) throw new Error(`No row was found: ${text}`);
    // V8 looks up a field faster if its name is the same string object each time.
    names ??= columns as string[];
    const row: Record<string, unknown> = {};
    for (let at = 0; at < names.length; at += 1) row[names[at] ?? ""] = cells[at];
    return row as Row;
  };
}
