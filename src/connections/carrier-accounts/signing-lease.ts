import { and, eq, lte } from "drizzle-orm";
import { wroteSomething } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { carrierAccounts } from "./table";

/** Longer than one verification takes. After a crash, the next one waits for its end. */
const LEASE_MS = 30_000;

/**
 * Runs `work` while no other request changes how Twilio signs the account's webhooks; null if another one does. Two at
 * once would each take the other's new key for the leftover of a crash, and delete it.
 */
export async function withSigningLease<T>(
  { db, now, elapsedMs }: Pick<Context, "db" | "now" | "elapsedMs">,
  id: string,
  work: (lease: number) => Promise<T>,
): Promise<T | null> {
  const at = now + elapsedMs();
  const lease = at + LEASE_MS;
  const taken = await db
    .update(carrierAccounts)
    .set({ signingLease: lease })
    .where(and(eq(carrierAccounts.id, id), lte(carrierAccounts.signingLease, at)));
  if (!wroteSomething(taken)) return null;
  try {
    return await work(lease);
  } finally {
    await db
      .update(carrierAccounts)
      .set({ signingLease: 0 })
      .where(and(eq(carrierAccounts.id, id), eq(carrierAccounts.signingLease, lease)));
  }
}
