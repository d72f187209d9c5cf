import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import { type Database, insertIf, previousWroteSomething, type Statement } from "#kernel/db/db";
import { oneShape, preparedInsert, preparedWrite } from "#kernel/db/prepared";
import type { NewNumber } from "#kernel/ports/adoption";
import { afterMove, COOLING_OFF_MS, type NumberStatus, ownedStatuses, type PlatformMethod } from "./lifecycle";
import { newNumberRow } from "./new-number-row";
import { type NumberRow, offlineCounts, phoneNumbers } from "./table";

/** Inventory rows that a number's Durable Object writes, in a batch of the object's. */

interface PurchasedNumber {
  readonly number: NewNumber;
  readonly e164: string;
  readonly tenantId: string;
  /** The order item that bought it; `null` for an adopted number without an item's label. */
  readonly itemId: string | null;
  readonly at: number;
}

/** Puts a number that was bought back into service; writes nothing if it is no longer cooling off. */
export function restorePurchased(
  db: Database,
  { number, itemId, at }: Pick<PurchasedNumber, "number" | "itemId" | "at">,
  gate?: SQL,
): Statement {
  const from: NumberStatus = "cooling_off";
  return db
    .update(phoneNumbers)
    .set({
      status: afterMove(from, "restore"),
      carrierId: number.carrierId,
      orderItemId: itemId,
      ...(number.monthlyPrice && {
        priceAmount: number.monthlyPrice.amount,
        priceCurrency: number.monthlyPrice.currency,
      }),
      releasedAt: null,
      coolingOffUntil: null,
      updatedAt: at,
      version: sql`${phoneNumbers.version} + 1`,
    })
    .where(and(eq(phoneNumbers.id, number.id), eq(phoneNumbers.status, from), gate));
}

function rowOf({ number, e164, tenantId, itemId, at }: PurchasedNumber, acquisitionMethod: PlatformMethod): NumberRow {
  const { id, carrierId, country, type, capabilities, configuration, monthlyPrice } = number;
  return newNumberRow(
    {
      ...{ id, tenantId, e164, country, type, carrierId },
      ...capabilities,
      acquisitionMethod,
      friendlyName: configuration.friendlyName ?? e164,
      tags: configuration.tags,
      metadata: configuration.metadata,
      priceAmount: monthlyPrice?.amount ?? null,
      priceCurrency: monthlyPrice?.currency ?? null,
      orderItemId: itemId,
    },
    at,
  );
}

/**
 * Inserts the new number, if the statement before it in the batch wrote something. The last of these statements writes
 * only if the number was inserted, so that a statement after it may use `previousWroteSomething`. A number that comes
 * without an agent is not ready, whatever else is evaluated later: set here, the flag costs no second write of the row
 * and of its list's index. It counts as offline then, as the trigger sees updates only.
 */
export function insertPurchased(db: Database, bought: PurchasedNumber): Statement[] {
  const { number, tenantId, at } = bought;
  const row = rowOf(bought, "reseller");
  if (!hasNoAgent(number)) return [insertNumber(db, row)];
  return [insertNumber(db, { ...row, ready: false }), countOffline(db, oneShape, { tenant: tenantId, at })];
}

const hasNoAgent = ({ capabilities, configuration: { agentId, routing } }: NewNumber): boolean =>
  capabilities.voice && !agentId && !routing;

const insertNumber = preparedInsert(phoneNumbers, () => previousWroteSomething);

const countOffline = preparedWrite((db) =>
  db
    .insert(offlineCounts)
    .select(sql`select ${sql.placeholder("tenant")}, 1, ${sql.placeholder("at")} where ${previousWroteSomething}`)
    .onConflictDoUpdate({
      target: offlineCounts.tenantId,
      set: { numbers: sql`${offlineCounts.numbers} + 1`, updatedAt: sql`excluded.updated_at` },
    }),
);

interface AdoptedNumber extends PurchasedNumber {
  readonly acquisitionMethod: PlatformMethod;
}

/** Inserts an adopted or ported number if `gate` holds, unless its row exists or a tenant already owns the number. */
export const insertAdopted = (db: Database, adopted: AdoptedNumber, gate: SQL): Statement =>
  insertIf(db, phoneNumbers, rowOf(adopted, adopted.acquisitionMethod), gate).onConflictDoNothing();

/** The id of a number, if a tenant owns it under this carrier id. */
export const rowAtCarrier = (db: Database, { id, carrierId }: Pick<NewNumber, "id" | "carrierId">) =>
  db
    .select({ id: phoneNumbers.id })
    .from(phoneNumbers)
    .where(
      and(
        eq(phoneNumbers.id, id),
        eq(phoneNumbers.carrierId, carrierId),
        inArray(phoneNumbers.status, [...ownedStatuses]),
      ),
    );

/** Starts the cooling-off period of a number whose release Twilio has confirmed. */
export function confirmReleased(db: Database, id: string, at: number): Statement {
  const from: NumberStatus = "releasing";
  return db
    .update(phoneNumbers)
    .set({
      status: afterMove(from, "confirm_release"),
      releasedAt: at,
      coolingOffUntil: at + COOLING_OFF_MS,
      updatedAt: at,
      version: sql`${phoneNumbers.version} + 1`,
    })
    .where(and(eq(phoneNumbers.id, id), eq(phoneNumbers.status, from)));
}

/** Ends a number's cooling-off period; writes nothing if the number is no longer cooling off. */
export function endCoolingOff(db: Database, id: string, at: number): Statement {
  const from: NumberStatus = "cooling_off";
  return db
    .update(phoneNumbers)
    .set({
      status: afterMove(from, "cooling_off_over"),
      updatedAt: at,
      version: sql`${phoneNumbers.version} + 1`,
    })
    .where(and(eq(phoneNumbers.id, id), eq(phoneNumbers.status, from)));
}
