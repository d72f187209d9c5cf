import { and, inArray, lte } from "drizzle-orm";
import type { Context } from "#kernel/ports/context";
import { ANSWER_MS } from "./answer";
import { portabilityAnswers } from "./table";

/** Deletes up to `limit` answers that no longer count, and claims of invocations that died; returns how many. */
export async function expireAnswers({ db, now }: Context, limit: number): Promise<number> {
  const old = db
    .select({ e164: portabilityAnswers.e164 })
    .from(portabilityAnswers)
    .where(and(lte(portabilityAnswers.checkedAt, now - ANSWER_MS), lte(portabilityAnswers.claimedUntil, now)))
    .limit(limit);
  const deleted = await db.delete(portabilityAnswers).where(inArray(portabilityAnswers.e164, old)).run();
  return deleted.meta.changes;
}
