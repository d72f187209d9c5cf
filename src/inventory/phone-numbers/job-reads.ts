import { and, asc, eq, gt, lte, not, type SQL, sql } from "drizzle-orm";
import { backlogOf } from "#kernel/db/backlog";
import { isOneOf } from "#kernel/db/db";
import { inKeyRange, type KeyRange, type ListOrder, orderBy } from "#kernel/http/page";
import type { Context } from "#kernel/ports/context";
import { isOpen } from "#tenants/queries";
import { keptStatuses, ownMethods, platformMethods, serviceStatuses, startsOf } from "./lifecycle";
import { type NumberRow, phoneNumbers } from "./table";

/** Reads for jobs, over the numbers of all tenants. */

/** A number of any tenant: for jobs, which carry ids only. */
export async function numberById(ctx: Context, id: string): Promise<NumberRow | null> {
  const [row] = await ctx.db.select().from(phoneNumbers).where(eq(phoneNumbers.id, id));
  return row ?? null;
}

/** Numbers of any tenants, by id. */
export async function numbersById(ctx: Context, ids: readonly string[]): Promise<ReadonlyMap<string, NumberRow>> {
  const rows = await ctx.db
    .select()
    .from(phoneNumbers)
    .where(sql`${phoneNumbers.id} in (select value from json_each(${JSON.stringify(ids)}))`);
  return new Map(rows.map((row) => [row.id, row]));
}

const isPurchased = isOneOf(phoneNumbers.acquisitionMethod, platformMethods);

/**
 * The next purchased number after `after` (an id) whose release the caller's tenant can begin or is waiting for, while
 * the tenant is closed: at most one row.
 */
export const numberToRelease = ({ db, principal: { tenantId } }: Context, after: string) =>
  db
    .select({ id: phoneNumbers.id, status: phoneNumbers.status })
    .from(phoneNumbers)
    .where(
      and(
        eq(phoneNumbers.tenantId, tenantId),
        gt(phoneNumbers.id, after),
        isPurchased,
        isOneOf(phoneNumbers.status, [...startsOf("release"), "releasing"]),
        not(isOpen(tenantId)),
      ),
    )
    .orderBy(asc(phoneNumbers.id))
    .limit(1);

/**
 * The next number after `after` (an id) that the caller's tenant has elsewhere, while the tenant is closed: at most one
 * row.
 */
export const ownNumberToRemove = ({ db, principal: { tenantId } }: Context, after: string) =>
  db
    .select()
    .from(phoneNumbers)
    .where(
      and(
        eq(phoneNumbers.tenantId, tenantId),
        gt(phoneNumbers.id, after),
        isOneOf(phoneNumbers.acquisitionMethod, ownMethods),
        isOneOf(phoneNumbers.status, serviceStatuses),
        not(isOpen(tenantId)),
      ),
    )
    .orderBy(asc(phoneNumbers.id))
    .limit(1);

/** How many numbers of a tenant are not released for good. */
export const numbersUnderway = ({ db }: Context, tenantId: string): Promise<number> =>
  db.$count(phoneNumbers, and(eq(phoneNumbers.tenantId, tenantId), isOneOf(phoneNumbers.status, keptStatuses)));

/** Tenant and status of numbers, by id. */
export async function statusesOf(
  ctx: Context,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Pick<NumberRow, "tenantId" | "status" | "updatedAt">>> {
  const { id, tenantId, status, updatedAt } = phoneNumbers;
  const rows = await ctx.db
    .select({ id, tenantId, status, updatedAt })
    .from(phoneNumbers)
    .where(sql`${id} in (select value from json_each(${JSON.stringify(ids)}))`);
  return new Map(rows.map((row) => [row.id, row]));
}

/** All numbers of all tenants in every status, ordered by id: for jobs that visit each. */
export const numbersOfAllTenants = (ctx: Context, { after, limit }: { after: string; limit: number }) =>
  ctx.db
    .select({
      id: phoneNumbers.id,
      tenantId: phoneNumbers.tenantId,
      e164: phoneNumbers.e164,
      status: phoneNumbers.status,
      acquisitionMethod: phoneNumbers.acquisitionMethod,
      createdAt: phoneNumbers.createdAt,
    })
    .from(phoneNumbers)
    .where(gt(phoneNumbers.id, after))
    .orderBy(asc(phoneNumbers.id))
    .limit(limit);

/** Ids and tenants of the numbers with these ids, as a subquery that others join with. */
export const numbersAmong = (ids: readonly string[]): SQL => sql`(
  select ${phoneNumbers.id} as id, ${phoneNumbers.tenantId} as tenant_id, ${phoneNumbers.agentId} as agent_id from ${phoneNumbers}
  where ${phoneNumbers.id} in (select value from json_each(${JSON.stringify(ids)})))`;

const byChange: ListOrder = { sort: "updated_at", column: phoneNumbers.updatedAt, id: phoneNumbers.id };

/** Numbers of all tenants whose release is unconfirmed since before `olderThan` (ms UTC): for the cleanup job. */
export const unconfirmedReleases = (ctx: Context, olderThan: number, keyRange: KeyRange) =>
  ctx.db
    .select()
    .from(phoneNumbers)
    .where(
      and(
        isOneOf(phoneNumbers.status, ["releasing"]),
        isPurchased,
        lte(phoneNumbers.updatedAt, olderThan),
        inKeyRange(byChange, keyRange),
      ),
    )
    .orderBy(...orderBy(byChange))
    .limit(keyRange.limit);

/** The backlog of releases that are unconfirmed since before `since` (ms UTC). */
export const releasingBacklog = ({ db }: Context, since: number) =>
  backlogOf(
    db,
    sql`select ${phoneNumbers.updatedAt} as at from ${phoneNumbers}
      where ${isOneOf(phoneNumbers.status, ["releasing"])} and ${isPurchased} and ${phoneNumbers.updatedAt} <= ${since}`,
  );

const byCoolingOff: ListOrder = {
  sort: "cooling_off_until",
  column: phoneNumbers.coolingOffUntil,
  id: phoneNumbers.id,
};

/** Numbers of all tenants whose cooling-off period is over: for the cleanup job. */
export const numbersPastCoolingOff = (ctx: Context, keyRange: KeyRange) =>
  ctx.db
    .select()
    .from(phoneNumbers)
    .where(
      and(
        isOneOf(phoneNumbers.status, ["cooling_off"]),
        lte(phoneNumbers.coolingOffUntil, ctx.now),
        inKeyRange(byCoolingOff, keyRange),
      ),
    )
    .orderBy(...orderBy(byCoolingOff))
    .limit(keyRange.limit);
