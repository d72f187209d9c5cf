import { sql } from "drizzle-orm";
import type { Context } from "#kernel/ports/context";
import type { Job } from "./job";
import type { Lease } from "./lease";
import { intervalMs } from "./overdue";
import type { RunAnswer } from "./run";
import { jobIdleTimes, jobLeases } from "./table";

/**
 * When each job last ran and changed nothing. One row per cron expression, written at most once at each of its times:
 * a platform at rest writes no leases and no runs.
 *
 * **Invariant:** a job looks for work without the lease only if it changed nothing shortly before. A run that dies
 * stores no idle time, so soon the next runs take the lease first, and count the deaths that follow.
 */

/** The jobs of every minute store their time every third minute. After five, health finds them overdue. */
const STORED_EVERY_MS = 3 * 60_000;
/** A cron may come this much late. */
const LATE_MS = 30_000;

interface IdleJobs {
  /** The free leases of the jobs that changed nothing lately, by job. */
  readonly leases: ReadonlyMap<string, Lease>;
  /** When each job last changed nothing (ms UTC), by job. */
  readonly times: Readonly<Record<string, number>>;
}

/** Whether a time is so near. One ahead of a clock that was set back is not. */
const isWithin = (ms: number, now: number, time = 0): boolean => Math.abs(now - time) < ms;

export async function readIdleJobs({ db, now }: Context, cron: string): Promise<IdleJobs> {
  const { job, runId, expiresAt, cursor, failures } = jobLeases;
  const longest = Math.max(intervalMs(cron), STORED_EVERY_MS) + LATE_MS;
  const rows = await db
    .select({ job, runId, expiresAt, cursor, failures, times: jobIdleTimes.times })
    .from(jobIdleTimes)
    .innerJoin(jobLeases, sql`${jobIdleTimes.times} ->> ${job} is not null`)
    .where(sql`${jobIdleTimes.cron} = ${cron}`);
  const times = rows[0]?.times ?? {};
  const isIdle = (row: (typeof rows)[number]) =>
    isWithin(longest, now, times[row.job]) && row.expiresAt === null && row.cursor === null && row.failures === 0;
  return { times, leases: new Map(rows.filter(isIdle).map((row) => [row.job, row])) };
}

/** Whether a run with these counts found nothing to change. */
export const changedNothing = (
  { looksAt = [] }: Job,
  counted: Readonly<Record<string, number>>,
  errors: number,
): boolean => errors === 0 && Object.entries(counted).every(([name, count]) => count === 0 || looksAt.includes(name));

/** Whether a run ended without having changed anything. */
export const wasIdle = (job: Job, answer: RunAnswer | { readonly kind: "idle" }): boolean =>
  answer.kind === "idle" ||
  (answer.kind === "ran" &&
    answer.run.status === "completed" &&
    changedNothing(job, answer.run.counted, answer.run.errorCount));

/** Stores that these jobs of the expression changed nothing at `now`, unless each has a time that is young enough. */
export async function storeIdle(
  { db, now }: Context,
  cron: string,
  { times: stored }: IdleJobs,
  names: readonly string[],
): Promise<void> {
  if (names.every((name) => isWithin(STORED_EVERY_MS, now, stored[name]))) return;
  const times = Object.fromEntries(names.map((name) => [name, now]));
  await db
    .insert(jobIdleTimes)
    .values({ cron, times })
    .onConflictDoUpdate({
      target: jobIdleTimes.cron,
      set: { times: sql`json_patch(${jobIdleTimes.times}, excluded.times)` },
    });
}
