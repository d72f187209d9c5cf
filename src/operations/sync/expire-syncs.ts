import { asc, inArray, lte } from "drizzle-orm";
import type { Context } from "#kernel/ports/context";
import { syncDifferences, syncRepairs, syncRuns, syncSeen } from "./table";

/** How long it can be read up what a run of the sync found. */
export const KEEP_SYNCS_MS = 7 * 24 * 60 * 60_000;
/** Runs at a time: each may have found thousands of differences. */
const RUNS_AT_ONCE = 10;

/** Deletes some runs that are past it, with what they found; says how many. */
export async function expireSyncs({ db, now }: Context, limit: number): Promise<number> {
  const old = db
    .select({ id: syncRuns.id })
    .from(syncRuns)
    .where(lte(syncRuns.createdAt, now - KEEP_SYNCS_MS))
    .orderBy(asc(syncRuns.createdAt), asc(syncRuns.id))
    .limit(Math.min(limit, RUNS_AT_ONCE));
  const [, , deleted] = await db.batch([
    db.delete(syncSeen).where(inArray(syncSeen.runId, old)),
    db.delete(syncDifferences).where(inArray(syncDifferences.runId, old)),
    db.delete(syncRuns).where(inArray(syncRuns.id, old)),
  ]);
  return deleted.meta.changes;
}

/** Deletes some repairs that were told of before it; says how many. */
export async function expireRepairs({ db, now }: Context, limit: number): Promise<number> {
  const old = db
    .select({ id: syncRepairs.phoneNumberId })
    .from(syncRepairs)
    .where(lte(syncRepairs.reportedAt, now - KEEP_SYNCS_MS))
    .orderBy(asc(syncRepairs.reportedAt), asc(syncRepairs.begunAt))
    .limit(limit);
  const deleted = await db.delete(syncRepairs).where(inArray(syncRepairs.phoneNumberId, old));
  return deleted.meta.changes;
}
