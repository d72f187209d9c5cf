import { asc, eq } from "drizzle-orm";
import type { Database } from "#kernel/db/db";
import { ownerAt } from "./ownership-periods";
import { numberTransfers, phoneNumbers } from "./table";

/** A number and everybody whose it has been. */
export interface Owners {
  readonly number: { readonly e164: string };
  readonly tenantIds: ReadonlySet<string>;
  /** Whose it was at a moment. */
  readonly at: (moment: number) => string;
}

/** Whoever's the number is: for webhooks, which may come after it has changed hands. */
export async function ownersOfNumbers(db: Database, numberId: string): Promise<Owners | null> {
  const [[number], transfers] = await db.batch([
    db
      .select({ e164: phoneNumbers.e164, tenantId: phoneNumbers.tenantId })
      .from(phoneNumbers)
      .where(eq(phoneNumbers.id, numberId)),
    db
      .select({ fromTenantId: numberTransfers.fromTenantId, transferredAt: numberTransfers.transferredAt })
      .from(numberTransfers)
      .where(eq(numberTransfers.phoneNumberId, numberId))
      .orderBy(asc(numberTransfers.position)),
  ]);
  if (!number) return null;
  const { e164, tenantId } = number;
  return {
    number: { e164 },
    tenantIds: new Set([tenantId, ...transfers.map(({ fromTenantId }) => fromTenantId)]),
    at: (moment) => ownerAt(transfers, tenantId, moment),
  };
}
