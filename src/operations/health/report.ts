import { eq } from "drizzle-orm";
import { orderItemBacklog as orderBacklog } from "#acquisition/orders/queries";
import { type RecentOutcomes, recentOutcomes, WINDOW_MS } from "#carriers/outcomes";
import { failingTenantAccounts, outcomesOfAccounts } from "#carriers/queries";
import { feedStatusQueries } from "#events/live/feed-status";
import type { LiveFeedRow } from "#events/live/table";
import { unsealedBacklog } from "#events/log/reads";
import { endpointLags, pausedBacklog } from "#events/webhook-endpoints/queries";
import { criticalBacklog, openBacklog } from "#findings/queries";
import { bulkItemBacklog as bulkBacklog } from "#inventory/bulk-jobs/queries";
import { releasingBacklog } from "#inventory/phone-numbers/job-reads";
import type { Backlog } from "#kernel/db/backlog";
import { batchNamed } from "#kernel/db/db";
import { everywhere } from "#kernel/http/page-of-all";
import type { CarrierOutage } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";
import type { MessageQueue } from "#kernel/ports/message-queues";
import type { Job } from "#operations/job-runs/job";
import type { RunStatus } from "#operations/job-runs/lease";
import { reportedStatus } from "#operations/job-runs/lease";
import { isOverdue } from "#operations/job-runs/overdue";
import { deadRuns, jobsOn, lastDone, withLastRuns } from "#operations/job-runs/queries";
import { portabilityBacklog } from "#porting/portability-checks/queries";
import type { ProbedCheck } from "./check";
import { health, LATEST } from "./probe";
import { lengthsOf, type Measurable, type QueueLength } from "./queue-lengths";
import { healthProbes } from "./table";

/** Carrier accounts in a report. */
const MAX_ACCOUNTS = 20;
/** The most lagging feeds and endpoints that a report names. */
const WORST = 10;
/** A transient state that lasts longer than this counts as stuck. */
const STUCK_MS = 5 * 60_000;

interface AccountHealth {
  readonly account: string;
  /** The circuit breaker of the answering isolate. The counts below are of all isolates. */
  readonly outage: CarrierOutage | null;
  readonly lately: RecentOutcomes;
  readonly total: RecentOutcomes & { readonly answeredMs: number };
  readonly lastAnsweredAt: number | null;
  readonly lastFailedAt: number | null;
}

interface JobHealth {
  readonly name: string;
  /** The D1 binding of the database that the job works on. */
  readonly database: string;
  readonly cron: string;
  readonly lastStatus: RunStatus | null;
  readonly lastDoneAt: number | null;
  readonly overdue: boolean;
}

interface EndpointLag {
  readonly id: string;
  readonly tenantId: string;
  readonly behind: number;
  readonly since: number;
}

/** Transient states, in which a row should stay only briefly. */
export const stuckKinds = [
  "releasing_numbers",
  "unknown_items",
  "unsealed_events",
  "dead_runs",
  "critical_findings",
] as const;
type StuckKind = (typeof stuckKinds)[number];

const queueStates = [
  ["orders", "queued"],
  ["orders", "purchasing"],
  ["orders", "unknown"],
  ["bulk", "pending"],
  ["bulk", "processing"],
  ["portability", "pending"],
] as const;
type QueueName = (typeof queueStates)[number][0];

interface QueueState extends Backlog {
  readonly queue: QueueName;
  readonly state: string;
}

export interface HealthReport {
  readonly at: number;
  readonly probe: {
    readonly finishedAt: number | null;
    readonly overdue: boolean;
    readonly checks: readonly ProbedCheck[];
  };
  readonly accounts: readonly AccountHealth[];
  /** Tenants' own accounts that did not answer lately. Whatever they do, the platform works. */
  readonly tenantAccounts: readonly AccountHealth[];
  readonly queues: readonly QueueState[];
  readonly messageQueues: readonly QueueLength[];
  readonly deadLetters: Backlog;
  readonly jobs: readonly JobHealth[];
  readonly live: {
    readonly feeds: number;
    readonly connections: number;
    /** Live-feed objects with a connection that lags behind the event log. */
    readonly behind: Backlog;
    /** Live-feed objects with connections that have stopped reporting their state. */
    readonly silent: Backlog;
    readonly worst: readonly LiveFeedRow[];
  };
  readonly webhooks: { readonly paused: Backlog; readonly lagging: number; readonly worst: readonly EndpointLag[] };
  readonly stuck: readonly (Backlog & { readonly kind: StuckKind })[];
}

/** The report's inputs that do not come from a context. */
export interface ReportInputs {
  readonly jobs: readonly Job[];
  readonly outageOf: (account: string) => CarrierOutage | null;
  readonly queues: Readonly<Record<MessageQueue, Measurable>>;
}

/**
 * Reads the state of the platform across all tenants, in all databases. The cost is bounded, because counts stop at
 * `MAX_COUNTED`.
 */
export async function readHealthReport(ctx: Context, { jobs, outageOf, queues }: ReportInputs): Promise<HealthReport> {
  const [probe, accounts, tenantAccounts, backlogs, messageQueues, live, ofJobs, lags] = await Promise.all([
    latestProbe(ctx),
    outcomesOfAccounts(ctx.db, MAX_ACCOUNTS),
    failingTenantAccounts(ctx.db, ctx.now - 2 * WINDOW_MS, WORST),
    ofEach(ctx, backlogsOf).then(sumOfBacklogs),
    lengthsOf(queues),
    ofEach(ctx, liveHealth).then(sumOfFeeds),
    ofEach(ctx, (each) => jobsHealth(each, jobsOn(each, jobs))).then((found) => found.flat()),
    ofEach(ctx, endpointLags).then((found) => found.flat()),
  ]);
  const toAccount = (row: (typeof accounts)[number]): AccountHealth => ({
    ...row,
    outage: outageOf(row.account),
    lately: recentOutcomes(row, ctx.now),
    total: row,
  });
  return {
    at: ctx.now,
    probe,
    accounts: accounts.map(toAccount),
    tenantAccounts: tenantAccounts.map(toAccount),
    ...backlogs.counted,
    messageQueues,
    jobs: ofJobs,
    live,
    webhooks: {
      paused: backlogs.paused,
      lagging: lags.length,
      worst: lags.sort((a, b) => a.since - b.since).slice(0, WORST),
    },
  };
}

async function latestProbe({ db, now }: Context): Promise<HealthReport["probe"]> {
  const [row] = await db.select().from(healthProbes).where(eq(healthProbes.name, LATEST));
  const finishedAt = row?.finishedAt ?? null;
  return { finishedAt, overdue: isOverdue(health.cron, finishedAt, now), checks: row?.checks ?? [] };
}

async function jobsHealth(ctx: Context, jobs: readonly Job[]): Promise<JobHealth[]> {
  const [latest, done] = await Promise.all([withLastRuns(ctx, jobs), lastDone(ctx, jobs)]);
  return latest.map(({ job: { name, cron }, database, lastRun, lastIdleAt }, index) => {
    const times = [done[index] ?? null, lastIdleAt].filter((at) => at !== null);
    const lastDoneAt = times.length === 0 ? null : Math.max(...times);
    const lastStatus = lastRun && reportedStatus(lastRun.status, lastRun.updatedAt, ctx.now);
    return { name, database, cron, lastStatus, lastDoneAt, overdue: isOverdue(cron, lastDoneAt, ctx.now) };
  });
}

async function liveHealth(ctx: Context): Promise<HealthReport["live"]> {
  const [[all], [behind = none], [silent = none], worst] = await ctx.db.batch(feedStatusQueries(ctx, WORST));
  return { feeds: all?.feeds ?? 0, connections: all?.connections ?? 0, behind, silent, worst };
}

const none: Backlog = { count: 0, oldestAt: null };

const ofEach = <T>(ctx: Context, read: (ctx: Context) => PromiseLike<T>): Promise<T[]> =>
  Promise.all(everywhere(ctx).map(read));

function sumOf(backlogs: readonly Backlog[]): Backlog {
  const instants = backlogs.flatMap(({ oldestAt }) => oldestAt ?? []);
  return {
    count: backlogs.reduce((all, { count }) => all + count, 0),
    oldestAt: instants.length === 0 ? null : Math.min(...instants),
  };
}

const sumOfFeeds = (found: readonly HealthReport["live"][]): HealthReport["live"] => ({
  feeds: found.reduce((all, { feeds }) => all + feeds, 0),
  connections: found.reduce((all, { connections }) => all + connections, 0),
  behind: sumOf(found.map(({ behind }) => behind)),
  silent: sumOf(found.map(({ silent }) => silent)),
  worst: found
    .flatMap(({ worst }) => worst)
    .sort((a, b) => (a.behindSince ?? 0) - (b.behindSince ?? 0))
    .slice(0, WORST),
});

/** Adds up what `backlogsOf` found in each database. */
function sumOfBacklogs(
  found: readonly Awaited<ReturnType<typeof backlogsOf>>[],
): Awaited<ReturnType<typeof backlogsOf>> {
  const counted = found.map((each) => each.counted);
  return {
    paused: sumOf(found.map(({ paused }) => paused)),
    counted: {
      deadLetters: sumOf(counted.map(({ deadLetters }) => deadLetters)),
      queues: queueStates.map(([queue, state], index) => ({
        queue,
        state,
        ...sumOf(counted.flatMap(({ queues }) => queues[index] ?? [])),
      })),
      stuck: stuckKinds.map((kind, index) => ({ kind, ...sumOf(counted.flatMap(({ stuck }) => stuck[index] ?? [])) })),
    },
  };
}

/** Reads all backlogs in one round trip. */
async function backlogsOf(ctx: Context) {
  const before = ctx.now - STUCK_MS;
  const stuckReads = {
    releasing_numbers: releasingBacklog(ctx, before),
    unknown_items: orderBacklog(ctx, "unknown", before),
    unsealed_events: unsealedBacklog(ctx.db, before),
    dead_runs: deadRuns(ctx),
    critical_findings: criticalBacklog(ctx),
  } satisfies Record<StuckKind, unknown>;
  const found = await batchNamed(ctx.db, {
    paused: pausedBacklog(ctx),
    deadLetters: openBacklog(ctx, ["purchase_undeliverable", "record_undeliverable"]),
    queues: queueStates.map((each) => {
      if (each[0] === "portability") return portabilityBacklog(ctx);
      return each[0] === "orders" ? orderBacklog(ctx, each[1]) : bulkBacklog(ctx, each[1]);
    }),
    stuck: stuckKinds.map((kind) => stuckReads[kind]),
  });
  const queues = queueStates.map(([queue, state], index) => ({ queue, state, ...(found.queues[index]?.[0] ?? none) }));
  const stuck = stuckKinds.map((kind, index) => ({ kind, ...(found.stuck[index]?.[0] ?? none) }));
  return { paused: found.paused[0] ?? none, counted: { deadLetters: found.deadLetters[0] ?? none, queues, stuck } };
}
