import { and, asc, gt, inArray, sql } from "drizzle-orm";
import { isOneOf } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { keptStatuses, ownedStatuses } from "./lifecycle";
import { phoneNumbers } from "./table";

/** Reads over all tenants' numbers on the platform's carrier account: for the search and the sync. */

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

const onPlatformAccount = isOneOf(phoneNumbers.acquisitionMethod, ["reseller"]);

const isKeptAmong = (numbers: readonly string[]) =>
  and(
    onPlatformAccount,
    isOneOf(phoneNumbers.status, keptStatuses),
    sql`${phoneNumbers.e164} in (select value from json_each(${JSON.stringify(numbers)}))`,
  );

/** The numbers among these that a tenant has or may buy back, unexecuted: for the search's batch. */
export const ownedNumbersAmong = (ctx: Context, numbers: readonly string[]) =>
  ctx.db
    .select({ e164: phoneNumbers.e164, tenantId: phoneNumbers.tenantId })
    .from(phoneNumbers)
    .where(isKeptAmong(numbers));

/** The same with what the sync compares, unexecuted: for the sync job's batch. */
export const keptNumbersAmong = (ctx: Context, numbers: readonly string[]) =>
  ctx.db.select(compared).from(phoneNumbers).where(isKeptAmong(numbers));

/** The numbers of all tenants that the carrier should have, ordered by number: for the sync job. */
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
      and(
        // Exactly the condition of the partial index `phone_numbers_owned_once`, so that SQLite can use it.
        onPlatformAccount,
        isOneOf(phoneNumbers.status, ownedStatuses),
        inArray(phoneNumbers.status, ["active", "suspended", "lost"]),
        gt(phoneNumbers.e164, after ?? ""),
      ),
    )
    .orderBy(asc(phoneNumbers.e164))
    .limit(limit);
