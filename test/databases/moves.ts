import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { vi } from "vitest";
import { RUN_QUERIES } from "#operations/job-runs/run";
import { moveTenants } from "#operations/moves/job";
import { movedTables, rowsOf } from "#operations/moves/moved-tables";
import { databasesOf } from "#runtime/databases";
import { createJobRun } from "#runtime/job-context";
import { admin, type Json } from "../support/api";

/** Moves of tenants, driven by hand. */

export const bindings: Readonly<Record<string, D1Database>> = { DB: env.DB, DB_2: env.DB_2 ?? env.DB };

/** Time goes on for the platform. */
export function pass(ms: number): void {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });
}

const MINUTE = 60_000;

const fail = () => {
  throw new Error("D1_ERROR: the database is away");
};

/** A database of which every statement fails. */
export const away = new Proxy({} as D1Database, { get: () => fail });

/** One run of the job on this database. */
export async function runOn(name: string, environment: Env = env): Promise<void> {
  const run = createJobRun(environment, createExecutionContext(), { database: databasesOf(environment).named(name) });
  await moveTenants.slice(run.newContext(), null, () => run.queriesLeft() >= RUN_QUERIES);
}

/** One run of the job on each database, as the cron of a minute makes it. One that is away stops no other one. */
export async function runMinute(environment: Env = env): Promise<void> {
  for (const { name } of databasesOf(environment).all) await runOn(name, environment).catch(() => undefined);
}

export const moveOf = async (tenantId: string): Promise<Json> => (await admin.get(`/v1/tenants/${tenantId}/move`)).body;

/** Runs the job minute by minute until the move has a status. */
export async function runUntil(
  tenantId: string,
  status: string,
  run: () => Promise<unknown> = runMinute,
): Promise<Json> {
  for (let minutes = 0; minutes < 60; minutes += 1) {
    const move = await moveOf(tenantId);
    if (move.status === status) return move;
    pass(MINUTE);
    await run();
  }
  throw new Error(`The move does not come to ${status}: ${JSON.stringify(await moveOf(tenantId))}`);
}

export type Contents = Record<string, Json[]>;

/** All rows of a tenant in a database, by table, in an order of their own. */
export async function contentsOf(name: string, tenantId: string): Promise<Contents> {
  const binding = bindings[name] ?? env.DB;
  const results = await binding.batch<Json>(
    movedTables.map((table) =>
      binding
        .prepare(`select * from ${table.name} where ${rowsOf(table)} order by ${table.key.join(", ")}`)
        .bind(tenantId),
    ),
  );
  return Object.fromEntries(movedTables.map((table, at) => [table.name, results[at]?.results ?? []]));
}

/** Asks for the move to the first database. */
export async function startMove(tenantId: string): Promise<void> {
  const { status, body } = await admin.post(`/v1/tenants/${tenantId}/move`, { database: "DB" });
  if (status !== 202) throw new Error(JSON.stringify(body));
}

/** What moves have left in the databases: nothing, once they are over. */
export async function leftovers(): Promise<Json[]> {
  const queries = [
    "select * from moving_tenants",
    "select name from sqlite_master where type = 'trigger' and name like 'moving_%'",
    "select id from tenants where moving_to is not null",
  ];
  const found = Object.values(bindings).flatMap((binding) =>
    queries.map(async (query) => (await binding.prepare(query).all<Json>()).results),
  );
  return (await Promise.all(found)).flat();
}

/** How many rows a tenant has in a database, in all tables. */
export const rowCount = (contents: Contents): number =>
  Object.values(contents).reduce((sum, rows) => sum + rows.length, 0);

/** The table that a column refers to. */
const referred: Readonly<Record<string, string>> = {
  phone_number_id: "phone_numbers",
  agent_id: "agents",
  order_id: "orders",
  run_id: "sync_runs",
  check_id: "portability_checks",
  sip_trunk_id: "sip_trunks",
  carrier_account: "carrier_accounts",
  carrier_account_id: "carrier_accounts",
  "bulk_items.job_id": "bulk_jobs",
  "import_items.job_id": "import_jobs",
};

interface Column {
  readonly name: string;
  readonly type: string;
}

/** Rows of a tenant in every table but its event log, `sets` in each. What they say makes no sense. */
export async function fillEveryTable(name: string, tenantId: string, sets = 3): Promise<void> {
  const binding = bindings[name] ?? env.DB;
  for (const { name: table, key } of movedTables) {
    if (table.startsWith("event")) continue;
    const { results } = await binding.prepare(`pragma table_info(${table})`).all<Column>();
    const columns = results.map((column) => column.name);
    const isOfTenantAlone = key.length === 1 && key[0] === "tenant_id";
    for (let set = 0; set < (isOfTenantAlone ? 1 : sets); set += 1) {
      const idIn = (of: string) => `${of}_${tenantId}_${set}`;
      const values = results.map(({ name: column, type }, at) => {
        if (/^(from_|to_)?tenant_id$/.test(column)) return tenantId;
        const parent = referred[`${table}.${column}`] ?? referred[column];
        if (parent !== undefined) return idIn(parent);
        if (type === "INTEGER") return (set + 1) * 1_000 + at;
        return column === "id" ? idIn(table) : `${column} ä\u0001"\\ ${set} of ${tenantId}`;
      });
      await binding
        .prepare(`insert into ${table} (${columns.join(", ")}) values (${columns.map(() => "?").join(", ")})`)
        .bind(...values)
        .run();
    }
  }
}
