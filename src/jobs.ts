import { archiveEvents } from "#events/archive/archive-events";
import { sealEvents } from "#events/log/seal";
import { ChangedSubjects } from "#kernel/db/changed-subjects";
import { QueryBudget, type QueryShare } from "#kernel/db/query-budget";
import type { NamedDatabase } from "#kernel/ports/databases";
import { cleanup } from "#operations/cleanup/cleanup";
import { closeTenants } from "#operations/closing/job";
import { readAccountsJob } from "#operations/compliance/read-accounts";
import { readBundlesJob } from "#operations/compliance/read-bundles";
import { readCampaigns, readTollFree } from "#operations/compliance/read-registrations";
import { checkTrunksJob } from "#operations/connection-checks/check-trunks-job";
import { resealSecretsJob } from "#operations/connection-checks/reseal-secrets-job";
import { verifyAccountsJob } from "#operations/connection-checks/verify-accounts-job";
import { health } from "#operations/health/probe";
import { guardActivity } from "#operations/inactivity/job";
import { readIdleJobs, storeIdle, wasIdle } from "#operations/job-runs/idle-times";
import type { Job } from "#operations/job-runs/job";
import type { Lease } from "#operations/job-runs/lease";
import { intervalMs } from "#operations/job-runs/overdue";
import { jobsOn } from "#operations/job-runs/queries";
import { areJobsResting } from "#operations/job-runs/resting";
import { RUN_QUERIES, type RunAnswer, runIfBusy, runJob } from "#operations/job-runs/run";
import { moveTenants } from "#operations/moves/job";
import { keepPortingSettings } from "#operations/porting-checks/keep-settings";
import { progressPorting } from "#operations/porting-checks/progress-job";
import { checkAgentsJob } from "#operations/readiness/check-agents-job";
import { evaluateAllJob, evaluateChangesJob } from "#operations/readiness/jobs";
import { accountSync } from "#operations/sync/account-job";
import { sync } from "#operations/sync/job";
import { databasesInTurn } from "#runtime/databases";
import { createJobContext, createJobRun } from "#runtime/job-context";
import { wakeSubscribers } from "#runtime/wake-subscribers";

const sealing: Job = {
  name: "seal-events",
  description: "Gives each new event its hash, which chains it to the tenant's event before it.",
  cron: "* * * * *",
  slice: sealEvents,
};

/**
 * All tenants' days become due at midnight, more than one invocation can archive, so the job spreads them over the day.
 */
const archiving: Job = {
  name: "archive-events",
  description:
    "Moves events that are past retention from the database to R2, one object per tenant and day, several for a day of very many.",
  cron: "*/10 * * * *",
  slice: archiveEvents,
};

/** All jobs of the platform. `wrangler.toml` repeats their cron expressions, which a test compares. */
export const jobs: readonly Job[] = [
  cleanup,
  sealing,
  archiving,
  sync,
  accountSync,
  readBundlesJob,
  readCampaigns,
  readTollFree,
  readAccountsJob,
  health,
  evaluateChangesJob,
  evaluateAllJob,
  checkAgentsJob,
  checkTrunksJob,
  guardActivity,
  verifyAccountsJob,
  resealSecretsJob,
  progressPorting,
  closeTenants,
  keepPortingSettings,
  moveTenants,
];

/**
 * Runs the jobs of a cron expression on each database, one database after the other. The jobs of one database run
 * concurrently, so that none waits for another or fails with it. All share the statements that one invocation may send
 * (see `QueryBudget`): a database for which too few are left is first at one of the next times.
 */
export async function runDueJobs(cron: string, env: Env, execution: ExecutionContext): Promise<void> {
  const due = jobs.filter((job) => job.cron === cron);
  if (due.length === 0) throw new Error(`No job has the cron expression ${cron}.`);
  const failures: unknown[] = [];
  let left: number | undefined;
  for (const database of databasesInTurn(env, intervalMs(cron))) {
    const budget = new QueryBudget(left);
    const work = jobsOn({ database }, due).map((job) => ({ job, queries: budget.share() }));
    if (budget.left < work.length * RUN_QUERIES) break;
    // A database that does not answer stops the jobs of no other one.
    failures.push(...(await runOn({ database, cron, work }, env, execution).catch((error: unknown) => [error])));
    left = budget.left;
  }
  if (failures.length > 0) throw failures[0];
}

interface Turn {
  readonly database: NamedDatabase;
  readonly cron: string;
  readonly work: readonly { readonly job: Job; readonly queries: QueryShare }[];
}

/** Runs the due jobs on one database; why some of them failed. */
async function runOn({ database, cron, work }: Turn, env: Env, execution: ExecutionContext): Promise<unknown[]> {
  const ctx = createJobContext(env, execution, database);
  const due = (await areJobsResting(ctx)) ? awake(work) : work;
  const idle = await readIdleJobs(ctx, cron);
  const ended = await Promise.allSettled(
    due.map(({ job, queries }) => runDue({ job, queries, database, lease: idle.leases.get(job.name) }, env, execution)),
  );
  const wereIdle = due.filter(({ job }, at) => {
    const end = ended[at];
    return end?.status === "fulfilled" && wasIdle(job, end.value);
  });
  const names = wereIdle.map(({ job }) => job.name);
  const failures = ended.flatMap((end): unknown[] => (end.status === "rejected" ? [end.reason] : []));
  const stored = await Promise.allSettled([storeIdle(ctx, cron, idle, names)]);
  return [...failures, ...stored.flatMap((end): unknown[] => (end.status === "rejected" ? [end.reason] : []))];
}

/** The jobs that run while a tenant moves. The others give their statements back. */
function awake(work: Turn["work"]): Turn["work"] {
  for (const { job, queries } of work) if (!job.runsDuringMoves) queries.end();
  return work.filter(({ job }) => job.runsDuringMoves);
}

interface DueRun {
  readonly job: Job;
  readonly queries: QueryShare;
  readonly database: NamedDatabase;
  /** The job's lease, if it changed nothing lately. */
  readonly lease: Lease | undefined;
}

async function runDue(
  { job, queries, database, lease }: DueRun,
  env: Env,
  execution: ExecutionContext,
): Promise<RunAnswer | { readonly kind: "idle" }> {
  const changed = new ChangedSubjects();
  const run = createJobRun(env, execution, { changed, queries, database });
  try {
    return lease ? await runIfBusy(run, job, lease) : await runJob(run, job, "cron");
  } finally {
    queries.end();
    await wakeSubscribers(env, changed.tenants);
  }
}
