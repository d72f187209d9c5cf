import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { runDueJobs } from "../../src/jobs";

afterEach(() => {
  vi.useRealTimers();
});

const fail = () => {
  throw new Error("D1_ERROR: the database is away");
};

/** A database of which every statement fails. */
const away = new Proxy({} as D1Database, { get: () => fail });

test.for([0, 1])("a database that does not answer stops no job of another one, in turn %i", async (turn) => {
  const minute = Math.floor(Date.now() / 60_000) + turn;
  vi.useFakeTimers({ toFake: ["Date"], now: minute * 60_000 });
  await env.DB.batch([env.DB.prepare("delete from job_runs"), env.DB.prepare("delete from job_idle_times")]);
  const execution = createExecutionContext();
  const run = runDueJobs("* * * * *", { ...env, DB_2: away } as Env, execution);
  await expect(run).rejects.toThrow("the database is away");
  await waitOnExecutionContext(execution);
  const { results } = await env.DB.prepare("select job from job_runs where status = 'completed'").all();
  expect(results).toContainEqual({ job: "seal-events" });
});
