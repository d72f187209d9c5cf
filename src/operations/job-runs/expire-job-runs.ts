import { and, eq, inArray, lte, notExists } from "drizzle-orm";
import type { Context } from "#kernel/ports/context";
import { jobLeases, jobRuns } from "./table";

/** Job runs stay readable for 30 days. */
export const KEEP_RUNS_MS = 30 * 24 * 60 * 60_000;

/** Deletes up to `limit` older runs, but keeps each job's last one. Returns the number of deleted runs. */
export async function expireJobRuns(ctx: Context, limit: number): Promise<number> {
  const last = ctx.db
    .select({ job: jobLeases.job })
    .from(jobLeases)
    .where(and(eq(jobLeases.job, jobRuns.job), eq(jobLeases.runId, jobRuns.id)));
  const old = ctx.db
    .select({ id: jobRuns.id })
    .from(jobRuns)
    .where(and(lte(jobRuns.startedAt, ctx.now - KEEP_RUNS_MS), notExists(last)))
    .orderBy(jobRuns.startedAt)
    .limit(limit);
  const deleted = await ctx.db.delete(jobRuns).where(inArray(jobRuns.id, old)).run();
  return deleted.meta.changes;
}
