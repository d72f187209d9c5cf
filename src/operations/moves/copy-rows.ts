import type { NamedDatabase } from "#kernel/ports/databases";
import type { MovedTable } from "./moved-tables";
import { boundsOf, rowPage } from "./page-queries";
import { isPassed, type Pass, withPass } from "./pass";
import type { Position } from "./row-pages";

/** Rows by the names of their columns. */
export type Rows = readonly Readonly<Record<string, unknown>>[];

const ROWS_PER_PAGE = 500;
/** D1 takes 2 MB in one parameter; a character has up to three bytes. */
const MAX_CHARACTERS = 400_000;

export interface ReadPage {
  readonly rows: Rows;
  /** Where the next page begins; `null` after the last one. */
  readonly next: Position | null;
}

/** Reads the tenant's rows of a table after a position, as they are. */
export async function readRows(
  { db }: NamedDatabase,
  table: MovedTable,
  tenantId: string,
  after: Position | null,
): Promise<ReadPage> {
  const page = rowPage(db.$client, table, tenantId, after, boundsOf(table.rowsPerPage ?? ROWS_PER_PAGE));
  const [rows, ...ends] = await db.$client.batch<Rows[number]>([page.prepare(page.sql), ...page.ends]);
  return { rows: rows?.results ?? [], next: page.next(ends) };
}

/** Writes rows as they are over what an earlier attempt has written. */
export async function writeRows(pass: Pass, table: MovedTable, rows: Rows): Promise<void> {
  const conflict = onConflict(table, columnsOf(rows));
  await withPass(pass, insertions(pass.client, table.name, rows, { condition: isPassed(pass), conflict }));
}

const columnsOf = ([first]: Rows): string[] => Object.keys(first ?? {});

/**
 * Replaces the row with the same key if it is the tenant's, or a number's row that stands for one in another database.
 * A row of another tenant stays, and the comparison at the end finds that.
 */
function onConflict({ name, key, via }: MovedTable, columns: readonly string[]): string {
  const others = columns.filter((column) => !key.includes(column));
  const target = `on conflict (${key.join(", ")}) do`;
  if (others.length === 0) return `${target} nothing`;
  const isOurs = via ? "true" : `${name}.tenant_id = excluded.tenant_id`;
  const isHusk = name === "phone_numbers" ? `or ${name}.status = 'released'` : "";
  return `${target} update set ${others.map((column) => `${column} = excluded.${column}`).join(", ")}
    where ${isOurs} ${isHusk}`;
}

/** Rows go to D1 as one JSON parameter; a very large one as a parameter for each of its cells. */
export function insertions(
  client: D1Database,
  name: string,
  rows: Rows,
  { condition, conflict }: { readonly condition: string; readonly conflict: string },
): D1PreparedStatement[] {
  const columns = columnsOf(rows);
  const statements: D1PreparedStatement[] = [];
  let chunk: string[] = [];
  let characters = 0;
  const insert = (values: readonly string[], from: string) =>
    client.prepare(
      `insert into ${name} (${columns.join(", ")}) select ${values.join(", ")} ${from} where ${condition} ${conflict}`,
    );
  const endChunk = () => {
    if (chunk.length === 0) return;
    const values = columns.map((_, at) => `value ->> ${at}`);
    statements.push(insert(values, "from json_each(?1)").bind(`[${chunk.join(",")}]`));
    chunk = [];
    characters = 0;
  };
  for (const row of rows) {
    const cells = columns.map((column) => row[column]);
    const text = JSON.stringify(cells);
    if (characters + text.length > MAX_CHARACTERS) endChunk();
    if (text.length > MAX_CHARACTERS) {
      const places = columns.map((_, at) => `?${at + 1}`);
      statements.push(insert(places, "").bind(...cells));
    } else {
      chunk.push(text);
      characters += text.length;
    }
  }
  endChunk();
  return statements;
}
