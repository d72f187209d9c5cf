import { asc, inArray, lt } from "drizzle-orm";
import type { Context } from "#kernel/ports/context";
import { firstIdAt } from "#kernel/values/ids";
import { DAY_MS } from "#kernel/values/time";
import { forgottenMessages, messages } from "./table";

/**
 * Deletes up to `limit` messages that are past retention, the oldest first; says how many. The carrier's id stays: a webhook is
 * signed for ever, and one that comes again must not make its message anew.
 */
export async function expireMessages({ db, now, config }: Context, limit: number): Promise<number> {
  // Ids are in the order of their times.
  const isOld = lt(messages.id, firstIdAt("message", now - config.callRetentionDays * DAY_MS));
  const { id, tenantId, carrierId } = messages;
  const [, deleted] = await db.batch([
    db
      .insert(forgottenMessages)
      .select(db.select({ tenantId, carrierId }).from(messages).where(isOld).orderBy(asc(id)).limit(limit))
      .onConflictDoNothing(),
    db.delete(messages).where(inArray(id, db.select({ id }).from(messages).where(isOld).orderBy(asc(id)).limit(limit))),
  ]);
  return deleted.meta.changes;
}
