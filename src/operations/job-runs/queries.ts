import { and, desc, eq, gt, gte, lte, type SQL, sql } from "drizzle-orm";
import { backlogOf } from "#kernel/db/backlog";
import { batchNamed, type Database, isOneOf, type Statement } from "#kernel/db/db";
import { type Page, type PageOrder, type PageQuery, readPage } from "#kernel/http/page";
import { everywhere, readPageOfAll } from "#kernel/http/page-of-all";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import type { Job } from "./job";
import { doneStatuses, LEASE_MS, type Lease, type RunStatus } from "./lease";
import { type JobRunRow, jobIdleTimes, jobLeases, jobRuns } from "./table";

/** Reads a job's lease, for the runner. */
export async function leaseOf({ db }: Context, job: string): Promise<Lease | undefined> {
  const { runId, expiresAt, cursor, failures } = jobLeases;
  const [lease] = await db.select({ runId, expiresAt, cursor, failures }).from(jobLeases).where(eq(jobLeases.job, job));
  return lease;
}

/** Lets a job begin anew at its next run, unexecuted: for a change that its cursor may have passed. */
export const forgetCursor = (db: Database, job: string, gate: SQL): Statement =>
  db
    .update(jobLeases)
    .set({ cursor: null })
    .where(and(eq(jobLeases.job, job), gate));

const latestFirst: PageOrder<JobRunRow> = {
  sort: "-started_at",
  column: jobRuns.startedAt,
  id: jobRuns.id,
  keyOf: ({ startedAt, id }) => ({ value: startedAt, id }),
};

/** A run with the database that it worked on, which has its row. */
export interface RunOnDatabase {
  readonly run: JobRunRow;
  readonly database: string;
}

/** A page of the runs on all databases. */
export const listRuns = (
  caller: Context,
  query: PageQuery & { readonly job?: string | undefined; readonly status?: RunStatus | undefined },
): Promise<Page<RunOnDatabase>> => {
  const order = { sort: latestFirst.sort, keyOf: ({ run }: RunOnDatabase) => latestFirst.keyOf(run) };
  return readPageOfAll(caller, order, query.limit, async (ctx) => {
    const { rows, nextCursor } = await readPage(ctx.db.select().from(jobRuns), latestFirst, query, [
      query.job === undefined ? undefined : eq(jobRuns.job, query.job),
      query.status && hasStatus(query.status, ctx.now),
    ]);
    return { rows: rows.map((run) => ({ run, database: ctx.database.name })), nextCursor };
  });
};

/** The condition for a status as it reads now: a run that is stored as `running` may have died. */
function hasStatus(status: RunStatus, now: number): SQL | undefined {
  const isStored = eq(jobRuns.status, status);
  if (status !== "running" && status !== "died") return isStored;
  const lapse = now - LEASE_MS;
  return and(
    eq(jobRuns.status, "running"),
    status === "died" ? lte(jobRuns.updatedAt, lapse) : gt(jobRuns.updatedAt, lapse),
    // As few as there are jobs, so that the list need not be read to its end.
    gte(jobRuns.startedAt, sql`(select min(started_at) from job_runs where status in ('running'))`),
  );
}

export async function runOf(ctx: Context, id: string): Promise<JobRunRow> {
  const [row] = await ctx.db.select().from(jobRuns).where(eq(jobRuns.id, id));
  if (!row) throw new Problem("not_found", `Job run ${id} was not found. Runs are deleted after 30 days.`);
  return row;
}

export interface JobWithRun {
  readonly job: Job;
  readonly database: string;
  readonly lastRun: JobRunRow | null;
  /** When its cron last found nothing to do (ms UTC); `null` for never. */
  readonly lastIdleAt: number | null;
}

/** The jobs that run on the context's database. */
export const jobsOn = ({ database }: Pick<Context, "database">, jobs: readonly Job[]): Job[] =>
  jobs.filter(({ platformOnly }) => !platformOnly || database.name === "DB");

/** Returns the jobs on all databases, each with its latest run there. */
export async function jobsWithLastRuns(ctx: Context, jobs: readonly Job[]): Promise<JobWithRun[]> {
  const found = await Promise.all(everywhere(ctx).map((each) => withLastRuns(each, jobsOn(each, jobs))));
  return found.flat();
}

/**
 * Returns the jobs, each with its latest run on the context's database and when it last had nothing to do. One trip.
 */
export async function withLastRuns(ctx: Context, jobs: readonly Job[]): Promise<JobWithRun[]> {
  requireScope(ctx, "admin");
  const latest = jobs.map(({ name }) =>
    ctx.db
      .select()
      .from(jobRuns)
      .where(eq(jobRuns.job, name))
      .orderBy(desc(jobRuns.startedAt), desc(jobRuns.id))
      .limit(1),
  );
  const { idle, found } = await batchNamed(ctx.db, { idle: ctx.db.select().from(jobIdleTimes), found: latest });
  const idleTimes = new Map(idle.map(({ cron, times }) => [cron, times]));
  return jobs.map((job, index) => ({
    job,
    database: ctx.database.name,
    lastRun: found[index]?.[0] ?? null,
    lastIdleAt: idleTimes.get(job.cron)?.[job.name] ?? null,
  }));
}

/** Returns when each job last ended a run as completed or paused, `null` for never, in one round trip. */
export async function lastDone(ctx: Context, jobs: readonly Job[]): Promise<(number | null)[]> {
  const latest = jobs.map(({ name }) =>
    ctx.db
      .select({ at: jobRuns.finishedAt })
      .from(jobRuns)
      .where(and(isOneOf(jobRuns.status, doneStatuses), eq(jobRuns.job, name)))
      .orderBy(desc(jobRuns.finishedAt))
      .limit(1),
  );
  const { found } = await batchNamed(ctx.db, { found: latest });
  return jobs.map((_, index) => found[index]?.[0]?.at ?? null);
}

/** Counts the dead runs that no later run has replaced yet. */
export const deadRuns = ({ db, now }: Context) =>
  backlogOf(
    db,
    sql`select ${jobRuns.updatedAt} as at from ${jobRuns}
      where ${isOneOf(jobRuns.status, ["running"])} and ${jobRuns.updatedAt} <= ${now - LEASE_MS}`,
  );
