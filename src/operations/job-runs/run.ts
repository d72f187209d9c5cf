import { and, eq, type SQL, sql } from "drizzle-orm";
import { closeFinding, isOpenFinding, openFinding } from "#findings/facts";
import { codedError } from "#kernel/db/coded-error";
import { insertIf, isOneOf, previousWroteSomething, type Statement, wroteSomething } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { PLATFORM_TENANT_ID } from "#kernel/values/ids";
import { changedNothing } from "./idle-times";
import { type Job, type JobError, STEP_QUERIES } from "./job";
import {
  acquireLease,
  afterSlice,
  afterThrow,
  type Lease,
  type LeaseResult,
  MAX_FAILED_SLICES,
  noProgress,
  type RunState,
  SLICE_MS,
} from "./lease";
import { leaseOf } from "./queries";
import { areJobsResting, noneRests } from "./resting";
import { type JobRunRow, jobLeases, jobRuns } from "./table";

/** `resting`: no job begins a run, because a tenant is moving from or to the database. */
export type RunAnswer =
  | { readonly kind: "ran"; readonly run: JobRunRow }
  | Extract<LeaseResult, { kind: "held" }>
  | { readonly kind: "resting" };

/** The context factory and the query budget that an invocation gives a run. `createJobRun` in `runtime/` makes it. */
export interface Run {
  /** Makes a context with the current time. Its request id is the run's id. */
  readonly newContext: () => Context;
  /** Statements that this run may still send to the database. */
  readonly queriesLeft: () => number;
}

/** Statements that the runner itself sends, at most, to record a slice and end the run. */
const RUNNER_QUERIES = 10;

/** Statements that a run of one step sends, at most. */
export const RUN_QUERIES = STEP_QUERIES + RUNNER_QUERIES;

const canSend = ({ queriesLeft }: Run): boolean => queriesLeft() >= RUN_QUERIES;

/**
 * Runs a job until its work is complete, or until the run's time or queries are used. When several runs start at once,
 * one acquires the lease; the others return `held` with the holder's id.
 */
export async function runJob(run: Run, job: Job, startedBy: string): Promise<RunAnswer> {
  const ctx = run.newContext();
  const begun = await begin(ctx, job, startedBy, { before: await leaseOf(ctx, job.name) });
  return "kind" in begun ? begun : await carryOut(run, job, begun);
}

/**
 * Runs a job that changed nothing at its last cron time: executes the first slice without the lease, and if it changed
 * nothing either, writes nothing. Otherwise takes the lease, records the slice and goes on. A slice is safe to execute
 * twice at once, so the lease saves work only. `lease`: free, without a cursor and failures, as it was read before.
 */
export async function runIfBusy(run: Run, job: Job, lease: Lease): Promise<RunAnswer | { readonly kind: "idle" }> {
  const { now: startedAt } = run.newContext();
  const { changedNothing, advance } = await attemptSlice(run, job, run.newContext(), null);
  if (changedNothing) return { kind: "idle" };
  const begun = await begin(run.newContext(), job, "cron", { before: lease, startedAt, advance });
  return "kind" in begun ? begun : await carryOut(run, job, begun);
}

interface Begun {
  readonly state: RunState;
  readonly row: JobRunRow;
}

/** Executes slice after slice, and records each. */
async function carryOut(run: Run, job: Job, { state, row }: Begun): Promise<RunAnswer> {
  while (state.progress.status === "running") {
    const { advance } = await attemptSlice(run, job, run.newContext(), state.lease.cursor);
    state = advance(state);
    const ctx = run.newContext();
    row = { ...row, ...fieldsOf(state, ctx.now) };
    if (!(await checkpoint(ctx, job, state, row))) return await heldBy(ctx, job);
  }
  return ended(job, row);
}

function ended(job: Job, row: JobRunRow): RunAnswer {
  const { id, status, slices, errorCount, startedAt, updatedAt, counted } = row;
  const ms = updatedAt - startedAt;
  console.log({ message: "job", job: job.name, run_id: id, status, ms, slices, errors: errorCount, ...counted });
  return { kind: "ran", run: row };
}

interface Beginning {
  /** The lease as it was read. */
  readonly before: Lease | undefined;
  /** Missing: now. */
  readonly startedAt?: number;
  /** Enters a first slice that was executed already. */
  readonly advance?: (state: RunState) => RunState;
}

/**
 * Acquires the lease and inserts the run's row in one batch. Returns `held` if a concurrent run acquired it first, and
 * `resting` if jobs rest.
 */
async function begin(
  ctx: Context,
  job: Job,
  startedBy: string,
  { before, startedAt = ctx.now, advance = (state) => state }: Beginning,
) {
  const { db, now, requestId: id } = ctx;
  const acquired = acquireLease(before, id, now);
  if (acquired.kind === "held") return acquired;
  const state = advance({ lease: acquired.lease, progress: noProgress(startedAt) });
  const row = { id, job: job.name, startedBy, ...fieldsOf(state, now) };
  const holdsLease = leaseIsHeld(job, state.lease);
  const reports = await reportOn(ctx, job, state, row.errors.at(-1)?.detail ?? null);
  const [leaseWrite] = await db.batch([
    writeLease(ctx, job, before, state.lease),
    db
      .update(jobRuns)
      .set({ status: "died", finishedAt: now })
      .where(and(eq(jobRuns.job, job.name), isOneOf(jobRuns.status, ["running"]), holdsLease)),
    insertIf(db, jobRuns, row, holdsLease),
    ...reports,
  ]);
  return wroteSomething(leaseWrite) ? { state, row } : await heldBy(ctx, job);
}

/** Writes the lease only if it is still as `before`. */
const writeLease = ({ db }: Context, job: Job, before: Lease | undefined, lease: Lease): Statement => {
  const mayRun = job.runsDuringMoves ? sql`true` : noneRests;
  return before
    ? db
        .update(jobLeases)
        .set(lease)
        .where(
          and(
            eq(jobLeases.job, job.name),
            eq(jobLeases.runId, before.runId),
            sql`${jobLeases.expiresAt} is ${before.expiresAt}`,
            mayRun,
          ),
        )
    : insertIf(db, jobLeases, { job: job.name, ...lease }, mayRun).onConflictDoNothing();
};

/** The condition that this run holds the lease. Run ids are unique. */
const leaseIsHeld = (job: Job, { runId }: Lease): SQL =>
  sql`exists (select 1 from ${jobLeases} where ${jobLeases.job} = ${job.name} and ${jobLeases.runId} = ${runId})`;

interface Attempt {
  /** The slice found nothing to change, and the work is complete. */
  readonly changedNothing: boolean;
  /** The state of the run after the slice. */
  readonly advance: (before: RunState) => RunState;
}

async function attemptSlice(run: Run, job: Job, ctx: Context, cursor: string | null): Promise<Attempt> {
  try {
    const mayGoOn = () => canSend(run) && run.newContext().now - ctx.now < SLICE_MS;
    const slice = await job.slice(ctx, cursor, mayGoOn);
    for (const error of slice.errors) logError(ctx, job, error);
    const [now, goesOn] = [run.newContext().now, canSend(run)];
    return {
      changedNothing: slice.next === null && changedNothing(job, slice.counted, slice.errors.length),
      advance: (before) => afterSlice(before, slice, now, goesOn),
    };
  } catch (thrown) {
    const error = { at: cursor ?? "the beginning", ...codedError(thrown) };
    logError(ctx, job, error);
    return { changedNothing: false, advance: (before) => afterThrow(before, error) };
  }
}

const logError = ({ requestId }: Context, { name }: Job, { at, code, detail }: JobError): void =>
  console.error({ message: "job error", job: name, run_id: requestId, at, code, error: detail });

const fieldsOf = ({ lease, progress }: RunState, now: number) => ({
  ...progress,
  nextCursor: lease.cursor,
  updatedAt: now,
  finishedAt: progress.status === "running" ? null : now,
});

/** Renews or releases the lease and updates the run's row. Writes nothing and returns `false` if the lease is lost. */
async function checkpoint(ctx: Context, job: Job, state: RunState, row: JobRunRow): Promise<boolean> {
  const { db } = ctx;
  const { lease } = state;
  const { id, job: _, startedBy: __, startedAt: ___, ...change } = row;
  const reports = await reportOn(ctx, job, state, row.errors.at(-1)?.detail ?? null);
  const [leaseWrite] = await db.batch([
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
  return wroteSomething(leaseWrite);
}

/** Opens a finding after `MAX_FAILED_SLICES` failed runs in a row; closes it when a run ends well. */
async function reportOn(
  ctx: Context,
  job: Job,
  { lease, progress }: RunState,
  error: string | null,
): Promise<readonly Statement[]> {
  const fact = { tenantId: PLATFORM_TENANT_ID, kind: "job_failing", subjectId: job.name } as const;
  const holdsLease = leaseIsHeld(job, lease);
  if (lease.failures >= MAX_FAILED_SLICES) {
    const evidence = { run_id: lease.runId, failures: lease.failures, error };
    return openFinding(ctx, { ...fact, subjectType: "job", evidence }, holdsLease);
  }
  const ended = progress.status === "completed" || progress.status === "paused";
  return ended && (await isOpenFinding(ctx, fact)) ? closeFinding(ctx, fact, holdsLease) : [];
}

async function heldBy(ctx: Context, job: Job): Promise<Exclude<RunAnswer, { kind: "ran" }>> {
  if (!job.runsDuringMoves && (await areJobsResting(ctx))) return { kind: "resting" };
  const lease = await leaseOf(ctx, job.name);
  return { kind: "held", runId: lease?.runId ?? "", until: lease?.expiresAt ?? ctx.now };
}
