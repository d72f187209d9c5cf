import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { COOLING_OFF_MS } from "#inventory/phone-numbers/lifecycle";
import { cleanup } from "#operations/cleanup/cleanup";
import { KEEP_RUNS_MS } from "#operations/job-runs/expire-job-runs";
import { LEASE_MS } from "#operations/job-runs/lease";
import { runJob } from "#operations/job-runs/run";
import { createJobContext, createJobRun } from "#runtime/job-context";
import { admin, type Json } from "../../support/api";
import { runCleanup } from "../../support/jobs";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";
import { countStatements } from "../../support/statements";

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const later = (ms: number) => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });

const slice = (cursor: string | null = null, hasTime = () => true) =>
  cleanup.slice(createJobContext(env, createExecutionContext()), cursor, hasTime);

async function buy({ api }: Tenant): Promise<string> {
  const { body } = await api.post("/v1/orders", { items: [{ phone_number: freshNumber() }] });
  return body.items[0].phone_number_id;
}

/** So many numbers of a tenant that have cooled off, in one statement, each ending a millisecond after the one before. */
async function withCooledOff(tenant: Tenant, count: number): Promise<void> {
  const id = await buy(tenant);
  const copied = `tenant_id, country, type, voice, sms, mms, fax, acquisition_method, carrier_id, friendly_name, tags,
    metadata, version, created_at, updated_at`;
  await env.DB.prepare(
    `with bought as (select * from phone_numbers where id = ?1), places as (select value as place from json_each(?2))
     insert into phone_numbers (id, e164, status, cooling_off_until, ${copied})
     select 'num_cold' || ?3 || place, '+1312' || (3000000 + place), 'cooling_off', 1000 + place, ${copied} from places, bought`,
  )
    .bind(id, JSON.stringify(Array.from({ length: count }, (_, at) => at)), tenant.id)
    .run();
}

const released = async ({ api }: Tenant): Promise<number> =>
  (await api.get("/v1/phone-numbers?status=released&limit=200")).body.data.length;

const releasedEvents = async ({ api }: Tenant): Promise<Json[]> =>
  (await api.get("/v1/events?type=phone_number.released&limit=200")).body.data;

/** So many open findings about purchases of a tenant that have ended, in one statement. */
async function withFindings(tenant: Tenant, count: number): Promise<void> {
  await env.DB.prepare(
    `insert into findings (id, tenant_id, kind, subject_type, subject_id, evidence, created_at)
     select 'fnd_' || ?1 || value, ?1, 'purchase_undeliverable', 'order', 'ord_' || value, '{}', value from json_each(?2)`,
  )
    .bind(tenant.id, JSON.stringify(Array.from({ length: count }, (_, at) => at)))
    .run();
}

test("work beyond one invocation's query limit takes several runs, and each continues where the last one stopped", async () => {
  const tenant = await withTenant();
  await withFindings(tenant, 600);
  const sent = countStatements();
  const statuses: string[] = [];
  let done = 0;
  do {
    const before = sent.now();
    const { body } = await admin.post("/v1/jobs/cleanup/run");
    expect(sent.now() - before).toBeLessThanOrEqual(1_000);
    expect(body).toMatchObject({ error_count: 0, counted: { closed_findings: expect.any(Number) } });
    if (statuses.length === 0) expect(body.next_cursor).toMatch(/^\["closed_findings",\d+,"fnd_ten/);
    done += body.counted.closed_findings;
    statuses.push(body.status);
  } while (statuses.at(-1) === "paused");
  expect(statuses).toEqual(["paused", "completed"]);
  expect(done).toBe(600);
});

test("a slice stops when its time is over, and the next one continues there", async () => {
  const tenant = await withTenant();
  await withCooledOff(tenant, 5);
  let cursor: string | null = null;
  const seen: number[] = [];
  do {
    let looks = 0;
    // Time for a few looks at the clock: always too little for everything.
    const part: Awaited<ReturnType<typeof slice>> = await slice(cursor, () => {
      looks += 1;
      return looks < 12;
    });
    seen.push(part.counted.cooled_off ?? 0);
    cursor = part.next;
  } while (cursor !== null);
  expect(seen.length).toBeGreaterThan(1);
  expect(seen.reduce((sum, count) => sum + count)).toBe(5);
  expect(await releasedEvents(tenant)).toHaveLength(5);
});

test("rows that always fail hold up neither later rows nor other steps, and the run names them", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const tenant = await withTenant({ reservation_limit: 200 });
  const holds: string[] = [];
  for (let i = 0; i < 3; i += 1) {
    const { body } = await tenant.api.post("/v1/reservations", { phone_number: freshNumber(), ttl_seconds: 60 });
    holds.push(body.id);
  }
  await withCooledOff(tenant, 3);
  await env.DB.prepare(
    "insert into job_runs values ('job_past', 'retired', 'cron', 'completed', 1, '{}', '[]', 0, null, 0, 0, 0)",
  ).run();
  later(61_000);
  vi.spyOn(Object.getPrototypeOf(env.NUMBERS), "getByName").mockImplementation(() => {
    throw new Error("away");
  });
  const { body: run } = await admin.post("/v1/jobs/cleanup/run");
  expect(run).toMatchObject({ status: "completed", counted: { forgotten_runs: 1 }, error_count: 6 });
  const cooling = [0, 1, 2].map((at) => `cooled_off num_cold${tenant.id}${at}`);
  expect(run.errors.map(({ at }: Json) => at)).toEqual([...holds.map((id) => `announced_holds ${id}`), ...cooling]);
  vi.restoreAllMocks();
  const { body: next } = await admin.post("/v1/jobs/cleanup/run");
  expect(next).toMatchObject({ counted: { announced_holds: 3, cooled_off: 3 }, error_count: 0 });
});

test("the run reports a step whose query fails, and runs the other steps", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const tenant = await withTenant();
  await withCooledOff(tenant, 2);
  const { prepare } = env.DB;
  vi.spyOn(Object.getPrototypeOf(env.DB), "prepare").mockImplementation(function (this: unknown, sql) {
    if (String(sql).includes('from "bulk_items"')) throw new Error("D1_ERROR: no such luck");
    return Reflect.apply(prepare, this, [sql]);
  });
  const part = await slice();
  expect(part.errors.map(({ at }) => at)).toEqual(["retaken_bulk_items", "resent_bulk_items"]);
  expect(part).toMatchObject({ counted: { cooled_off: 2 }, next: null });
});

test("a cursor of a removed step starts at the first step", async () => {
  const tenant = await withTenant();
  await withCooledOff(tenant, 1);
  expect(await slice('["swept_floors",1,"x"]')).toMatchObject({ counted: { cooled_off: 1 }, next: null });
});

test("later runs finish a run that was killed at any trip to the database; each change and event happens once", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const tenant = await withTenant();
  const numbers = [await buy(tenant), await buy(tenant), await buy(tenant)];
  for (const id of numbers) await tenant.api.post(`/v1/phone-numbers/${id}/release`);
  later(COOLING_OFF_MS + 1);
  const { body: held } = await tenant.api.post("/v1/reservations", { phone_number: freshNumber(), ttl_seconds: 60 });
  later(61_000);
  let deaths = 0;
  for (let died = true; died; deaths += 1) {
    const spies = dyingAfter(deaths);
    died = await runJob(createJobRun(env, createExecutionContext()), cleanup, "cron").then(
      ({ kind }) => kind === "held",
      () => true,
    );
    for (const spy of spies) spy.mockRestore();
    later(LEASE_MS);
  }
  expect(deaths).toBeGreaterThan(10);
  expect(await released(tenant)).toBe(3);
  expect(await releasedEvents(tenant)).toHaveLength(3);
  const expired = await tenant.api.get(`/v1/events?type=reservation.expired&subject_id=${held.id}`);
  expect(expired.body.data).toHaveLength(1);
});

/** Answers so many trips to the database; the last one's answer and all further ones are lost. */
function dyingAfter(trips: number) {
  let left = trips;
  const mortal = (prototype: Record<string, () => Promise<unknown>>, name: string) => {
    const original = prototype[name];
    if (!original) throw new Error(`There is no ${name}.`);
    return vi.spyOn(prototype, name).mockImplementation(async function (this: unknown, ...args) {
      left -= 1;
      if (left < -1) throw new Error("D1_ERROR: the isolate is gone");
      const answer = await Reflect.apply(original, this, args);
      if (left < 0) throw new Error("D1_ERROR: the isolate is gone");
      return answer;
    });
  };
  const statements = Object.getPrototypeOf(env.DB.prepare("select 1"));
  return [
    mortal(Object.getPrototypeOf(env.DB), "batch"),
    ...["all", "run", "raw"].map((name) => mortal(statements, name)),
  ];
}

test("cleanup closes the finding of an order that has ended since, and keeps that of an order that has not", async () => {
  const tenant = await withTenant();
  const lost = vi.spyOn(Object.getPrototypeOf(env.PURCHASES), "sendBatch").mockImplementation(async () => undefined);
  const orders: string[] = [];
  for (let i = 0; i < 2; i += 1) {
    const items = Array.from({ length: 11 }, () => ({ phone_number: freshNumber() }));
    const { body } = await tenant.api.post("/v1/orders", { items });
    orders.push(body.id);
    await env.DB.prepare(
      `insert into findings (id, tenant_id, kind, subject_type, subject_id, evidence, created_at)
       values ('fnd_' || ?1, ?2, 'purchase_undeliverable', 'order', ?1, '{}', 0)`,
    )
      .bind(body.id, tenant.id)
      .run();
  }
  lost.mockRestore();
  await tenant.api.post(`/v1/orders/${orders[0]}/cancel`);
  await Promise.all([runCleanup(), runCleanup()]);
  expect((await tenant.api.get(`/v1/findings/fnd_${orders[0]}`)).body).toMatchObject({ resolved_by: "system" });
  expect((await tenant.api.get(`/v1/findings/fnd_${orders[1]}`)).body).toMatchObject({ status: "open" });
  const events = await tenant.api.get("/v1/events?type=finding.resolved");
  expect(events.body.data).toHaveLength(1);
});

test("cleanup deletes job runs after 30 days, but keeps each job's last run", async () => {
  const old = Date.now() - KEEP_RUNS_MS;
  const insert = env.DB.prepare(
    "insert into job_runs values (?1, ?2, 'cron', 'completed', 1, '{}', '[]', 0, null, ?3, ?3, ?3)",
  );
  await env.DB.batch([
    insert.bind("job_old", "retired", old),
    insert.bind("job_young", "retired", old + 60_000),
    insert.bind("job_last", "yearly", old),
    env.DB.prepare("insert into job_leases values ('yearly', 'job_last', null, null, 0)"),
  ]);
  await runCleanup();
  const { results } = await env.DB.prepare(
    "select id from job_runs where job in ('retired', 'yearly') order by id",
  ).all();
  expect(results).toEqual([{ id: "job_last" }, { id: "job_young" }]);
});
