import type { Principal } from "#kernel/ports/context";
import { type Databases, findInAny, type NamedDatabase } from "#kernel/ports/databases";
import { PLATFORM_TENANT_ID } from "#kernel/values/ids";

/**
 * The tables of what the platform names by an id alone, by the part of the path before it. This file ranks below the
 * tables' owners and asks only whether a row is there.
 */
const rowsByPath: Readonly<Record<string, Rows>> = {
  "porting-requests": { table: "porting_requests", column: "id" },
  findings: { table: "findings", column: "id" },
  sync: { table: "sync_runs", column: "id" },
  "job-runs": { table: "job_runs", column: "id", ofDatabase: true },
  "regulatory-claims": { table: "regulatory_claims", column: "sid" },
};

interface Rows {
  readonly table: string;
  readonly column: string;
  /** The rows belong to their database and to no tenant. */
  readonly ofDatabase?: true;
}

interface Target {
  readonly path: string;
  readonly query: (name: string) => string | undefined;
}

/**
 * The database that a request is about: that of the caller's tenant. A request of the platform is about the tenant in
 * its path or query, or about the database with the row that its path names, or else about `DB`.
 */
export async function requestDatabase(
  databases: Databases,
  { tenantId, database = databases.first.name }: Principal,
  { path, query }: Target,
): Promise<NamedDatabase> {
  if (databases.all.length === 1) return databases.first;
  if (tenantId !== PLATFORM_TENANT_ID) return databases.named(database);
  const [, group = "", id = ""] = /^\/v1\/([^/]+)(?:\/([^/]+))?/.exec(path) ?? [];
  const named = group === "tenants" && id !== "" ? id : query("tenant_id");
  if (named !== undefined) return await databases.ofTenant(named);
  const account = query("carrier_account_id");
  if (account !== undefined) return await databaseWith(databases, { table: "carrier_accounts", column: "id" }, account);
  const rows = rowsByPath[group];
  return rows && id !== "" ? await databaseWith(databases, rows, id) : databases.first;
}

/** The database that has the row. A copy that a move has made, or left behind, does not count: see `Databases`. */
async function databaseWith({ all, first }: Databases, { table, column, ofDatabase }: Rows, id: string) {
  const found = await findInAny(all, async (each) => {
    const { $client } = each.db;
    const row = ofDatabase
      ? await $client.prepare(`select 1 from ${table} where ${column} = ?`).bind(id).first()
      : await $client
          .prepare(
            `select 1 from ${table} where ${column} = ? and coalesce(tenant_id, '${PLATFORM_TENANT_ID}') in
              (select id from tenants where shard = ? or id = '${PLATFORM_TENANT_ID}')`,
          )
          .bind(id, each.name)
          .first();
    return row === null ? undefined : each;
  });
  return found ?? first;
}
