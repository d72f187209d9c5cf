import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { jobs } from "#jobs";
import { watchedDatabase } from "#kernel/db/watched-database";
import type { Job } from "#operations/job-runs/job";
import { LEASE_MS } from "#operations/job-runs/lease";
import { runJob } from "#operations/job-runs/run";
import { databasesOf } from "#runtime/databases";
import { createJobRun } from "#runtime/job-context";
import { sidesOf, visits } from "../../support/soak";
import { elsewhere, type Task, tasks } from "./job-tasks";

/**
 * Every job, with something to do: killed before and after each of its trips to the database, and twice at once. Runs
 * with one database, and by test/databases with two, of which the second has the tenants.
 */

/** The binding of the database that a job works on here. */
const shardOf = (job: Job): "DB" | "DB_2" => (env.DB_2 && !job.platformOnly ? "DB_2" : "DB");
const databaseOf = (job: Job): D1Database => env[shardOf(job)] ?? env.DB;

const killed = jobs.filter(({ name }) => !elsewhere.includes(name));

/** Time goes on, for the platform and for the task. */
function pass({ pass: passIts }: Task, ms: number): void {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });
  passIts?.(ms);
}

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** The database of a run whose n-th trip to it is the last: it is made, or not even that, and nobody gets the answer. */
function dyingAt(job: Job, trip: number, made: boolean) {
  let trips = 0;
  const database = watchedDatabase(databaseOf(job), async (_, send) => {
    trips += 1;
    if (trips < trip) return await send();
    if (trips === trip && made) await send();
    throw new Error("D1_ERROR: the isolate is gone");
  });
  return { database, isDead: () => trips >= trip };
}

function runOn(job: Job, binding: D1Database) {
  const environment: Env = { ...env, [shardOf(job)]: binding };
  const database = databasesOf(environment).named(shardOf(job));
  return createJobRun(environment, createExecutionContext(), { database });
}

function start(job: Job, { dress = (ctx) => ctx }: Task, database: D1Database = databaseOf(job)) {
  const run = runOn(job, database);
  return runJob({ ...run, newContext: () => dress(run.newContext()) }, job, "cron");
}

async function finish(job: Job, task: Task): Promise<void> {
  for (let runs = 0; runs < 10; runs += 1) {
    pass(task, LEASE_MS);
    const answer = await start(job, task);
    if (answer.kind === "ran" && answer.run.status === "completed") return;
  }
  throw new Error(`${job.name} does not come to its end.`);
}

/** More than a run of any job makes: some 60. Each task must leave as much to do as the one before. */
const MAX_TRIPS = 100;

test("every job has work in this test", () => {
  expect([...Object.keys(tasks), ...elsewhere].sort()).toEqual(jobs.map(({ name }) => name).sort());
});

test.for(killed)(
  "$name, killed before or after any of its trips to the database, is finished by a later run",
  async (job) => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    vi.spyOn(console, "log").mockImplementation(() => undefined);
    const make = tasks[job.name] ?? (() => Promise.reject(new Error("It has nothing to do.")));
    const undisturbed = await make();
    const before = await undisturbed.effects();
    await finish(job, undisturbed);
    const expected = await undisturbed.effects();
    expect(expected).not.toEqual(before);
    let deaths = 0;
    for (let trip = 1; ; trip += 1) {
      if (trip > MAX_TRIPS)
        throw new Error(`${job.name} finds the work of earlier tasks, so its runs grow without end.`);
      if (!visits(trip)) continue;
      const died: boolean[] = [];
      for (const made of sidesOf(trip)) {
        const task = await make();
        pass(task, LEASE_MS);
        const { database, isDead } = dyingAt(job, trip, made);
        await start(job, task, database).catch(() => undefined);
        died.push(isDead());
        await finish(job, task);
        expect.soft(await task.effects(), `trip ${trip}, ${made ? "made" : "not made"}`).toEqual(expected);
      }
      if (!died.every(Boolean)) break;
      deaths = trip;
    }
    // To see whose turn it is, to take it and to give it back, and something in between.
    expect(deaths).toBeGreaterThanOrEqual(4);
  },
);

/** All slices of a job, without a lease. */
async function goThrough(job: Job, { dress = (ctx) => ctx }: Task): Promise<void> {
  let cursor: string | null = null;
  do {
    const slice: Awaited<ReturnType<Job["slice"]>> = await job.slice(
      dress(runOn(job, databaseOf(job)).newContext()),
      cursor,
      () => true,
    );
    cursor = slice.next;
  } while (cursor !== null);
}

test.for(killed)("$name, twice at once and without a lease, does what is to be done once", async (job) => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  vi.spyOn(console, "log").mockImplementation(() => undefined);
  const make = tasks[job.name] ?? (() => Promise.reject(new Error("It has nothing to do.")));
  const undisturbed = await make();
  await finish(job, undisturbed);
  const expected = await undisturbed.effects();
  for (let round = 0; round < 3; round += 1) {
    const task = await make();
    pass(task, LEASE_MS);
    await Promise.allSettled([goThrough(job, task), goThrough(job, task)]);
    await finish(job, task);
    expect(await task.effects()).toEqual(expected);
  }
});
