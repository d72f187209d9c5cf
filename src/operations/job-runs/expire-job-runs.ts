import { and, eq, inArray, lte, notExists } from "drizzle-orm";
import type { Context } from "#kernel/ports/context";
import { jobLeases, jobRuns } from "./table";

/** How long it can be read up what a run did. */
export const KEEP_RUNS_MS = 30 * 24 * 60 * 60_000;

/** Deletes up to `limit` runs that are past it, each job's last one excepted; says how many. */
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
