import { and, asc, eq, gt, lte, type SQL, sql } from "drizzle-orm";
import { backlogOf } from "#kernel/db/backlog";
import { isOneOf } from "#kernel/db/db";
import { inKeyRange, type KeyRange, type ListOrder, orderBy } from "#kernel/http/page";
import type { Context } from "#kernel/ports/context";
import { type NumberRow, phoneNumbers } from "./table";

/** Reads for jobs: by id, and from place to place over all tenants' numbers. */

/** A number whoever's it is: for jobs, which carry ids only. */
export async function numberById(ctx: Context, id: string): Promise<NumberRow | null> {
  const [row] = await ctx.db.select().from(phoneNumbers).where(eq(phoneNumbers.id, id));
  return row ?? null;
}

/** The same for many, by id. */
export async function numbersById(ctx: Context, ids: readonly string[]): Promise<ReadonlyMap<string, NumberRow>> {
  const rows = await ctx.db
    .select()
    .from(phoneNumbers)
    .where(sql`${phoneNumbers.id} in (select value from json_each(${JSON.stringify(ids)}))`);
  return new Map(rows.map((row) => [row.id, row]));
}

/** Whose numbers are and how they stand, by id. */
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

/** All numbers, whoever's they are and in every state, by id: for the jobs that look at each. */
export const numbersOfAllTenants = (ctx: Context, { after, limit }: { after: string; limit: number }) =>
  ctx.db
    .select({
      id: phoneNumbers.id,
      tenantId: phoneNumbers.tenantId,
      e164: phoneNumbers.e164,
      status: phoneNumbers.status,
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

/** Numbers whose release has not been confirmed for a while, whoever's they are: for the cleanup job. */
export const unconfirmedReleases = (ctx: Context, olderThan: number, stretch: KeyRange) =>
  ctx.db
    .select()
    .from(phoneNumbers)
    .where(
      and(
        isOneOf(phoneNumbers.status, ["releasing"]),
        lte(phoneNumbers.updatedAt, olderThan),
        inKeyRange(byChange, stretch),
      ),
    )
    .orderBy(...orderBy(byChange))
    .limit(stretch.limit);

/** Numbers on their way back to the carrier since before this instant. */
export const releasingBacklog = ({ db }: Context, since: number) =>
  backlogOf(
    db,
    sql`select ${phoneNumbers.updatedAt} as at from ${phoneNumbers}
      where ${isOneOf(phoneNumbers.status, ["releasing"])} and ${phoneNumbers.updatedAt} <= ${since}`,
  );

const byCoolingOff: ListOrder = {
  sort: "cooling_off_until",
  column: phoneNumbers.coolingOffUntil,
  id: phoneNumbers.id,
};

/** Numbers that have cooled off, whoever's they are: for the cleanup job. */
export const numbersPastCoolingOff = (ctx: Context, stretch: KeyRange) =>
  ctx.db
    .select()
    .from(phoneNumbers)
    .where(
      and(
        isOneOf(phoneNumbers.status, ["cooling_off"]),
        lte(phoneNumbers.coolingOffUntil, ctx.now),
        inKeyRange(byCoolingOff, stretch),
      ),
    )
    .orderBy(...orderBy(byCoolingOff))
    .limit(stretch.limit);
