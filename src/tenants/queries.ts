import { and, eq, type SQL, sql } from "drizzle-orm";
import { batchNamed, type Database } from "#kernel/db/db";
import { newestFirst, type Page, type PageQuery, readPage, selectPage, toPage } from "#kernel/http/page";
import { invalidField, Problem } from "#kernel/http/problem";
import { requireScope, type Scope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { apiKeys, tenants } from "./table";
import type { TenantRow } from "./wire";

type ApiKeyRow = typeof apiKeys.$inferSelect;

/** The tenant's reservation limit, as a subquery for another folder's statement. */
export const reservationLimit = (tenantId: string): SQL =>
  sql`select ${tenants.reservationLimit} from ${tenants} where ${tenants.id} = ${tenantId}`;

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

/** The tenant with this id. Throws `not_found`. The caller has checked that the principal may read it. */
export async function tenantOf(ctx: Context, id: string): Promise<TenantRow> {
  const [row] = await ctx.db.select().from(tenants).where(eq(tenants.id, id));
  if (!row) throw noTenant(id);
  return row;
}

/** Throws `validation_failed` for a body whose `tenant_id` names an unknown tenant. */
export async function requireTenant(ctx: Context, tenantId: string): Promise<void> {
  try {
    await tenantOf(ctx, tenantId);
  } catch (error) {
    if (!(error instanceof Problem && error.code === "not_found")) throw error;
    throw invalidField("body", "/tenant_id", "There is no tenant with this id.");
  }
}

export const listTenants = (ctx: Context, query: PageQuery): Promise<Page<TenantRow>> =>
  readPage(ctx.db.select().from(tenants), newestFirst(tenants), query);

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

export async function apiKeyOf(ctx: Context, tenantId: string, id: string): Promise<ApiKeyRow> {
  const [row] = await ctx.db
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.id, id), eq(apiKeys.tenantId, tenantId)));
  if (!row) throw new Problem("not_found", `The tenant ${tenantId} has no API key ${id}.`);
  return row;
}

/** The caller's tenant and key, in one round trip. */
export async function whoAmI(ctx: Context): Promise<{ tenant: TenantRow; key: ApiKeyRow | null }> {
  const { tenantId, keyId } = ctx.principal;
  const { found, keys } = await batchNamed(ctx.db, {
    found: ctx.db.select().from(tenants).where(eq(tenants.id, tenantId)),
    keys: ctx.db
      .select()
      .from(apiKeys)
      .where(keyId === null ? sql`false` : eq(apiKeys.id, keyId)),
  });
  const [tenant] = found;
  if (!tenant) throw noTenant(tenantId);
  return { tenant, key: keys[0] ?? null };
}

/** The last `seq` that retention has archived from the tenant's log, unexecuted: for another folder's batch. */
export const archivedEvents = (db: Database, tenantId: string) =>
  db.select({ seq: tenants.archivedSeq }).from(tenants).where(eq(tenants.id, tenantId));

/** A key's expiry and revocation, unexecuted: for another folder's batch. */
export const keyLifetime = (db: Database, keyId: string | null) =>
  db
    .select({ expiresAt: apiKeys.expiresAt, revokedAt: apiKeys.revokedAt })
    .from(apiKeys)
    .where(keyId === null ? sql`false` : eq(apiKeys.id, keyId));

/** Whether the key exists and is neither revoked nor expired at `now`. */
export const isKeyUsable = (key: Pick<ApiKeyRow, "expiresAt" | "revokedAt"> | undefined, now: number): boolean =>
  key !== undefined && key.revokedAt === null && (key.expiresAt === null || key.expiresAt > now);
