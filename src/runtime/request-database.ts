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

/** Requests about the move of a tenant find it by themselves: the database that the tenant moves to may be away. */
const ofMove = /^\/v1\/tenants\/[^/]+\/move(\/cancel)?$/;

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
  if (ofMove.test(path)) return databases.first;
  const [, group = "", id = ""] = /^\/v1\/([^/]+)(?:\/([^/]+))?/.exec(path) ?? [];
  const named = group === "tenants" && id !== "" ? id : query("tenant_id");
  if (named !== undefined) return await databases.ofTenant(named);
  const account = query("carrier_account_id");
  if (account !== undefined) return await databaseWith(databases, { table: "carrier_accounts", column: "id" }, account);
  const rows = rowsByPath[group];
  return rows && id !== "" ? await databaseWith(databases, rows, id) : databases.first;
}

/**
 * The database of the row's tenant, or that of the row if it belongs to none or to the platform. A copy that a move has
 * made or left behind does not count: see `Databases`.
 */
async function databaseWith({ all, first, ofTenant }: Databases, { table, column, ofDatabase }: Rows, id: string) {
  const owner = ofDatabase ? "null" : "tenant_id";
  const found = await findInAny(all, async (each) => {
    const row = await each.db.$client
      .prepare(`select ${owner} as owner from ${table} where ${column} = ?`)
      .bind(id)
      .first<{ owner: string | null }>();
    if (!row) return undefined;
    return row.owner === null || row.owner === PLATFORM_TENANT_ID ? each : await ofTenant(row.owner);
  });
  return found ?? first;
}
