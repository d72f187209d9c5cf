import { asc, inArray, lte } from "drizzle-orm";
import { batchNamed } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { syncDifferences, syncRepairs, syncRuns, syncSeen } from "./table";

/** Retention of sync runs, their differences and repairs. */
export const KEEP_SYNCS_MS = 7 * 24 * 60 * 60_000;
/** Runs per statement: each may have thousands of differences. */
const RUNS_AT_ONCE = 10;

/** Deletes up to `limit` runs past retention with their differences; returns the number of deleted runs. */
export async function expireSyncs({ db, now }: Context, limit: number): Promise<number> {
  const old = db
    .select({ id: syncRuns.id })
    .from(syncRuns)
    .where(lte(syncRuns.createdAt, now - KEEP_SYNCS_MS))
    .orderBy(asc(syncRuns.createdAt), asc(syncRuns.id))
    .limit(Math.min(limit, RUNS_AT_ONCE));
  const { runs } = await batchNamed(db, {
    seen: db.delete(syncSeen).where(inArray(syncSeen.runId, old)),
    differences: db.delete(syncDifferences).where(inArray(syncDifferences.runId, old)),
    runs: db.delete(syncRuns).where(inArray(syncRuns.id, old)),
  });
  return runs.meta.changes;
}

/** Deletes up to `limit` repairs that were reported before the retention time; returns how many. */
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
