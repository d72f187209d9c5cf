import { and, eq, sql } from "drizzle-orm";
import { type Database, insertIf, previousWroteSomething, type Statement } from "../kernel/db";
import type { Capabilities, Money, NumberConfiguration, NumberType, Papers } from "../kernel/ports";
import { afterMove, COOLING_OFF_MS, type NumberStatus } from "./lifecycle";
import { type NumberRow, phoneNumbers } from "./table";

/** What a number's object has the inventory write, in a batch of the object's. */

export interface BoughtNumber {
  readonly id: string;
  readonly carrierId: string;
  readonly country: string;
  readonly type: NumberType;
  readonly capabilities: Capabilities;
  readonly monthlyPrice: Money | null;
  readonly configuration: NumberConfiguration;
  /** What it was bought with; missing in what was bought before there were any. */
  readonly papers?: Papers;
  /** It has a row already, of a number that cools off. */
  readonly restored: boolean;
}

interface Purchase {
  readonly number: BoughtNumber;
  readonly e164: string;
  readonly tenantId: string;
  readonly itemId: string;
  readonly at: number;
}

/** Puts a number that was bought back into service as it was; writes nothing if it does not cool off any more. */
export function reviveBought(
  db: Database,
  { number, itemId, at }: Pick<Purchase, "number" | "itemId" | "at">,
): Statement {
  const from: NumberStatus = "cooling_off";
  return db
    .update(phoneNumbers)
    .set({
      status: afterMove(from, "restore"),
      carrierId: number.carrierId,
      orderItemId: itemId,
      releasedAt: null,
      coolingOffUntil: null,
      updatedAt: at,
      version: sql`${phoneNumbers.version} + 1`,
    })
    .where(and(eq(phoneNumbers.id, number.id), eq(phoneNumbers.status, from)));
}

/** The new number's row, if the statement before it in the batch wrote something. */
export function insertBought(db: Database, { number, e164, tenantId, itemId, at }: Purchase): Statement {
  const { id, carrierId, country, type, capabilities, configuration, monthlyPrice } = number;
  const row: NumberRow = {
    id,
    tenantId,
    e164,
    country,
    type,
    ...capabilities,
    status: "active",
    acquisitionMethod: "reseller",
    carrierId,
    friendlyName: configuration.friendlyName ?? e164,
    tags: configuration.tags,
    metadata: configuration.metadata,
    deletionLock: false,
    priceAmount: monthlyPrice?.amount ?? null,
    priceCurrency: monthlyPrice?.currency ?? null,
    orderItemId: itemId,
    version: 1,
    createdAt: at,
    updatedAt: at,
    releasedAt: null,
    coolingOffUntil: null,
    agentId: null,
    smsForwardTo: null,
  };
  return insertIf(db, phoneNumbers, row, previousWroteSomething);
}

/** The carrier no longer has it: the number begins to cool off. */
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
