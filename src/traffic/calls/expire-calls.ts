import { asc, inArray, lt } from "drizzle-orm";
import type { Context } from "#kernel/ports/context";
import { firstIdAt } from "#kernel/values/ids";
import { DAY_MS } from "#kernel/values/time";
import { calls, forgottenCalls } from "./table";

/**
 * Deletes up to `limit` calls that are past retention, the oldest first; says how many. The carrier's id stays: a webhook is
 * signed for ever, and one that comes again must not make its call anew.
 */
export async function expireCalls({ db, now, config }: Context, limit: number): Promise<number> {
  // Ids are in the order of their times.
  const isOld = lt(calls.id, firstIdAt("call", now - config.callRetentionDays * DAY_MS));
  const { id, tenantId, carrierId } = calls;
  const [, deleted] = await db.batch([
    db
      .insert(forgottenCalls)
      .select(db.select({ tenantId, carrierId }).from(calls).where(isOld).orderBy(asc(id)).limit(limit))
      .onConflictDoNothing(),
    db.delete(calls).where(inArray(id, db.select({ id }).from(calls).where(isOld).orderBy(asc(id)).limit(limit))),
  ]);
  return deleted.meta.changes;
}
