import { env } from "cloudflare:workers";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { jobs } from "#jobs";
import { admin, type Json, send } from "../../support/api";
import { addEvents } from "../../support/event-log";
import { eventually } from "../../support/eventually";
import { sandbox } from "../../support/sandbox";
import { freshNumber, withTenant } from "../../support/seed";
import { parseMetrics } from "./prometheus";

beforeAll(runAllJobs);

afterEach(async () => {
  vi.useRealTimers();
  await sandbox.clearFaults();
});

async function runAllJobs(): Promise<void> {
  for (const { name } of jobs) await admin.post(`/v1/jobs/${name}/run`);
}

const report = async (): Promise<Json> => {
  const { status, body } = await admin.get("/health/report");
  expect(status).toBe(200);
  return body;
};

const inMinutes = (minutes: number) => void vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + minutes * 60_000 });

test("when all jobs have run and nothing waits, nothing needs a look", async () => {
  const { status, attention, probe, jobs: reported, stuck, dead_letters, webhooks } = await report();
  expect({ status, attention }).toEqual({ status: "ok", attention: [] });
  expect(probe).toMatchObject({ overdue: false, ended_at: expect.any(String) });
  expect(probe.checks.map(({ name, ok, error }: Json) => ({ name, ok, error }))).toEqual(
    ["database", "live_feed", "number_object"].map((name) => ({ name, ok: true, error: null })),
  );
  for (const { proves } of probe.checks) expect(proves).toMatch(/\.$/);
  expect(reported.map(({ name, overdue }: Json) => ({ name, overdue }))).toEqual(
    jobs.map(({ name }) => ({ name, overdue: false })),
  );
  for (const { count, oldest_at } of [...stuck, dead_letters, webhooks.paused]) {
    expect({ count, oldest_at }).toEqual({ count: 0, oldest_at: null });
  }
});

test("jobs that have not run for two of their intervals are overdue, the probe with its own, and no others", async () => {
  inMinutes(6);
  const late = (await report()).jobs.filter(({ overdue }: Json) => overdue).map(({ name }: Json) => name);
  expect(late).toEqual(jobs.filter(({ cron }) => cron === "* * * * *").map(({ name }) => name));
  inMinutes(3 * 60);
  const { attention, probe } = await report();
  expect(probe.overdue).toBe(true);
  expect(attention).toEqual(expect.arrayContaining(["probe.overdue", ...jobs.map(({ name }) => `jobs.${name}`)]));
  await runAllJobs();
  expect((await report()).attention).toEqual([]);
});

test("a job that fails over and over is overdue, although it runs", async () => {
  await env.DB.prepare("update job_runs set status = 'failed' where job = 'cleanup'").run();
  const cleanup = (await report()).jobs.find(({ name }: Json) => name === "cleanup");
  expect(cleanup).toMatchObject({ last_status: "failed", last_done_at: null, overdue: true });
  await admin.post("/v1/jobs/cleanup/run");
  expect((await report()).attention).toEqual([]);
});

/** One row in each place where things get stuck, half an hour old. */
async function stickEverything(tenantId: string): Promise<void> {
  const at = Date.now() - 30 * 60_000;
  await env.DB.batch(
    [
      `insert into orders values ('ord_s', '${tenantId}', '{}', 'admin', 'req_1', ${at})`,
      `insert into order_items (id, order_id, tenant_id, position, e164, phone_number_id, status, created_at, updated_at)
         values ('itm_q', 'ord_s', '${tenantId}', 0, '+14152360001', 'num_q', 'queued', ${at}, ${at}),
                ('itm_u', 'ord_s', '${tenantId}', 1, '+14152360002', 'num_u', 'unknown', ${at}, ${at})`,
      `insert into bulk_jobs values ('blk_s', '${tenantId}', 'lock', '{}', 1, 0, 0, null, 'req_1', ${at}, null)`,
      `insert into bulk_items (id, job_id, tenant_id, position, reference, status, attempts, created_at, updated_at)
         values ('bit_s', 'blk_s', '${tenantId}', 0, '+14152360001', 'processing', 1, ${at}, ${at})`,
      `insert into portability_checks values ('pck_s', '${tenantId}', 2, 0, 0, 0, null, 'req_1', null, ${at}, 0, ${at}, null)`,
      `insert into portability_items values ('pck_s', 0, '${tenantId}', '+14152360001', 'pending', null, null, null),
                ('pck_s', 1, '${tenantId}', '+14152360002', 'checked', 1, '{}', ${at})`,
      `update phone_numbers set status = 'releasing', updated_at = ${at} where tenant_id = '${tenantId}'`,
      `insert into findings (id, tenant_id, kind, subject_type, subject_id, evidence, created_at)
         values ('fnd_s', '${tenantId}', 'purchase_undeliverable', 'order', 'ord_s', '{}', ${at}),
                ('fnd_r', '${tenantId}', 'record_undeliverable', 'call', 'CA1', '{}', ${at})`,
      `insert into job_runs values ('job_s', 'gone', 'cron', 'running', 0, '{}', '[]', 0, null, ${at}, ${at}, null)`,
    ].map((sql) => env.DB.prepare(sql)),
  );
}

test("stuck and waiting rows are counted by kind, with the age of the oldest", async () => {
  const tenant = await withTenant();
  await tenant.api.post("/v1/orders", { items: [{ phone_number: freshNumber() }] });
  await tenant.api.post("/v1/webhook-endpoints", { url: "https://hooks.example.com/sandbox/receiver/report" });
  await env.DB.prepare("update webhook_endpoints set status = 'paused' where tenant_id = ?").bind(tenant.id).run();
  await stickEverything(tenant.id);
  await addEvents(tenant, 3, 1_000);
  const { attention, queues, dead_letters, stuck, webhooks } = await report();
  expect(stuck.map(({ kind, count }: Json) => [kind, count])).toEqual([
    ["releasing_numbers", 1],
    ["unknown_items", 1],
    ["unsealed_events", 3],
    ["dead_runs", 1],
    ["critical_findings", 2],
  ]);
  for (const { kind, oldest_at } of stuck) {
    const age = Date.now() - Date.parse(oldest_at);
    expect.soft(age, kind).toBeGreaterThan(29 * 60_000);
  }
  expect(queues.filter(({ count }: Json) => count > 0).map(({ queue, state }: Json) => `${queue} ${state}`)).toEqual([
    "orders queued",
    "orders unknown",
    "bulk processing",
    "portability pending",
  ]);
  expect(dead_letters.count).toBe(2);
  expect(webhooks.paused.count).toBe(1);
  expect(attention).toEqual([
    "queues.orders_queued",
    "queues.orders_unknown",
    "queues.bulk_processing",
    "queues.portability_pending",
    "queues.dead_letters",
    "webhooks.paused",
    "stuck.releasing_numbers",
    "stuck.unknown_items",
    "stuck.unsealed_events",
    "stuck.dead_runs",
    "stuck.critical_findings",
  ]);
});

test("the report lists lagging endpoints with their lag, the longest first", async () => {
  const [one, other] = [await withTenant(), await withTenant()];
  for (const { id } of [one, other]) {
    await env.DB.prepare(
      `insert into webhook_endpoints select 'whe_' || ?1, ?1, '', '', '[]', 'enabled', null, '[]', max(seq), 1, 0, 0, null, null
       from events where tenant_id = ?1`,
    )
      .bind(id)
      .run();
  }
  await addEvents(other, 2, 0);
  await addEvents(one, 5, 1_000);
  const { webhooks, attention } = await report();
  expect(webhooks.lagging).toBe(2);
  expect(webhooks.worst).toEqual([
    { id: `whe_${other.id}`, tenant_id: other.id, events_behind: 2, behind_since: "1970-01-01T00:00:00.001Z" },
    { id: `whe_${one.id}`, tenant_id: one.id, events_behind: 5, behind_since: "1970-01-01T00:00:01.001Z" },
  ]);
  expect(attention).toContain("webhooks.lagging");
});

test("the report shows the carrier's answers and failures that one isolate received: how many and when last", async () => {
  const { api } = await withTenant();
  const search = () => api.get("/v1/available-phone-numbers?country=US&area_code=415");
  const start = Date.now();
  const at = (seconds: number) =>
    void vi.useFakeTimers({ toFake: ["Date"], now: start + 36_000_000 + seconds * 1_000 });
  at(0);
  await search();
  at(1);
  await sandbox.fault({ kind: "server_error", operation: "any", times: -1 });
  await search();
  await sandbox.clearFaults();
  at(20);
  await search();
  const account = async () => (await report()).carrier_accounts[0];
  await eventually(async () => expect((await account()).recent.failed).toBeGreaterThan(0));
  const reported = await account();
  expect(reported).toMatchObject({ account: env.TWILIO_ACCOUNT_SID, circuit: "closed", recent: { not_sent: 0 } });
  expect(reported.recent.error_rate).toBeCloseTo(
    reported.recent.failed / (reported.recent.answered + reported.recent.failed),
  );
  expect(Date.parse(reported.last_answer_at)).toBe(start + 36_020_000);
  expect(Date.parse(reported.last_failure_at)).toBe(start + 36_001_000);
  at(60 * 60);
  expect((await account()).recent).toEqual({ answered: 0, failed: 0, not_sent: 0, error_rate: null });
  expect((await account()).last_answer_at).toBe(reported.last_answer_at);
});

/** The names and labels of all samples: their number must not grow with tenants and rows. */
const seriesIn = (body: unknown): string[] =>
  [...parseMetrics(String(body))].flatMap(([name, { samples }]) =>
    [...samples.keys()].map((labels) => `${name}${labels}`),
  );

test("the metrics are the report's numbers in the form that Prometheus reads, and name no tenant, number or row", async () => {
  const tenant = await withTenant();
  await stickEverything(tenant.id).catch(() => undefined);
  const { queues, jobs: reported } = await report();
  const { status, headers, body } = await admin.get("/metrics");
  expect(status).toBe(200);
  expect(headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  const families = parseMetrics(String(body));
  expect(families.size).toBeGreaterThan(12);
  for (const { queue, state, count } of queues) {
    const sample = families.get("phone_manager_queue_items")?.samples.get(`{queue="${queue}",state="${state}"}`);
    expect.soft(sample, `${queue} ${state}`).toBe(count);
  }
  expect(families.get("phone_manager_job_overdue")?.samples.size).toBe(reported.length);
  expect(families.get("phone_manager_carrier_calls_total")?.type).toBe("counter");
  expect(String(body)).not.toMatch(/ten_|num_|ord_|whe_|\+1415/);
  const other = await withTenant();
  await other.api.post("/v1/orders", { items: [{ phone_number: freshNumber() }] });
  await other.api.post("/v1/webhook-endpoints", { url: "https://hooks.example.com/sandbox/receiver/metrics" });
  await addEvents(other, 3, 1_000);
  expect(seriesIn((await admin.get("/metrics")).body)).toEqual(seriesIn(body));
});

test("report and metrics are the platform's alone", async () => {
  const { api } = await withTenant();
  for (const path of ["/health/report", "/metrics"]) {
    expect.soft((await send(path)).status, path).toBe(401);
    expect.soft((await api.get(path)).body).toMatchObject({ code: "missing_scope", required_scope: "admin" });
  }
});

test("tenants' accounts that do not answer are listed apart, the latest first, and need no operator", async () => {
  const columns = `account, answered, failed, not_sent, answered_ms, last_failed_at, window_start, window_answered, window_failed,
    window_not_sent, before_answered, before_failed, before_not_sent`;
  const now = Date.now();
  const failing = (id: string, failedAt: number) =>
    env.DB.prepare(`insert into carrier_outcomes (${columns}) values (?, 0, 30, 0, 0, ?, ?, 0, 30, 0, 0, 0, 0)`).bind(
      id,
      failedAt,
      now - (now % 300_000),
    );
  const many = Array.from({ length: 12 }, (_, at) => failing(`cac_${at}`, now - at * 1_000));
  await env.DB.batch([...many, failing("cac_long_ago", now - 3_600_000)]);
  const { attention, carrier_accounts, tenant_carrier_accounts } = await report();
  expect(attention.filter((name: string) => name.startsWith("carrier_accounts"))).toEqual([]);
  expect(carrier_accounts.map(({ account }: Json) => account)).toEqual([env.TWILIO_ACCOUNT_SID]);
  expect(tenant_carrier_accounts.map(({ account }: Json) => account)).toEqual(
    Array.from({ length: 10 }, (_, at) => `cac_${at}`),
  );
  expect(tenant_carrier_accounts[0]).toMatchObject({ recent: { failed: 30, error_rate: 1 } });
});
