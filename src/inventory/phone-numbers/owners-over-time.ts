import { asc, eq } from "drizzle-orm";
import { batchNamed, type Database } from "#kernel/db/db";
import { ownerAt } from "./ownership-periods";
import { numberTransfers, phoneNumbers } from "./table";

/** A number and all tenants that have had it. */
export interface Owners {
  readonly number: { readonly e164: string; readonly carrierAccountId: string | null };
  readonly tenantIds: ReadonlySet<string>;
  /** The owner at a time (ms UTC). */
  readonly at: (moment: number) => string;
}

/**
 * A number of any tenant with its owners: for webhooks, which may arrive after a transfer. `null` for an unknown
 * number.
 */
export async function ownersOfNumbers(db: Database, numberId: string): Promise<Owners | null> {
  const {
    numbers: [number],
    transfers,
  } = await batchNamed(db, {
    numbers: db
      .select({
        e164: phoneNumbers.e164,
        tenantId: phoneNumbers.tenantId,
        carrierAccountId: phoneNumbers.carrierAccountId,
      })
      .from(phoneNumbers)
      .where(eq(phoneNumbers.id, numberId)),
    transfers: db
      .select({ fromTenantId: numberTransfers.fromTenantId, transferredAt: numberTransfers.transferredAt })
      .from(numberTransfers)
      .where(eq(numberTransfers.phoneNumberId, numberId))
      .orderBy(asc(numberTransfers.position)),
  });
  if (!number) return null;
  const { e164, tenantId, carrierAccountId } = number;
  return {
    number: { e164, carrierAccountId },
    tenantIds: new Set([tenantId, ...transfers.map(({ fromTenantId }) => fromTenantId)]),
    at: (moment) => ownerAt(transfers, tenantId, moment),
  };
}
