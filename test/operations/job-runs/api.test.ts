import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { jobs, runDueJobs } from "#jobs";
import { LEASE_MS } from "#operations/job-runs/lease";
import { admin, caller, type Json } from "../../support/api";
import { freshNumber, withTenant } from "../../support/seed";

afterEach(() => void vi.useRealTimers());

test("the list of jobs shows each job's description, schedule and last run", async () => {
  const before = await admin.get("/v1/jobs");
  expect(before.body.data.map(({ name }: Json) => name)).toEqual(jobs.map(({ name }) => name));
  const { body: run } = await admin.post("/v1/jobs/cleanup/run");
  const { body } = await admin.get("/v1/jobs");
  expect(body.data[0]).toEqual({
    name: "cleanup",
    database: "DB",
    description: expect.stringMatching(/\.$/),
    cron: "* * * * *",
    last_run: run,
    last_idle_at: null,
  });
});

test("a cron runs its jobs, once even if it fires twice, and a cron without jobs throws", async () => {
  const execution = createExecutionContext();
  const runs = async (): Promise<Json[]> => (await admin.get("/v1/job-runs")).body.data;
  const cron = "* * * * *";
  const due = jobs.filter((job) => job.cron === cron).map(({ name }) => name);
  const before = (await runs()).length;
  await Promise.all([1, 2].map(() => runDueJobs(cron, env, execution)));
  const all = await runs();
  const latest = all.slice(0, all.length - before);
  expect(latest.map(({ job }) => job).sort()).toEqual(due.sort());
  for (const run of latest) expect(run).toMatchObject({ started_by: "cron", status: "completed" });
  await expect(runDueJobs("1 1 1 1 *", env, execution)).rejects.toThrow("No job has the cron expression 1 1 1 1 *.");
});

test("a job run by hand does its work; its events carry the run's id, and the run names who started it", async () => {
  const tenant = await withTenant();
  const { body: held } = await tenant.api.post("/v1/reservations", { phone_number: freshNumber(), ttl_seconds: 60 });
  const { body: key } = await admin.post("/v1/tenants/ten_platform/api-keys", { scopes: ["admin"] });
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });
  const { status, body: run } = await caller(key.key).post("/v1/jobs/cleanup/run");
  expect(status).toBe(200);
  expect(run).toMatchObject({
    job: "cleanup",
    started_by: `key:${key.id}`,
    status: "completed",
    counted: { announced_holds: 1 },
    error_count: 0,
    next_cursor: null,
  });
  const { body: reservation } = await tenant.api.get(`/v1/reservations/${held.id}`);
  expect(reservation.status).toBe("expired");
  expect((await admin.get(`/v1/job-runs/${run.id}`)).body).toEqual(run);
  expect((await admin.get("/v1/job-runs/job_0")).body.code).toBe("not_found");
});

test("a running job cannot be run by hand; when its lease expires the run shows as died, and the next one may begin", async () => {
  await env.DB.batch([
    env.DB.prepare(
      `insert into job_leases values ('cleanup', 'job_other', ?1, null, 0)
       on conflict (job) do update set run_id = excluded.run_id, expires_at = excluded.expires_at`,
    ).bind(Date.now() + LEASE_MS),
    env.DB.prepare(
      "insert into job_runs values ('job_other', 'cleanup', 'cron', 'running', 0, '{}', '[]', 0, null, ?1, ?1, null)",
    ).bind(Date.now()),
  ]);
  const refused = await admin.post("/v1/jobs/cleanup/run");
  expect(refused).toMatchObject({ status: 409, body: { code: "job_running", run_id: "job_other" } });
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(LEASE_MS / 1_000 - 10);
  const statusOf = async () => (await admin.get("/v1/job-runs/job_other")).body.status;
  expect(await statusOf()).toBe("running");
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + LEASE_MS });
  expect(await statusOf()).toBe("died");
  expect((await admin.post("/v1/jobs/cleanup/run")).body.status).toBe("completed");
  const { results } = await env.DB.prepare(
    "select status, finished_at > 0 as ended from job_runs where id = 'job_other'",
  ).all();
  expect(results).toEqual([{ status: "died", ended: 1 }]);
});

test("only the platform may see jobs and their runs, and an unknown job is not found", async () => {
  const { api } = await withTenant();
  for (const path of ["/v1/jobs", "/v1/job-runs", "/v1/job-runs/job_0"]) {
    expect((await api.get(path)).body).toMatchObject({ code: "missing_scope", required_scope: "admin" });
  }
  expect((await api.post("/v1/jobs/cleanup/run")).body.code).toBe("missing_scope");
  expect((await admin.post("/v1/jobs/nothing/run")).body.code).toBe("not_found");
});

test("the list of runs goes from the newest to the oldest, page by page, of all jobs or of one", async () => {
  for (let i = 0; i < 3; i += 1) await admin.post("/v1/jobs/cleanup/run");
  const seen: string[] = [];
  let cursor = "";
  do {
    const { body } = await admin.get(`/v1/job-runs?job=cleanup&limit=1${cursor}`);
    seen.push(...body.data.map(({ id }: Json) => id));
    cursor = body.next_cursor && `&cursor=${body.next_cursor}`;
  } while (cursor);
  expect(seen.length).toBeGreaterThanOrEqual(3);
  const all: Json[] = (await admin.get("/v1/job-runs?limit=200")).body.data;
  expect(all.filter(({ job }) => job === "cleanup").map(({ id }) => id)).toEqual(seen);
  const { status, body } = await admin.get("/v1/job-runs?job=nothing");
  expect(status).toBe(422);
  expect(body.errors).toEqual([{ in: "query", pointer: "/job", detail: expect.stringMatching(/cleanup.*sync/) }]);
  expect((await admin.get("/v1/job-runs?cursor=nonsense")).body.code).toBe("invalid_cursor");
});
