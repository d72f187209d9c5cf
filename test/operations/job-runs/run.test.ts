import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { afterEach, expect, test, vi } from "vitest";
import { QueryBudget } from "#kernel/db/query-budget";
import type { Context } from "#kernel/ports/context";
import { type Job, type Slice, STEP_QUERIES } from "#operations/job-runs/job";
import { LEASE_MS, MAX_FAILED_SLICES, RUN_MS, SLICE_MS } from "#operations/job-runs/lease";
import { runJob } from "#operations/job-runs/run";
import { createJobRun } from "#runtime/job-context";
import { admin, caller, type Json } from "../../support/api";
import { countStatements } from "../../support/statements";

afterEach(() => void vi.restoreAllMocks());

let now = Date.now();

/** The contexts of one run, under a clock of the test's. */
function run(job: Job, started = "cron") {
  const { newContext, queriesLeft } = createJobRun(env, createExecutionContext());
  return runJob({ newContext: (): Context => ({ ...newContext(), now }), queriesLeft }, job, started);
}

let serial = 0;

/** A job of ten things, three to a slice, that may each be done once. */
function tenThings(effect: (thing: number) => Promise<void> = async () => undefined) {
  const done = new Map<number, number>();
  serial += 1;
  const slice = async (_: Context, cursor: string | null): Promise<Slice> => {
    const from = Number(cursor ?? 0);
    const things = [from, from + 1, from + 2].filter((thing) => thing < 10);
    let count = 0;
    for (const thing of things) {
      if (done.has(thing)) continue;
      done.set(thing, (done.get(thing) ?? 0) + 1);
      count += 1;
      await effect(thing);
    }
    return { counted: { things: count }, errors: [], next: from + 3 < 10 ? String(from + 3) : null };
  };
  const job: Job = { name: `ten-things-${serial}`, description: "Does ten things.", cron: "* * * * *", slice };
  return { job, done };
}

/** Looked for among all runs: the list can be narrowed down to the product's own jobs only. */
const runsOf = async ({ name }: Job): Promise<Json[]> =>
  (await admin.get("/v1/job-runs?limit=200")).body.data.filter(({ job }: Json) => job === name);

const allDone = new Map(Array.from({ length: 10 }, (_, thing) => [thing, 1]));

test("a run executes slice after slice to the end, and records its counts", async () => {
  const { job, done } = tenThings();
  const answer = await run(job);
  expect(answer).toMatchObject({ kind: "ran", run: { status: "completed", slices: 4, counted: { things: 10 } } });
  expect(done).toEqual(allDone);
  const [row, ...others] = await runsOf(job);
  expect(others).toEqual([]);
  expect(row).toEqual({
    id: expect.stringMatching(/^job_/),
    job: job.name,
    database: "DB",
    started_by: "cron",
    status: "completed",
    slices: 4,
    counted: { things: 10 },
    errors: [],
    error_count: 0,
    next_cursor: null,
    started_at: new Date(now).toISOString(),
    updated_at: new Date(now).toISOString(),
    ended_at: new Date(now).toISOString(),
  });
});

const atOnce = async (job: Job, count: number) =>
  (await Promise.all(Array.from({ length: count }, () => run(job)))).filter(({ kind }) => kind === "ran");

test("one of several runs started at once does the work, whether the job is new, free or held by a dead run", async () => {
  const { job, done } = tenThings();
  expect(await atOnce(job, 5)).toMatchObject([{ run: { status: "completed", counted: { things: 10 } } }]);
  expect(await atOnce(job, 5)).toMatchObject([{ run: { status: "completed" } }]);
  await env.DB.prepare("update job_leases set expires_at = ? where job = ?").bind(now, job.name).run();
  expect(await atOnce(job, 5)).toMatchObject([{ run: { status: "completed" } }]);
  expect(done).toEqual(allDone);
  expect(await runsOf(job)).toHaveLength(3);
});

test("while a run is active, another one gets the time at which the lease expires", async () => {
  let second: unknown;
  const { job } = tenThings(async (thing) => {
    if (thing === 4) second = await run(job);
  });
  const first = await run(job);
  if (first.kind !== "ran") throw new Error("The first one has to run.");
  expect(second).toEqual({ kind: "held", runId: first.run.id, until: now + LEASE_MS });
});

test("a run pauses when its time is over, and the next one continues there", async () => {
  const cursors: (string | null)[] = [];
  const job: Job = {
    name: "long",
    description: "Takes long.",
    cron: "* * * * *",
    slice: async (_, cursor) => {
      cursors.push(cursor);
      const next = Number(cursor ?? 0) + 1;
      now += RUN_MS / 2;
      return { counted: { slices: 1 }, errors: [], next: next < 5 ? String(next) : null };
    },
  };
  const ended: [string, number][] = [];
  for (let i = 0; i < 3; i += 1) {
    const answer = await run(job);
    if (answer.kind === "ran") ended.push([answer.run.status, answer.run.slices]);
  }
  expect(ended).toEqual([
    ["paused", 2],
    ["paused", 2],
    ["completed", 1],
  ]);
  expect(cursors).toEqual([null, "1", "2", "3", "4"]);
});

/** A job whose every step is as large as a step may be, and which goes on as long as it may. */
function greedy(steps: number, name = "greedy"): Job {
  const slice: Job["slice"] = async (ctx, cursor, mayGoOn) => {
    let done = Number(cursor ?? 0);
    const before = done;
    while (done < steps && (done === before || mayGoOn())) {
      const statement = () => ctx.db.run(sql`select 1`);
      await ctx.db.batch([statement(), ...Array.from({ length: STEP_QUERIES - 2 }, statement)]);
      await statement();
      done += 1;
    }
    return { counted: { steps: done - before }, errors: [], next: done < steps ? String(done) : null };
  };
  return { name, description: "Takes what it gets.", cron: "* * * * *", slice };
}

test("a run pauses before the invocation exceeds D1's query limit, and the next one continues there", async () => {
  const [sent, left] = [countStatements(), 100];
  const done: number[] = [];
  for (let i = 0; i < 20; i += 1) {
    const before = sent.now();
    const answer = await run(greedy(left));
    expect(sent.now() - before).toBeLessThanOrEqual(1_000);
    if (answer.kind !== "ran") throw new Error("Nobody else runs it.");
    done.push(answer.run.counted.steps ?? 0);
    if (answer.run.status === "completed") break;
  }
  expect(done.reduce((sum, steps) => sum + steps)).toBe(left);
  // Most of what there is gets used.
  for (const steps of done.slice(0, -1)) expect(steps * STEP_QUERIES).toBeGreaterThan(800);
});

test("concurrent runs have equal shares of the invocation's queries, and use what another run leaves", async () => {
  const budget = new QueryBudget();
  const jobs = [greedy(1_000, "greedy-1"), greedy(1_000, "greedy-2"), greedy(1, "modest")];
  const shares = jobs.map(() => budget.share());
  const sent = countStatements();
  const answers = await Promise.all(
    jobs.map(async (job, at) => {
      const queries = shares[at];
      const answer = await runJob(createJobRun(env, createExecutionContext(), { queries }), job, "cron");
      queries?.end();
      return answer;
    }),
  );
  expect(sent.now()).toBeLessThanOrEqual(1_000);
  const steps = answers.map((answer) => (answer.kind === "ran" ? answer.run.counted.steps : null));
  // A third each would do for five steps.
  expect(steps).toEqual([7, 7, 1]);
});

test("`mayGoOn` returns false when a slice's time is over", async () => {
  const seen: boolean[] = [];
  const job: Job = {
    name: "watchful",
    description: "Watches the clock.",
    cron: "* * * * *",
    slice: async (_, __, mayGoOn) => {
      seen.push(mayGoOn());
      now += SLICE_MS - 1;
      seen.push(mayGoOn());
      now += 1;
      seen.push(mayGoOn());
      return { counted: {}, errors: [], next: null };
    },
  };
  await run(job);
  expect(seen).toEqual([true, true, false]);
});

/** Lets this isolate die at one of the things it does, before or after doing it: nothing reaches the database from then on. */
function mortal(lives: number, when: "before" | "after") {
  let left = lives;
  const died = () => new Error("D1_ERROR: the isolate is gone");
  const step = async <T>(work: () => Promise<T>): Promise<T> => {
    if (left < 0 || (left === 0 && when === "before")) {
      left = -1;
      throw died();
    }
    const result = await work();
    left -= 1;
    if (left < 0) throw died();
    return result;
  };
  const spyOn = (prototype: Record<string, () => Promise<unknown>>, names: readonly string[]) => {
    for (const name of names) {
      const original = prototype[name];
      if (!original) throw new Error(`There is no ${name}.`);
      vi.spyOn(prototype, name).mockImplementation(function (this: unknown, ...args) {
        return step(() => Reflect.apply(original, this, args));
      });
    }
  };
  spyOn(Object.getPrototypeOf(env.DB), ["batch"]);
  spyOn(Object.getPrototypeOf(env.DB.prepare("select 1")), ["all", "run", "raw"]);
  return { step, hasDied: () => left < 0 };
}

test.for(["before", "after"] as const)(
  "a run that dies %s any of its steps is finished by later runs, with each thing done once",
  async (when) => {
    let deaths = 0;
    for (;;) {
      let life: ReturnType<typeof mortal> | null = mortal(deaths, when);
      const { job, done } = tenThings(async () => {
        await life?.step(async () => undefined);
      });
      const first = await run(job).catch(() => "died");
      const died = life.hasDied();
      life = null;
      vi.restoreAllMocks();
      if (died) expect(first).toBe("died");
      const [left] = await runsOf(job);
      now += LEASE_MS;
      await run(job);
      expect.soft(done, `killed ${when} step ${deaths}`).toEqual(allDone);
      // Only who died right after writing down that all is done leaves a completed run.
      const ended = left && (left.status === "running" ? "died" : "completed");
      const runs = await runsOf(job);
      expect.soft(runs.map(({ status }) => status)).toEqual(["completed", ...(ended ? [ended] : [])]);
      if (!died) break;
      deaths += 1;
    }
    // Reading and taking the lease, ten things, four checkpoints.
    expect(deaths).toBeGreaterThanOrEqual(16);
  },
);

test("a run that outlives its lease writes nothing after another run has taken the lease", async () => {
  let successor: unknown;
  const { job, done } = tenThings(async (thing) => {
    if (thing !== 4) return;
    now += LEASE_MS;
    successor = await run(job);
  });
  const late = await run(job);
  expect(successor).toMatchObject({ kind: "ran", run: { status: "completed" } });
  expect(late.kind).toBe("held");
  expect(done).toEqual(allDone);
  expect(await runsOf(job)).toMatchObject([
    { status: "completed", slices: 3 },
    { status: "died", slices: 1, next_cursor: "3" },
  ]);
});

test("the run's row has the first lines of a slice's errors, and the run goes on", async () => {
  const job: Job = {
    name: "faulty",
    description: "Has errors.",
    cron: "* * * * *",
    slice: async () => ({
      counted: { done: 1 },
      errors: [{ at: "row 7", code: "internal_error" as const, detail: "Broken\n  at here" }],
      next: null,
    }),
  };
  const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
  await run(job);
  expect(log.mock.calls).toMatchObject([[{ message: "job error", job: "faulty", at: "row 7" }]]);
  expect(await runsOf(job)).toMatchObject([
    {
      status: "completed",
      counted: { done: 1 },
      errors: [{ at: "row 7", code: "internal_error", detail: "Broken" }],
      error_count: 1,
    },
  ]);
});

/** What there is to see with a key of the platform's. */
async function eventsOn(subjectId: string): Promise<Json[]> {
  const { body } = await admin.post("/v1/tenants/ten_platform/api-keys", { scopes: ["admin", "events:read"] });
  return (await caller(body.key).get(`/v1/events?subject_id=${subjectId}`)).body.data;
}

const findingsOn = async (job: string): Promise<Json[]> =>
  (await admin.get(`/v1/findings?subject_id=${job}`)).body.data;

test("three failed runs in a row open one finding, which closes when a run ends well", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  let broken = true;
  const job: Job = {
    name: "breakable",
    description: "Breaks.",
    cron: "* * * * *",
    slice: async () => {
      if (broken) throw new Error("No such luck.");
      return { counted: {}, errors: [], next: null };
    },
  };
  for (let i = 1; i < MAX_FAILED_SLICES; i += 1) await run(job);
  expect(await findingsOn(job.name)).toEqual([]);
  for (let i = 0; i < 3; i += 1) await run(job);
  const [found, ...others] = await findingsOn(job.name);
  expect(others).toEqual([]);
  expect(found).toMatchObject({
    kind: "job_failing",
    severity: "critical",
    status: "open",
    subject: { type: "job", id: "breakable" },
    evidence: { failures: MAX_FAILED_SLICES, error: "Error: No such luck." },
  });
  expect(await runsOf(job)).toMatchObject(Array(5).fill({ status: "failed", slices: 0, error_count: 1 }));
  broken = false;
  await run(job);
  await run(job);
  expect(await findingsOn(job.name)).toMatchObject([{ status: "resolved", resolved_by: "system" }]);
  expect((await eventsOn(found.id)).map(({ type, actor }) => [type, actor])).toEqual([
    ["finding.resolved", "system"],
    ["finding.opened", "system"],
  ]);
});

test("three dead runs in a row open one finding too: the next run opens it", async () => {
  const { job } = tenThings(async () => {
    if ((await findingsOn(job.name)).length === 0) throw new Error("The finding is missing.");
  });
  await env.DB.prepare("insert into job_leases values (?, 'job_dead', ?, '3', ?)")
    .bind(job.name, now, MAX_FAILED_SLICES - 1)
    .run();
  expect(await run(job)).toMatchObject({ kind: "ran", run: { status: "completed", counted: { things: 10 } } });
  expect(await findingsOn(job.name)).toMatchObject([{ evidence: { failures: MAX_FAILED_SLICES }, status: "resolved" }]);
});
