import { and, eq, gt, isNull, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { batchNamed, type Database, isOneOf } from "#kernel/db/db";
import { databaseOfTenant } from "#kernel/db/tenant-database";
import { newestFirst, type Page, type PageQuery, readPage, selectPage, toPage } from "#kernel/http/page";
import { readPageOfAll } from "#kernel/http/page-of-all";
import { invalidField, Problem } from "#kernel/http/problem";
import { requireScope, type Scope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import type { NamedDatabase, Placement } from "#kernel/ports/databases";
import { PLATFORM_TENANT_ID } from "#kernel/values/ids";
import type { TenantStatus } from "./lifecycle";
import { apiKeys, tenants } from "./table";
import type { TenantRow } from "./wire";

type ApiKeyRow = typeof apiKeys.$inferSelect;

/** The tenant's reservation limit, as a subquery for another folder's statement. */
export const reservationLimit = (tenantId: SQL | string): SQL =>
  sql`select ${tenants.reservationLimit} from ${tenants} where ${tenants.id} = ${tenantId}`;

/** Whether the tenant's own TwiML may run in the platform's Twilio account, as a subquery. */
export const redirectAllowed = (tenantId: SQL | SQLiteColumn | string): SQL =>
  sql`(select ${tenants.redirectAllowed} from ${tenants} where ${tenants.id} = ${tenantId})`;

export async function mayRedirect(db: Database, tenantId: string): Promise<boolean> {
  const [row] = await db.select({ is: tenants.redirectAllowed }).from(tenants).where(eq(tenants.id, tenantId));
  return row?.is === true;
}

/**
 * Requires that the caller may use this tenant's keys: the platform with `admin`, the tenant itself with `scope`. For
 * any other caller the tenant does not exist (`not_found`).
 */
export function requireKeysOf(ctx: Context, tenantId: string, scope: Scope): void {
  const { principal } = ctx;
  if (principal.scopes.has("admin")) return;
  requireScope(ctx, scope);
  if (principal.tenantId !== tenantId) throw noTenant(tenantId);
}

const noTenant = (id: string): Problem => new Problem("not_found", `There is no tenant ${id}.`);

/** The placement of another folder's row, as its tenant's row has it. */
export const placementOf = (tenantId: SQLiteColumn) => ({
  shard: sql<string>`(select ${tenants.shard} from ${tenants} where ${tenants.id} = ${tenantId})`,
  movingTo: sql<string | null>`(select ${tenants.movingTo} from ${tenants} where ${tenants.id} = ${tenantId})`,
});

/** The tenant's placement as this database has it; `undefined` if it has no row of the tenant. */
export async function placementIn({ db }: NamedDatabase, tenantId: string): Promise<Placement | undefined> {
  const [row] = await db
    .select({ shard: tenants.shard, movingTo: tenants.movingTo })
    .from(tenants)
    .where(eq(tenants.id, tenantId));
  return row;
}

/** The tenant with this id. Throws `not_found`. The caller has checked that the principal may read it. */
export async function tenantOf(ctx: Context, id: string): Promise<TenantRow> {
  const db = await databaseOfTenant(ctx, id);
  const [row] = await db.select().from(tenants).where(eq(tenants.id, id));
  if (!row) throw noTenant(id);
  return row;
}

/** The tenant that a subquery of another folder names, unexecuted. */
export const tenantNamedBy = (db: Database, tenantId: SQL) =>
  db.select().from(tenants).where(sql`${tenants.id} = ${tenantId}`);

/** The tenant that a body's `tenant_id` names. Throws `validation_failed` if there is none. */
export async function requireTenant(ctx: Context, tenantId: string): Promise<TenantRow> {
  try {
    return await tenantOf(ctx, tenantId);
  } catch (error) {
    if (!(error instanceof Problem && error.code === "not_found")) throw error;
    throw invalidField("body", "/tenant_id", "There is no tenant with this id.");
  }
}

export const listTenants = (
  caller: Context,
  query: PageQuery & { readonly status?: TenantStatus | undefined },
): Promise<Page<TenantRow>> =>
  readPageOfAll(caller, newestFirst(tenants), query.limit, (ctx) =>
    readPage(ctx.db.select().from(tenants), newestFirst(tenants), query, [
      query.status && eq(tenants.status, query.status),
      ctx.databases.all.length > 1 ? eq(tenants.shard, ctx.database.name) : undefined,
    ]),
  );

/**
 * The condition for rows that count in the context's database: those of its tenants and of the platform. Copies that a
 * move has made or left behind do not. `undefined` with one database.
 */
export const countsHere = (ctx: Context, tenantId: SQLiteColumn): SQL | undefined =>
  ctx.databases.all.length === 1
    ? undefined
    : sql`exists (select 1 from ${tenants} where ${tenants.id} = ${tenantId}
        and (${tenants.shard} = ${ctx.database.name} or ${tenants.id} = ${PLATFORM_TENANT_ID}))`;

export async function listApiKeys(ctx: Context, tenantId: string, query: PageQuery): Promise<Page<ApiKeyRow>> {
  requireKeysOf(ctx, tenantId, "keys:read");
  const order = newestFirst(apiKeys);
  const { tenant, rows } = await batchNamed(ctx.db, {
    tenant: ctx.db.select({ id: tenants.id }).from(tenants).where(eq(tenants.id, tenantId)),
    rows: selectPage(ctx.db.select().from(apiKeys), order, query, [eq(apiKeys.tenantId, tenantId)]),
  });
  if (tenant.length === 0) throw noTenant(tenantId);
  return toPage(rows, query.limit, order.sort, order.keyOf);
}

/** A key of the tenant, even if it was revoked. Throws `not_found`. */
export async function apiKeyOf(ctx: Context, tenantId: string, id: string): Promise<ApiKeyRow> {
  requireKeysOf(ctx, tenantId, "keys:read");
  const [row] = await ctx.db
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.id, id), eq(apiKeys.tenantId, tenantId)));
  if (!row) throw new Problem("not_found", `The tenant ${tenantId} has no API key ${id}.`);
  return row;
}

/** The caller's key, unexecuted; no row for the admin token. */
export const keyOfCaller = ({ db, principal: { keyId } }: Context) =>
  db
    .select()
    .from(apiKeys)
    .where(keyId === null ? sql`false` : eq(apiKeys.id, keyId));

/** The caller's tenant, unexecuted. */
export const tenantOfCaller = ({ db, principal }: Context) =>
  db.select().from(tenants).where(eq(tenants.id, principal.tenantId));

/** A condition for another folder's statement: the tenant is neither suspended nor closed. */
export const isActive = (tenantId: string | SQLiteColumn): SQL =>
  sql`exists (select 1 from ${tenants} where ${tenants.id} = ${tenantId} and ${tenants.status} = 'active')`;

/** A tenant's caps as expressions, each null without a cap. */
interface CapColumns {
  readonly numberLimit: SQLiteColumn;
  readonly costLimitAmount: SQLiteColumn;
  readonly costLimitCurrency: SQLiteColumn;
}

/**
 * A condition for another folder's statement: the tenant is active (or suspended, with `mayBeSuspended`) and `isWithin`
 * holds for its caps.
 */
export const tenantAllows = (
  tenantId: string,
  mayBeSuspended: boolean,
  isWithin: (caps: CapColumns) => SQL,
): SQL => sql`exists (select 1 from ${tenants} where ${tenants.id} = ${tenantId}
  and ${mayBeSuspended ? sql`${tenants.status} <> 'closed'` : sql`${tenants.status} = 'active'`} and ${isWithin(tenants)})`;

/** Closed tenants whose data is not deleted, by id: for the job that ends them. */
export const closedTenants = (ctx: Context, { after, limit }: { readonly after: string; readonly limit: number }) =>
  ctx.db
    .select()
    .from(tenants)
    .where(
      and(
        isOneOf(tenants.status, ["closed"]),
        isNull(tenants.deletedAt),
        gt(tenants.id, after),
        ctx.databases.all.length > 1 ? eq(tenants.shard, ctx.database.name) : undefined,
      ),
    )
    .orderBy(tenants.id)
    .limit(limit);

/** A tenant's status and caps, unexecuted: for another folder's batch. */
export const capsOf = (db: Database, tenantId: string) =>
  db
    .select({
      status: tenants.status,
      numberLimit: tenants.numberLimit,
      costLimitAmount: tenants.costLimitAmount,
      costLimitCurrency: tenants.costLimitCurrency,
    })
    .from(tenants)
    .where(eq(tenants.id, tenantId));

/** A condition for another statement: the tenant exists and is not closed. */
export const isOpen = (tenantId: string | SQLiteColumn): SQL =>
  sql`exists (select 1 from ${tenants} where ${tenants.id} = ${tenantId} and ${tenants.status} <> 'closed')`;

/** The last `seq` that retention has archived from the tenant's log, unexecuted: for another folder's batch. */
export const archivedEvents = (db: Database, tenantId: string) =>
  db.select({ seq: tenants.archivedSeq }).from(tenants).where(eq(tenants.id, tenantId));

/** A key's expiry and revocation, and its tenant's status, unexecuted: for another folder's batch. */
export const keyLifetime = (db: Database, keyId: string | null) =>
  db
    .select({
      expiresAt: apiKeys.expiresAt,
      revokedAt: apiKeys.revokedAt,
      tenantStatus: sql<TenantStatus>`(select status from ${tenants} where ${tenants.id} = ${apiKeys.tenantId})`,
    })
    .from(apiKeys)
    .where(keyId === null ? sql`false` : eq(apiKeys.id, keyId));

/** Whether the key exists and is neither revoked nor expired at `now`. */
export const isKeyUsable = (key: Pick<ApiKeyRow, "expiresAt" | "revokedAt"> | undefined, now: number): boolean =>
  key !== undefined && key.revokedAt === null && (key.expiresAt === null || key.expiresAt > now);

/** The tenant's status now. A tenant that is not there counts as closed. */
export async function tenantStatusOf(db: Database, tenantId: string): Promise<TenantStatus> {
  const [row] = await db.select({ status: tenants.status }).from(tenants).where(eq(tenants.id, tenantId));
  return row?.status ?? "closed";
}
