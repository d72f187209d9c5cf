import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { runDueJobs } from "#jobs";
import type { Context } from "#kernel/ports/context";
import { readIdleJobs, storeIdle } from "#operations/job-runs/idle-times";
import type { Job, Slice } from "#operations/job-runs/job";
import { LEASE_MS } from "#operations/job-runs/lease";
import { intervalMs } from "#operations/job-runs/overdue";
import { leaseOf } from "#operations/job-runs/queries";
import { runIfBusy, runJob } from "#operations/job-runs/run";
import { createJobContext, createJobRun } from "#runtime/job-context";
import { admin, type Json } from "../../support/api";
import { buy } from "../../support/query-plans";
import { countRowsWritten, rowsWrittenWhile } from "../../support/rows-written";
import { withTenant } from "../../support/seed";

/** Jobs that have nothing to do. */

const MINUTE = 60_000;
const BEGUN = Math.ceil(Date.now() / (60 * MINUTE)) * 60 * MINUTE;

beforeAll(() => {
  countRowsWritten();
  vi.spyOn(console, "log").mockImplementation(() => undefined);
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});

afterEach(() => {
  vi.useRealTimers();
});

/** The comparison with the carrier's account writes down what it compared, and the jobs of the hour are not due here. */
const crons = ["* * * * *", "*/10 * * * *", "*/20 * * * *"];

async function invoke(cron: string): Promise<number> {
  const execution = createExecutionContext();
  return await rowsWrittenWhile(async () => {
    await runDueJobs(cron, env, execution);
    await waitOnExecutionContext(execution);
  });
}

const isDue = (cron: string, minute: number) => minute % (intervalMs(cron) / MINUTE) === 0;

/** All crons that are due from one minute to the next, one after the other, and the rows that each wrote. */
async function pass(from: number, to: number): Promise<Record<string, number>> {
  const rows = Object.fromEntries(crons.map((cron) => [cron, 0]));
  for (let minute = from; minute < to; minute += 1) {
    vi.useFakeTimers({ toFake: ["Date"], now: BEGUN + minute * MINUTE });
    for (const cron of crons) if (isDue(cron, minute)) rows[cron] = (rows[cron] ?? 0) + (await invoke(cron));
  }
  return rows;
}

test("crons with nothing to do write at most two rows a minute, and jobs and health show that they ran", async () => {
  await buy(await withTenant());
  await pass(-1, 1);
  const { body: before } = await admin.get("/v1/job-runs?limit=200");
  const rows = await pass(1, 21);
  const sum = Object.values(rows).reduce((total, each) => total + each, 0);
  expect(sum, JSON.stringify(rows)).toBeLessThanOrEqual(2 * 20);
  const { body: after } = await admin.get("/v1/job-runs?limit=200");
  // The seals of the events that the health job sends.
  expect(after.data.length - before.data.length).toBeLessThanOrEqual(4);
  const [listed, report] = await Promise.all([admin.get("/v1/jobs"), admin.get("/health/report")]);
  const cleanup = listed.body.data.find(({ name }: Json) => name === "cleanup");
  expect(Date.parse(cleanup.last_idle_at)).toBeGreaterThanOrEqual(BEGUN + 17 * MINUTE);
  expect(Date.parse(cleanup.last_run.ended_at)).toBeLessThan(BEGUN + 2 * MINUTE);
  const ofTheTest = report.body.jobs.filter(({ cron }: Json) => crons.includes(cron));
  expect(ofTheTest.find(({ name }: Json) => name === "cleanup").last_done_at).toBe(cleanup.last_idle_at);
  expect(ofTheTest.filter(({ overdue }: Json) => overdue)).toEqual([]);
});

let serial = 0;

/** A job with these slices, one after the other. */
function jobOf(slices: readonly (() => Slice)[], name = `idle-${++serial}`): Job {
  let at = 0;
  const slice = async () => slices[at++]?.() ?? nothing();
  return { name, description: "Does as it is told.", cron: "* * * * *", slice, looksAt: ["seen"] };
}

const nothing = (): Slice => ({ counted: { seen: 3, done: 0 }, errors: [], next: null });
const contextAt = (now: number): Context => ({ ...createJobContext(env, createExecutionContext()), now });
const newRun = () => createJobRun(env, createExecutionContext());

async function freeLease(job: Job) {
  const ctx = contextAt(Date.now());
  await runJob(newRun(), { ...job, slice: async () => nothing() }, "cron");
  const lease = await leaseOf(ctx, job.name);
  if (!lease) throw new Error("The first run has to leave a lease.");
  return lease;
}

const runsOf = async ({ name }: Job): Promise<Json[]> =>
  (await admin.get("/v1/job-runs?limit=200")).body.data.filter(({ job }: Json) => job === name);

test("a job that looks and finds nothing writes nothing; what it finds is recorded, slice after slice", async () => {
  const idle = jobOf([nothing]);
  const lease = await freeLease(idle);
  expect(
    await rowsWrittenWhile(async () => expect(await runIfBusy(newRun(), idle, lease)).toEqual({ kind: "idle" })),
  ).toBe(0);
  expect(await runsOf(idle)).toHaveLength(1);
  const busy = jobOf([
    () => ({ counted: { done: 2 }, errors: [], next: "there" }),
    () => ({ counted: { done: 1 }, errors: [], next: null }),
  ]);
  const answer = await runIfBusy(newRun(), busy, await freeLease(busy));
  expect(answer).toMatchObject({ kind: "ran", run: { status: "completed", slices: 2, counted: { done: 3 } } });
  expect(await runsOf(busy)).toMatchObject([{ counted: { done: 3 } }, { counted: { done: 0 } }]);
  expect(await leaseOf(contextAt(0), busy.name)).toMatchObject({ expiresAt: null, cursor: null, failures: 0 });
});

test("a job that fails as it looks is recorded as failed, and takes the lease first the next time", async () => {
  const failing = jobOf([
    () => {
      throw new Error("No such luck.");
    },
  ]);
  const answer = await runIfBusy(newRun(), failing, await freeLease(failing));
  expect(answer).toMatchObject({ kind: "ran", run: { status: "failed", errorCount: 1 } });
  const now = Date.now();
  await storeIdle(contextAt(now), "1 * * * *", { times: {}, leases: new Map() }, [failing.name]);
  expect((await readIdleJobs(contextAt(now), "1 * * * *")).leases.has(failing.name)).toBe(false);
});

test("when another run begins while a job looks, what that one wrote stands", async () => {
  const other = jobOf([], "idle-raced");
  const raced = jobOf([() => ({ counted: { done: 1 }, errors: [], next: null })], "idle-raced");
  const lease = await freeLease(raced);
  await runJob(newRun(), other, "admin");
  expect((await runIfBusy(newRun(), raced, lease)).kind).toBe("held");
  expect(await runsOf(raced)).toMatchObject([{ started_by: "admin" }, { started_by: "cron" }]);
});

test("only a job that changed nothing lately looks first: not after a time that is missing, and not while it is held", async () => {
  const cron = "2 * * * *";
  const [now, hour] = [Date.now(), 60 * MINUTE];
  const [free, held] = [jobOf([]), jobOf([])];
  for (const job of [free, held]) await freeLease(job);
  await env.DB.prepare("update job_leases set expires_at = ? where job = ?")
    .bind(now + LEASE_MS, held.name)
    .run();
  await storeIdle(contextAt(now), cron, await readIdleJobs(contextAt(now), cron), [free.name, held.name]);
  const namesAt = async (at: number) => [...(await readIdleJobs(contextAt(at), cron)).leases.keys()];
  expect(await namesAt(now + hour)).toEqual([free.name]);
  // The run of an hour later died, so it stored no time.
  expect(await namesAt(now + 2 * hour)).toEqual([]);
});
