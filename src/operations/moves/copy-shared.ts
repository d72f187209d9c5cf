import type { NamedDatabase } from "#kernel/ports/databases";
import { insertions, type Rows } from "./copy-rows";
import { type MovedTable, movedTables } from "./moved-tables";
import { boundsOf, rowPage } from "./page-queries";
import { isPassed, type Pass, withPass } from "./pass";
import type { Position } from "./row-pages";

/** Rows of others that a moving tenant needs in its new database. */

async function read({ db }: NamedDatabase, sql: string, ...values: readonly unknown[]): Promise<Rows> {
  return (
    await db.$client
      .prepare(sql)
      .bind(...values)
      .all<Record<string, unknown>>()
  ).results;
}

/** Tables whose rows refer to numbers and tenants that may be others: what the tenant once had, and whose it was. */
export const referringTables: readonly MovedTable[] = movedTables.filter(({ name }) =>
  ["assignments", "routing_plans", "number_transfers"].includes(name),
);

const REFERRING_ROWS = 1_000;

export const numberTables: readonly MovedTable[] = movedTables.filter(({ name }) => name === "phone_numbers");

/** Husks that one statement gives away. */
const HUSKS = 500;

/** A number's row that only stands for the one in another database: no job looks at a released number. */
const huskOf = (row: Rows[number]) => ({
  ...row,
  status: "released",
  friendly_name: "",
  tags: "[]",
  metadata: "{}",
  sms_forward_to: null,
  agent_id: null,
  ready: null,
});

/**
 * Writes the rows that a page of the tenant's rows refers to and that stay where they are. They count nowhere: a
 * tenant's row names another database, and a number's row is a husk. Rows that are there already stay.
 */
export async function copyReferred(
  { db }: NamedDatabase,
  pass: Pass,
  table: MovedTable,
  after: Position | null,
): Promise<{ readonly rows: number; readonly next: Position | null }> {
  const client = db.$client;
  const page = rowPage(client, table, pass.tenantId, after, boundsOf(REFERRING_ROWS));
  const numbers = `select * from phone_numbers
    where tenant_id <> ?1 and id in (select phone_number_id from (${page.sql}))`;
  const owners =
    table.name === "number_transfers"
      ? `with page as (${page.sql}) select from_tenant_id from page union select to_tenant_id from page`
      : `select tenant_id from (${numbers})`;
  const [ownerRows, numberRows, ...ends] = await client.batch<Rows[number]>([
    page.prepare(`select * from tenants where id <> ?1 and id in (${owners})`),
    page.prepare(numbers),
    ...page.ends,
  ]);
  const owned = ownerRows?.results ?? [];
  const husks = (numberRows?.results ?? []).map(huskOf);
  if (owned.length + husks.length > 0) {
    await withPass(pass, [...insertOwners(pass, owned), ...insertUnlessThere(pass, "phone_numbers", husks)]);
  }
  return { rows: owned.length + husks.length, next: page.next(ends) };
}

const insertUnlessThere = (pass: Pass, table: string, rows: Rows): D1PreparedStatement[] =>
  insertions(pass.client, table, rows, { condition: isPassed(pass), conflict: "on conflict do nothing" });

/** Writes tenants' rows that name the database in which the tenants are. */
const insertOwners = (pass: Pass, owners: Rows): D1PreparedStatement[] =>
  insertUnlessThere(
    pass,
    "tenants",
    owners.map((row) => ({ ...row, moving_to: null })),
  );

/**
 * Gives a page of the tenant's husks in the new database to the present owners of their numbers. An earlier move of
 * another tenant has left them; since then the moving tenant has handed the numbers on.
 */
export async function giveHusks(
  { db }: NamedDatabase,
  pass: Pass,
  numbers: MovedTable,
  after: Position | null,
): Promise<{ readonly rows: number; readonly next: Position | null }> {
  const page = rowPage(pass.client, numbers, pass.tenantId, after, boundsOf(HUSKS));
  const [husks, ...ends] = await pass.client.batch<Rows[number]>([
    page.prepare(`select id from (${page.sql})`),
    ...page.ends,
  ]);
  const next = page.next(ends);
  if (!husks || husks.results.length === 0) return { rows: 0, next };
  const ids = JSON.stringify(husks.results.map(({ id }) => id));
  const handedOn = `select id, tenant_id from phone_numbers
    where tenant_id <> ?1 and id in (select value from json_each(?2))`;
  const bind = (sql: string) => db.$client.prepare(sql).bind(pass.tenantId, ids);
  const [ownerRows, numberRows] = await db.$client.batch<Rows[number]>([
    bind(`select * from tenants where id in (select tenant_id from (${handedOn}))`),
    bind(handedOn),
  ]);
  const owners = ownerRows?.results ?? [];
  const ownerOf = JSON.stringify((numberRows?.results ?? []).map(({ id, tenant_id }) => [id, tenant_id]));
  if (owners.length > 0) {
    await withPass(pass, [
      ...insertOwners(pass, owners),
      pass.client
        .prepare(
          `update phone_numbers set tenant_id = (select value ->> 1 from json_each(?1) where value ->> 0 = phone_numbers.id)
           where id in (select value ->> 0 from json_each(?1)) and tenant_id = ?2 and ${isPassed(pass)}`,
        )
        .bind(ownerOf, pass.tenantId),
    ]);
  }
  return { rows: husks.results.length, next };
}

/** Writes the tenant's own row, which does not count there yet. */
export async function copyTenant(source: NamedDatabase, pass: Pass): Promise<void> {
  const rows = await read(source, "select * from tenants where id = ?1", pass.tenantId);
  const columns = Object.keys(rows[0] ?? {}).filter((column) => column !== "id");
  const replace = columns.map((column) => `${column} = excluded.${column}`).join(", ");
  const conflict = `on conflict (id) do update set ${replace}`;
  await withPass(pass, insertions(pass.client, "tenants", rows, { condition: isPassed(pass), conflict }));
}

/** Tables of a database whose rows are of no tenant, and the rows that a move takes along. */
export const sharedTables = [
  {
    // The queue of dirty subjects has those of other tenants, too. A subject that is not there is evaluated in vain.
    name: "readiness_queue",
    key: "subject",
    columns: "subject, '' as after, 1 as version",
    condition: "true",
    conflict: "on conflict (subject) do update set after = '', version = readiness_queue.version + 1",
  },
  {
    // The states of bundles that the tenant's numbers use.
    name: "bundle_states",
    key: "sid",
    columns: "*",
    condition: `exists (select 1 from number_documents as documents
      cross join phone_numbers as numbers on numbers.id = documents.phone_number_id and numbers.tenant_id = ?1
      where documents.bundle_sid = sid)`,
    conflict: "on conflict do nothing",
  },
] as const;

/** Rows of such a table that one statement looks through. */
const SHARED_ROWS = 500;

/** Writes a page of the rows that a move takes along from a table of no tenant. Returns where the next one begins. */
export async function copyShared(
  { db }: NamedDatabase,
  pass: Pass,
  { name, key, columns, condition, conflict }: (typeof sharedTables)[number],
  after: string,
): Promise<string | null> {
  const client = db.$client;
  const page = `select * from ${name} where ${key} > ?2 order by ${key} limit ${SHARED_ROWS}`;
  const bind = (sql: string) => client.prepare(sql).bind(pass.tenantId, after);
  const [rows, end] = await client.batch<Rows[number]>([
    bind(`select ${columns} from (${page}) where ?1 is not null and ${condition}`),
    bind(`select ${key} as last from (${page}) where ?1 is not null limit 1 offset ${SHARED_ROWS - 1}`),
  ]);
  if (rows && rows.results.length > 0) {
    await withPass(pass, insertions(pass.client, name, rows.results, { condition: isPassed(pass), conflict }));
  }
  const last = end?.results[0]?.last;
  return typeof last === "string" ? last : null;
}
