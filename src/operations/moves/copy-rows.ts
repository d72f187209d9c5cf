import type { NamedDatabase } from "#kernel/ports/databases";
import { type MovedTable, movedTables, pageOrderOf, rowsOf } from "./moved-tables";
import { isPassed, type Pass, withPass } from "./pass";

/** Rows by the names of their columns. */
export type Rows = readonly Readonly<Record<string, unknown>>[];
type Position = readonly (string | number)[];

const ROWS_PER_PAGE = 500;
/** D1 takes 2 MB in one parameter; a character has up to three bytes. */
const MAX_CHARACTERS = 400_000;
/** Rows that one statement deletes. */
const ROWS_PER_DELETION = 2_000;

export interface RowPage {
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
): Promise<RowPage> {
  const order = pageOrderOf(table);
  const limit = table.rowsPerPage ?? ROWS_PER_PAGE;
  const places = order.map((_, at) => `?${at + 2}`);
  const isAfter = after === null ? "" : `and (${order.join(", ")}) > (${places.join(", ")})`;
  const { results: rows } = await db.$client
    .prepare(
      `select * from ${table.name} where ${rowsOf(table)} ${isAfter} order by ${order.join(", ")} limit ${limit}`,
    )
    .bind(tenantId, ...(after ?? []))
    .all<Record<string, unknown>>();
  const last = rows.length < limit ? undefined : rows.at(-1);
  return { rows, next: last ? order.map((column) => last[column] as string | number) : null };
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

/**
 * Deletes a tenant's rows of a table, and returns whether it has none any more. A number that rows of other tenants
 * refer to keeps a husk: a released number without settings.
 */
async function deleteRows(pass: Pass, table: MovedTable): Promise<boolean> {
  const { client, tenantId } = pass;
  const { name, key } = table;
  const columns = key.join(", ");
  const isNumber = name === "phone_numbers";
  const mayGo = isNumber
    ? `and not exists (select 1 from assignments where phone_number_id = phone_numbers.id)
       and not exists (select 1 from routing_plans where phone_number_id = phone_numbers.id)`
    : "";
  const rows = `select ${columns} from ${name} where ${rowsOf(table)} ${mayGo} limit ${ROWS_PER_DELETION}`;
  const deletion = client.prepare(`delete from ${name} where (${columns}) in (${rows}) and ${isPassed(pass)}`);
  const [deleted] = await withPass(pass, [
    deletion.bind(tenantId),
    ...(isNumber ? [client.prepare(makeHusks(pass)).bind(tenantId)] : []),
  ]);
  return (deleted?.meta.changes ?? 0) < ROWS_PER_DELETION;
}

const makeHusks = (
  pass: Pass,
): string => `update phone_numbers set status = 'released', friendly_name = '', tags = '[]',
    metadata = '{}', sms_forward_to = null, agent_id = null
  where tenant_id = ?1 and (status, friendly_name, tags, metadata) is not ('released', '', '[]', '{}') and ${isPassed(pass)}`;

/** Deletes a tenant's rows from a database, table by table from `from` on. Returns the next table, or `null`. */
export async function clearTables(pass: Pass, from: number, mayGoOn: () => boolean): Promise<number | null> {
  const tables = movedTables.toReversed();
  for (let at = from; at < tables.length; at += 1) {
    const table = tables[at];
    if (!table) break;
    for (;;) {
      if (!mayGoOn()) return at;
      if (await deleteRows(pass, table)) break;
    }
  }
  return null;
}
