import { TENANT_MOVING } from "#kernel/db/db";
import type { NamedDatabase } from "#kernel/ports/databases";
import { isRowOf, type MovedTable, movedTables } from "./moved-tables";

/**
 * The fence around the rows of a moving tenant in one database: triggers that refuse each write of them, made for the
 * time of the move, so that tenants at rest pay nothing. They are in force while the tenant's row in `moving_tenants`
 * has `fenced`.
 */

/** One trigger of the fence. */
interface Trigger {
  readonly name: string;
  readonly sql: string;
}

const verbs = ["insert", "update", "delete"] as const;
type Verb = (typeof verbs)[number];

/** The tenant's own row is fenced, too. */
const ownRow = { name: "tenants" };

const triggerName = (tenantId: string, table: string, verb: Verb): string => `moving_${tenantId}_${table}_${verb}`;

/** The tenant's id stands in the statement itself, as one that defines a trigger has no parameters. */
function triggersOf(tenantId: string): Trigger[] {
  if (!/^ten_[0-9a-z]{26}$/.test(tenantId)) throw new Error("This is not the id of a tenant.");
  const fenced = `exists (select 1 from moving_tenants where tenant_id = '${tenantId}' and fenced = 1)`;
  return [ownRow, ...movedTables].flatMap((table) =>
    verbs.map((verb) => {
      const name = triggerName(tenantId, table.name, verb);
      const sql = `create trigger if not exists ${name} before ${verb} on ${table.name}
        when ${isFenced(table, verb, tenantId)} and ${fenced}
        begin select raise(abort, '${TENANT_MOVING}'); end`;
      return { name, sql };
    }),
  );
}

function isFenced(table: MovedTable | typeof ownRow, verb: Verb, tenantId: string): string {
  const is = (row: "old" | "new") => ("key" in table ? isRowOf(table, row, tenantId) : `${row}.id = '${tenantId}'`);
  if (verb === "update") return `(${is("old")} or ${is("new")})`;
  return is(verb === "insert" ? "new" : "old");
}

/** Statements in one batch. With it a step stays within what a job may send at once. */
const PER_BATCH = 50;

/** The names of the tenant's triggers in a database. */
async function existingTriggers({ db }: NamedDatabase, tenantId: string): Promise<Set<string>> {
  const { results } = await db.$client
    .prepare("select name from sqlite_master where type = 'trigger' and name glob ?")
    .bind(`moving_${tenantId}_*`)
    .all<Pick<Trigger, "name">>();
  return new Set(results.map(({ name }) => name));
}

/**
 * Creates the fence in a database. It is not in force yet, and complete only once this returns `true`: `false` if
 * `mayGoOn` ended the work early.
 */
export async function createFence(database: NamedDatabase, tenantId: string, mayGoOn: () => boolean): Promise<boolean> {
  const there = await existingTriggers(database, tenantId);
  const missing = triggersOf(tenantId).filter(({ name }) => !there.has(name));
  return await inBatches(
    database.db.$client,
    missing.map(({ sql }) => sql),
    mayGoOn,
  );
}

/** The names of the tables whose rows of the tenant the fence keeps, by their names of today. */
export async function fencedTables({ db }: NamedDatabase, tenantId: string): Promise<ReadonlySet<string>> {
  const { results } = await db.$client
    .prepare("select distinct tbl_name as name from sqlite_master where type = 'trigger' and name glob ?")
    .bind(triggerName(tenantId, "*", "delete"))
    .all<Pick<MovedTable, "name">>();
  return new Set(results.map(({ name }) => name));
}

/** Drops the tenant's triggers. Returns `false` if `mayGoOn` ended the work early. */
export async function dropFence(database: NamedDatabase, tenantId: string, mayGoOn: () => boolean): Promise<boolean> {
  const there = await existingTriggers(database, tenantId);
  return await inBatches(
    database.db.$client,
    [...there].map((name) => `drop trigger if exists ${name}`),
    mayGoOn,
  );
}

async function inBatches(client: D1Database, statements: readonly string[], mayGoOn: () => boolean): Promise<boolean> {
  for (let at = 0; at < statements.length; at += PER_BATCH) {
    if (at > 0 && !mayGoOn()) return false;
    await client.batch(statements.slice(at, at + PER_BATCH).map((sql) => client.prepare(sql)));
  }
  return true;
}
