import { and, asc, eq, gt, inArray, isNotNull, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { type Database, isOneOf } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { keptStatuses, ownedStatuses, platformMethods, serviceStatuses } from "./lifecycle";
import { phoneNumbers } from "./table";

/** Reads over the numbers of a carrier account, the platform's or a tenant's: for the search and the sync. */

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

const onPlatformAccount = isOneOf(phoneNumbers.acquisitionMethod, platformMethods);

const isAmong = (numbers: readonly string[]): SQL =>
  sql`${phoneNumbers.e164} in (select value from json_each(${JSON.stringify(numbers)}))`;

const isKeptAmong = (numbers: readonly string[]) =>
  and(onPlatformAccount, isOneOf(phoneNumbers.status, keptStatuses), isAmong(numbers));

const isImportedFrom = (carrierAccountId: string) =>
  and(
    eq(phoneNumbers.carrierAccountId, carrierAccountId),
    isOneOf(phoneNumbers.acquisitionMethod, ["imported"]),
    isOneOf(phoneNumbers.status, serviceStatuses),
  );

/** A condition for a batch: of the platform's numbers, no tenant has one of these or may buy it back. */
export const areAllFree = (numbers: readonly string[]): SQL =>
  sql`not exists (select 1 from ${phoneNumbers} where ${isKeptAmong(numbers)})`;

/** The numbers among these that a tenant has or may buy back, unexecuted: for the search's batch. */
export const ownedNumbersAmong = (ctx: Pick<Context, "db">, numbers: readonly string[]) =>
  ctx.db
    .select({ id: phoneNumbers.id, e164: phoneNumbers.e164, tenantId: phoneNumbers.tenantId })
    .from(phoneNumbers)
    .where(isKeptAmong(numbers));

/** The same with what the sync compares, unexecuted: for the sync job's batch. */
export const keptNumbersAmong = (ctx: Context, numbers: readonly string[]) =>
  ctx.db.select(compared).from(phoneNumbers).where(isKeptAmong(numbers));

/** The numbers among these that were imported from a carrier account, unexecuted: for the sync job's batch. */
export const importedNumbersAmong = (ctx: Context, carrierAccountId: string, numbers: readonly string[]) =>
  ctx.db
    .select(compared)
    .from(phoneNumbers)
    .where(and(isImportedFrom(carrierAccountId), isAmong(numbers)));

interface ExpectedNumbers {
  /** `null`: the platform's account. */
  readonly carrierAccountId: string | null;
  readonly after: string | null;
  readonly limit: number;
}

/** The numbers that an account should have, ordered by number: for the sync job. */
export const numbersExpectedAtCarrier = (ctx: Context, { carrierAccountId, after, limit }: ExpectedNumbers) =>
  ctx.db
    .select({
      id: phoneNumbers.id,
      tenantId: phoneNumbers.tenantId,
      e164: phoneNumbers.e164,
      carrierId: phoneNumbers.carrierId,
      status: phoneNumbers.status,
      createdAt: phoneNumbers.createdAt,
      updatedAt: phoneNumbers.updatedAt,
      portOutReportedAt: phoneNumbers.portOutReportedAt,
    })
    .from(phoneNumbers)
    .where(
      and(
        ...(carrierAccountId === null
          ? [
              // Exactly the condition of the partial index `phone_numbers_owned_once`, so that SQLite can use it.
              onPlatformAccount,
              isOneOf(phoneNumbers.status, ownedStatuses),
              inArray(phoneNumbers.status, serviceStatuses),
            ]
          : [isImportedFrom(carrierAccountId)]),
        gt(phoneNumbers.e164, after ?? ""),
      ),
    )
    .orderBy(asc(phoneNumbers.e164))
    .limit(limit);

/** The number of the platform's account with this E.164 that a tenant has or had in service: at most one row. */
export const platformNumberInService = (ctx: Context, e164: string) =>
  ctx.db
    .select()
    .from(phoneNumbers)
    .where(
      and(
        onPlatformAccount,
        isOneOf(phoneNumbers.status, ownedStatuses),
        inArray(phoneNumbers.status, serviceStatuses),
        eq(phoneNumbers.e164, e164),
      ),
    )
    .limit(1);

/**
 * Notes that the carrier reported a port of the number to another carrier. It is no change that its tenant sees, so the
 * version stays. Unexecuted.
 */
export const notePortOutReport = ({ db, now }: Context, id: string) =>
  db.update(phoneNumbers).set({ portOutReportedAt: now }).where(eq(phoneNumbers.id, id));

/** The first of the tenants' carrier accounts after `after` (an id) that numbers were imported from, as one row. */
export const nextAccountWithNumbers = (db: Database, after: string) =>
  db
    .select({ id: phoneNumbers.carrierAccountId, tenantId: phoneNumbers.tenantId })
    .from(phoneNumbers)
    .where(
      and(
        // Says so that SQLite uses the partial index `phone_numbers_by_account`.
        isNotNull(phoneNumbers.carrierAccountId),
        gt(phoneNumbers.carrierAccountId, after),
        isOneOf(phoneNumbers.acquisitionMethod, ["imported"]),
        isOneOf(phoneNumbers.status, serviceStatuses),
      ),
    )
    .orderBy(asc(phoneNumbers.carrierAccountId))
    .limit(1);

/** Whether a number is in this carrier account; `null`: in the platform's. `id` is a column of the statement. */
export const isInAccount = (id: SQLiteColumn, carrierAccountId: string | null): SQL => sql`exists (
  select 1 from ${phoneNumbers} where ${phoneNumbers.id} = ${id} and ${phoneNumbers.carrierAccountId} is ${carrierAccountId})`;

/** The carrier account of each of these numbers that is imported and in service, by number. */
export async function importedAccountsOf(ctx: Context, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await ctx.db
    .select({ id: phoneNumbers.id, account: phoneNumbers.carrierAccountId })
    .from(phoneNumbers)
    .where(
      and(
        sql`${phoneNumbers.id} in (select value from json_each(${JSON.stringify(ids)}))`,
        isOneOf(phoneNumbers.acquisitionMethod, ["imported"]),
        isOneOf(phoneNumbers.status, serviceStatuses),
      ),
    );
  return new Map(rows.flatMap(({ id, account }) => (account === null ? [] : [[id, account] as const])));
}
