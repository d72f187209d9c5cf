import { asc, lt, sql } from "drizzle-orm";
import type { Context } from "#kernel/ports/context";
import { DAY_MS } from "#kernel/values/time";
import { usageDaily, webhookRefusals } from "./table";
import { usageDayOf } from "./tally";

/** Deletes up to `limit` rows of days past retention, of any tenant, the oldest first; returns how many. */
export async function expireUsage({ db, now, config }: Context, limit: number): Promise<number> {
  const { tenantId, day, phoneNumberId, agentId } = usageDaily;
  const old = db
    .select({ tenantId, day, phoneNumberId, agentId })
    .from(usageDaily)
    .where(lt(day, usageDayOf(now - config.usageRetentionDays * DAY_MS)))
    .orderBy(asc(day))
    .limit(limit);
  const deleted = await db
    .delete(usageDaily)
    .where(sql`(${tenantId}, ${day}, ${phoneNumberId}, ${agentId}) in ${old}`)
    .run();
  return deleted.meta.changes;
}

/** Deletes up to `limit` counts of rejected webhooks past the retention of calls; returns how many. */
export async function expireRefusals({ db, now, config }: Context, limit: number): Promise<number> {
  const { tenantId, day, phoneNumberId } = webhookRefusals;
  const old = db
    .select({ tenantId, day, phoneNumberId })
    .from(webhookRefusals)
    .where(lt(day, usageDayOf(now - config.callRetentionDays * DAY_MS)))
    .orderBy(asc(day))
    .limit(limit);
  const deleted = await db.delete(webhookRefusals).where(sql`(${tenantId}, ${day}, ${phoneNumberId}) in ${old}`).run();
  return deleted.meta.changes;
}
