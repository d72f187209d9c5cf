import { and, eq } from "drizzle-orm";
import { type Database, isOneOf } from "#kernel/db/db";
import { ownedStatuses } from "./lifecycle";
import { phoneNumbers } from "./table";

/** Numbers that are in use through a tenant's carrier account. Unexecuted, also for a condition of a write. */
export const numbersOfAccount = (db: Database, carrierAccountId: string, limit: number) =>
  db
    .select({ id: phoneNumbers.id, e164: phoneNumbers.e164, sipTrunkId: phoneNumbers.sipTrunkId })
    .from(phoneNumbers)
    .where(and(eq(phoneNumbers.carrierAccountId, carrierAccountId), isOneOf(phoneNumbers.status, ownedStatuses)))
    .limit(limit);
