import { and, eq, type SQL, sql } from "drizzle-orm";
import { closeFinding, isOpenFinding, openFinding } from "#findings/facts";
import {
  describeError,
  insertIf,
  isOneOf,
  previousWroteSomething,
  type Statement,
  wroteSomething,
} from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { PLATFORM_TENANT_ID } from "#kernel/values/ids";
import { type Job, type JobError, STEP_QUERIES } from "./job";
import {
  acquireLease,
  afterSlice,
  afterThrow,
  type Lease,
  MAX_FAILED_SLICES,
  noProgress,
  SLICE_MS,
  type Taking,
  type Turn,
} from "./lease";
import { leaseOf } from "./queries";
import { type JobRunRow, jobLeases, jobRuns } from "./table";

export type RunAnswer = { readonly kind: "ran"; readonly run: JobRunRow } | Extract<Taking, { kind: "held" }>;

/** The resources of a run; `runtime/job-context.ts` makes them. */
export interface Run {
  /** A context of the moment it is called in, with the run's id as its request id. */
  readonly moment: () => Context;
  /** How many more statements may be sent to the database. */
  readonly queriesLeft: () => number;
}

/** Statements that storing a slice and ending a run may send besides the slice's own. */
const OWN_QUERIES = 10;

const canSend = ({ queriesLeft }: Run): boolean => queriesLeft() >= STEP_QUERIES + OWN_QUERIES;

/**
 * Runs a job until it is done or the run's time or queries are used. If several start at once, one gets the lease, and
 * the others get the id of that run.
 */
export async function runJob(by: Run, job: Job, startedBy: string): Promise<RunAnswer> {
  const { moment } = by;
  const begun = await begin(moment(), job, startedBy);
  if ("kind" in begun) return begun;
  let { turn, run } = begun;
  while (turn.progress.status === "running") {
    turn = await runSlice(by, job, turn);
    const ctx = moment();
    run = { ...run, ...rowOf(turn, ctx.now) };
    if (!(await checkpoint(ctx, job, turn, run))) return await heldBy(ctx, job);
  }
  const { id, status, slices, errorCount, startedAt, updatedAt, counted } = run;
  const ms = updatedAt - startedAt;
  console.log({ message: "job", job: job.name, run_id: id, status, ms, slices, errors: errorCount, ...counted });
  return { kind: "ran", run };
}

/** Takes the lease and writes the run down, in one batch: both, or neither. */
async function begin(ctx: Context, job: Job, startedBy: string) {
  const { db, now, requestId: id } = ctx;
  const before = await leaseOf(ctx, job.name);
  const taking = acquireLease(before, id, now);
  if (taking.kind === "held") return taking;
  const { lease } = taking;
  const progress = noProgress(now);
  const run = { id, job: job.name, startedBy, ...rowOf({ lease, progress }, now) };
  const mine = holds(job, lease);
  const reports = await reportOn(ctx, job, { lease, progress }, null);
  const [took] = await db.batch([
    takeLease(ctx, job, before, lease),
    db
      .update(jobRuns)
      .set({ status: "died", finishedAt: now })
      .where(and(eq(jobRuns.job, job.name), isOneOf(jobRuns.status, ["running"]), mine)),
    insertIf(db, jobRuns, run, mine),
    ...reports,
  ]);
  return wroteSomething(took) ? { turn: { lease, progress }, run } : await heldBy(ctx, job);
}

const takeLease = ({ db }: Context, job: Job, before: Lease | undefined, lease: Lease): Statement =>
  before
    ? db
        .update(jobLeases)
        .set(lease)
        .where(
          and(
            eq(jobLeases.job, job.name),
            eq(jobLeases.runId, before.runId),
            sql`${jobLeases.expiresAt} is ${before.expiresAt}`,
          ),
        )
    : db
        .insert(jobLeases)
        .values({ job: job.name, ...lease })
        .onConflictDoNothing();

/** Holds in the statements of a batch as long as this run has the lease; run ids are never used twice. */
const holds = (job: Job, { runId }: Lease): SQL =>
  sql`exists (select 1 from ${jobLeases} where ${jobLeases.job} = ${job.name} and ${jobLeases.runId} = ${runId})`;

async function runSlice(by: Run, job: Job, turn: Turn): Promise<Turn> {
  const { moment } = by;
  const ctx = moment();
  try {
    const mayGoOn = () => canSend(by) && moment().now - ctx.now < SLICE_MS;
    const slice = await job.slice(ctx, turn.lease.cursor, mayGoOn);
    for (const error of slice.errors) logError(ctx, job, error);
    return afterSlice(turn, slice, moment().now, canSend(by));
  } catch (thrown) {
    const error = { at: turn.lease.cursor ?? "the beginning", error: describeError(thrown) };
    logError(ctx, job, error);
    return afterThrow(turn, error);
  }
}

const logError = ({ requestId }: Context, { name }: Job, { at, error }: JobError): void =>
  console.error({ message: "job error", job: name, run_id: requestId, at, error });

const rowOf = ({ lease, progress }: Turn, now: number) => ({
  ...progress,
  nextCursor: lease.cursor,
  updatedAt: now,
  finishedAt: progress.status === "running" ? null : now,
});

/**
 * Renews or returns the lease and stores the slice's result. `false`: another run holds the lease, and nothing is
 * written.
 */
async function checkpoint(ctx: Context, job: Job, turn: Turn, run: JobRunRow): Promise<boolean> {
  const { db } = ctx;
  const { lease } = turn;
  const { id, job: _, startedBy: __, startedAt: ___, ...change } = run;
  const reports = await reportOn(ctx, job, turn, run.errors.at(-1)?.error ?? null);
  const [renewed] = await db.batch([
    db
      .update(jobLeases)
      .set(lease)
      .where(and(eq(jobLeases.job, job.name), eq(jobLeases.runId, lease.runId))),
    db
      .update(jobRuns)
      .set(change)
      .where(and(eq(jobRuns.id, id), previousWroteSomething)),
    ...reports,
  ]);
  return wroteSomething(renewed);
}

/** A job whose runs fail again and again needs a person; one whose run gets to its end does not any more. */
async function reportOn(
  ctx: Context,
  job: Job,
  { lease, progress }: Turn,
  error: string | null,
): Promise<readonly Statement[]> {
  const fact = { tenantId: PLATFORM_TENANT_ID, kind: "job_failing", subjectId: job.name } as const;
  const gate = holds(job, lease);
  if (lease.failures >= MAX_FAILED_SLICES) {
    const evidence = { run_id: lease.runId, failures: lease.failures, error };
    return openFinding(ctx, { ...fact, subjectType: "job", evidence }, gate);
  }
  const ended = progress.status === "completed" || progress.status === "paused";
  return ended && (await isOpenFinding(ctx, fact)) ? closeFinding(ctx, fact, gate) : [];
}

async function heldBy(ctx: Context, job: Job): Promise<Extract<Taking, { kind: "held" }>> {
  const lease = await leaseOf(ctx, job.name);
  return { kind: "held", runId: lease?.runId ?? "", until: lease?.expiresAt ?? ctx.now };
}
