import { and, asc, gt, inArray, sql } from "drizzle-orm";
import { isOneOf } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { keptStatuses } from "./lifecycle";
import { phoneNumbers } from "./table";

/** Reads of what the carrier is to have on the platform's account, whoever's it is: for the search and the sync. */

const compared = {
  id: phoneNumbers.id,
  tenantId: phoneNumbers.tenantId,
  e164: phoneNumbers.e164,
  status: phoneNumbers.status,
  carrierId: phoneNumbers.carrierId,
  orderItemId: phoneNumbers.orderItemId,
  updatedAt: phoneNumbers.updatedAt,
  version: phoneNumbers.version,
};

const atCarrier = and(
  isOneOf(phoneNumbers.acquisitionMethod, ["reseller"]),
  isOneOf(phoneNumbers.status, keptStatuses),
);

/** Of these numbers, the ones the platform has already, unexecuted: for the search to put in its own batch. */
export const ownedNumbersAmong = (ctx: Context, numbers: readonly string[]) =>
  ctx.db
    .select({ e164: phoneNumbers.e164, tenantId: phoneNumbers.tenantId })
    .from(phoneNumbers)
    .where(and(atCarrier, sql`${phoneNumbers.e164} in (select value from json_each(${JSON.stringify(numbers)}))`));

/** Of these numbers, the ones that somebody has or had until lately, unexecuted: for the sync job's batch. */
export const keptNumbersAmong = (ctx: Context, numbers: readonly string[]) =>
  ctx.db
    .select(compared)
    .from(phoneNumbers)
    .where(and(atCarrier, sql`${phoneNumbers.e164} in (select value from json_each(${JSON.stringify(numbers)}))`));

/** The numbers that the carrier ought to have, whoever's they are, in their own order: for the sync job. */
export const numbersExpectedAtCarrier = (ctx: Context, { after, limit }: { after: string | null; limit: number }) =>
  ctx.db
    .select({
      id: phoneNumbers.id,
      tenantId: phoneNumbers.tenantId,
      e164: phoneNumbers.e164,
      carrierId: phoneNumbers.carrierId,
      status: phoneNumbers.status,
      createdAt: phoneNumbers.createdAt,
      updatedAt: phoneNumbers.updatedAt,
    })
    .from(phoneNumbers)
    .where(
      and(atCarrier, inArray(phoneNumbers.status, ["active", "suspended", "lost"]), gt(phoneNumbers.e164, after ?? "")),
    )
    .orderBy(asc(phoneNumbers.e164))
    .limit(limit);
