import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { MAX_DISORDER } from "#events/log/reads";
import { sealEvents } from "#events/log/seal";
import { runDueJobs } from "#jobs";
import { firstIdAt } from "#kernel/values/ids";
import { sync } from "#operations/sync/job";
import { databasesOf } from "#runtime/databases";
import { createJobRun } from "#runtime/job-context";
import { admin, caller, type Json } from "../support/api";
import { ownedBy } from "../support/carrier";
import { ownAccount } from "../support/carrier-accounts";
import { interceptQueries } from "../support/database";
import { withTenantInFirst } from "../support/first-database";
import { sandbox } from "../support/sandbox";
import { freshNumber, type Tenant, withTenant } from "../support/seed";

/** The platform's view over two databases, and its work in both. */

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const shards = { DB: env.DB, DB_2: env.DB_2 ?? env.DB };

const runOn = (name: "DB" | "DB_2") =>
  createJobRun(env, createExecutionContext(), { database: databasesOf(env).named(name) });

/** All pages of a list. */
async function all(path: string): Promise<Json[]> {
  const rows: Json[] = [];
  let cursor: string | null = null;
  do {
    const { body }: Json = await admin.get(`${path}&limit=2${cursor === null ? "" : `&cursor=${cursor}`}`);
    rows.push(...body.data);
    cursor = body.next_cursor;
  } while (cursor !== null);
  return rows;
}

test("the list of tenants has those of both databases in its order, each once, over any number of pages", async () => {
  const made: Tenant[] = [];
  for (let at = 0; at < 3; at += 1) made.push(await withTenantInFirst(), await withTenant());
  const listed = await all("/v1/tenants?");
  const ids = listed.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(expect.arrayContaining(["ten_platform", ...made.map(({ id }) => id)]));
  const keys = listed.map(({ created_at, id }) => `${created_at} ${id}`);
  expect(keys).toEqual(keys.toSorted().reverse());
});

test("the findings of all tenants and the porting board go over both databases", async () => {
  const tenants = [await withTenantInFirst(), await withTenant()];
  for (const [at, { id }] of tenants.entries()) {
    await shards[at === 0 ? "DB" : "DB_2"]
      .prepare(
        `insert into findings (id, tenant_id, kind, subject_type, subject_id, evidence, created_at)
         values (?, ?, 'purchase_undeliverable', 'order', ?, '{}', ?)`,
      )
      .bind(`fnd_${id}`, id, `ord_${id}`, at)
      .run();
  }
  const found = await all("/v1/findings?tenant_id=all");
  expect(found.map(({ id }) => id)).toEqual(expect.arrayContaining(tenants.map(({ id }) => `fnd_${id}`)));
  const [, second] = tenants;
  expect((await admin.get(`/v1/findings?tenant_id=${second?.id}`)).body.data).toHaveLength(1);
  expect((await admin.get("/v1/porting-board")).status).toBe(200);
});

test("jobs run on each database with a lease and runs of their own, and the API shows which", async () => {
  vi.spyOn(console, "log").mockImplementation(() => undefined);
  await runDueJobs("* * * * *", env, createExecutionContext());
  const { body } = await admin.get("/v1/jobs");
  const seals = body.data.filter(({ name }: Json) => name === "seal-events");
  expect(seals.map(({ database, last_run }: Json) => [database, last_run.database, last_run.status])).toEqual([
    ["DB", "DB", "completed"],
    ["DB_2", "DB_2", "completed"],
  ]);
  expect(body.data.filter(({ name }: Json) => name === "porting-settings")).toMatchObject([{ database: "DB" }]);
  const byHand = await admin.post("/v1/jobs/cleanup/run?database=DB_2");
  expect(byHand.body).toMatchObject({ job: "cleanup", database: "DB_2", status: "completed" });
  expect((await admin.get(`/v1/job-runs/${byHand.body.id}`)).body).toEqual(byHand.body);
  expect((await admin.post("/v1/jobs/cleanup/run?database=DB_9")).body.code).toBe("validation_failed");
  const runs = await all("/v1/job-runs?job=seal-events");
  expect(runs.map(({ database }) => database).toSorted()).toEqual(["DB", "DB_2"]);
  expect((await admin.get("/health/report")).body.jobs).toEqual(
    expect.arrayContaining([expect.objectContaining({ name: "cleanup", database: "DB_2" })]),
  );
  expect((await admin.get("/metrics")).body).toContain(
    'phone_manager_job_overdue{job="seal-events",database="DB_2"} 0',
  );
});

test("an event of the platform that began in the second database comes to the one log, once, wherever the job dies", async () => {
  const { id } = await withTenant();
  const of = async () => {
    const found =
      "select seq from events where tenant_id = 'ten_platform' and type = 'tenant.created' and subject_id = ?";
    return (await shards.DB.prepare(found).bind(id).all<{ seq: number }>()).results.map(({ seq }) => seq);
  };
  expect(await of()).toEqual([]);
  const run = runOn("DB_2");
  const ctx = run.newContext();
  // The deletion of the first attempt is lost.
  const dying = new Proxy(ctx.db, {
    get: (target, name) =>
      name === "delete"
        ? () => {
            throw new Error("D1_ERROR: gone");
          }
        : Reflect.get(target, name),
  });
  await expect(sealEvents({ ...ctx, db: dying }, null)).rejects.toThrow("gone");
  const [seq] = await of();
  expect(seq).toBeGreaterThan(0);
  await sealEvents(run.newContext(), null);
  await sealEvents(run.newContext(), null);
  expect(await of()).toEqual([seq]);
  const left = "select count(*) as n from events where tenant_id = 'ten_platform'";
  expect(await shards.DB_2.prepare(left).first("n")).toBe(0);
  // The log has no gap, so all of it can be sealed.
  expect((await sealEvents(runOn("DB").newContext(), null)).errors).toEqual([]);
  const unsealed = "select count(*) as n from events where tenant_id = 'ten_platform' and hash is null";
  expect(await shards.DB.prepare(unsealed).first("n")).toBe(0);
});

test("an event that comes to the log late, after many others, is listed with those of its coming", async () => {
  const { id } = await withTenant();
  // More events than ids may be out of order.
  const rows = MAX_DISORDER + 200;
  const last = "(select coalesce(max(seq), 0) from events where tenant_id = 'ten_platform')";
  await shards.DB.prepare(
    `insert into events (tenant_id, seq, id, type, occurred_at, actor, request_id, subject_type, subject_id, data)
     select 'ten_platform', ${last} + value, ? || printf('%016d', value), 'job.failed', ?, 'system', 'req', 'job', 'job', '{}'
     from json_each(?)`,
  )
    .bind(
      firstIdAt("event", Date.now() + 1_000).slice(0, -16),
      Date.now() + 1_000,
      JSON.stringify(Array.from({ length: rows }, (_, at) => at + 1)),
    )
    .run();
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
  const comingAt = Date.now();
  await sealEvents(runOn("DB_2").newContext(), null);
  const { body: made } = await admin.post("/v1/tenants/ten_platform/api-keys", { scopes: ["events:read"] });
  const since = encodeURIComponent(new Date(comingAt).toISOString());
  const { body } = await caller(made.key).get(`/v1/events?created_after=${since}&limit=200`);
  const created = body.data.filter(({ subject }: Json) => subject.id === id);
  expect(created).toMatchObject([{ type: "tenant.created" }]);
  expect(Date.parse(created[0].occurred_at)).toBeLessThan(comingAt);
});

test("each database syncs its own numbers: one of the other is no orphan, and one of none is reported once", async () => {
  const [old, young] = [await withTenantInFirst(), await withTenant()];
  const numbers = [await ownedBy(old), await ownedBy(young)];
  const stray = freshNumber();
  await sandbox.addBehindOurBack(stray, "By hand");
  // A young orphan may be a purchase that is not stored yet.
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60 * 60_000 });
  for (const name of ["DB", "DB_2"] as const) {
    let cursor: string | null = null;
    do {
      const slice: Awaited<ReturnType<typeof sync.slice>> = await sync.slice(
        runOn(name).newContext(),
        cursor,
        () => true,
      );
      expect(slice.errors).toEqual([]);
      cursor = slice.next;
    } while (cursor !== null);
  }
  const orphans = await all("/v1/findings?kind=number_orphaned");
  const subjects = orphans.map(({ subject }) => subject.id);
  expect(subjects.filter((subject) => subject === stray)).toHaveLength(1);
  for (const { e164 } of numbers) expect(subjects).not.toContain(e164);
  const [orphan] = orphans.filter(({ subject }) => subject.id === stray);
  const adopted = await admin.post(`/v1/findings/${orphan.id}/adopt`, { tenant_id: young.id });
  expect(adopted.status, JSON.stringify(adopted.body)).toBe(200);
  expect((await young.api.get("/v1/phone-numbers")).body.data.map((row: Json) => row.phone_number)).toContain(stray);
  const strays = "select count(*) as n from phone_numbers where tenant_id = ?";
  expect(await shards.DB.prepare(strays).bind(young.id).first("n")).toBe(0);
});

test("a sync of the platform runs in both databases, once for a key, and a tenant's in its own", async () => {
  const runs = async (preview: number) => {
    const query = "select id, status from sync_runs where carrier_account = 'platform' and dry_run = ? order by id";
    const found = await Promise.all([shards.DB, shards.DB_2].map((db) => db.prepare(query).bind(preview).all<Json>()));
    return found.map(({ results }) => results);
  };
  const before = await runs(1);
  const key = { "idempotency-key": "preview of all" };
  const made = await admin.post("/v1/sync/preview", undefined, key);
  expect([201, 202]).toContain(made.status);
  const after = await runs(1);
  expect(after.map((rows, at) => rows.length - (before[at]?.length ?? 0))).toEqual([1, 1]);
  expect(after[0]?.map(({ id }) => id)).toContain(made.body.id);
  expect(after.flat().filter(({ status }) => status === "waiting")).toEqual([]);
  expect((await admin.post("/v1/sync/preview", undefined, key)).body.id).toBe(made.body.id);
  expect(await runs(1)).toEqual(after);
  const listed = await all("/v1/sync?");
  expect(listed.map(({ id }) => id)).toEqual(expect.arrayContaining(after.flat().map(({ id }) => id)));
  for (const { id } of after.flat()) expect((await admin.get(`/v1/sync/${id}`)).body.id).toBe(id);
  const young = await withTenant();
  const account = await ownAccount(young);
  const own = await young.api.post(`/v1/sync?carrier_account_id=${account.id}`);
  // The account's run has asked Twilio, which does not know this one, and so was not in a database that lacks it.
  expect(own.body).toMatchObject({ status: "failed", error: { code: "carrier_credentials_invalid" } });
});

test("a sync that died after one database begins in the others once more", async () => {
  const key = { "idempotency-key": "died between" };
  let trips = 0;
  const end = interceptQueries(async (proceed, sql) => {
    if (sql.includes('insert into "sync_runs"')) trips += 1;
    if (trips > 1) throw new Error("D1_ERROR: gone");
    return await proceed();
  });
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  expect((await admin.post("/v1/sync/preview", undefined, key)).status).toBe(503);
  end();
  const query = "select count(*) as n from sync_runs where dry_run = 1 and status = 'waiting'";
  expect(await shards.DB_2.prepare(query).first("n")).toBe(1);
  expect([201, 202]).toContain((await admin.post("/v1/sync/preview", undefined, key)).status);
  expect(await shards.DB_2.prepare(query).first("n")).toBe(0);
});

test("webhooks for unknown numbers are counted together, whichever database counted them", async () => {
  const count = (db: D1Database, day: string, unsigned: number, lastAt: number) =>
    db
      .prepare(
        `insert into webhook_refusals (tenant_id, day, phone_number_id, unsigned, wrong_signature, replayed, last_at)
         values ('ten_platform', ?, '', ?, 0, 1, ?)`,
      )
      .bind(day, unsigned, lastAt)
      .run();
  await count(shards.DB, "2020-01-03", 2, 5);
  await count(shards.DB_2, "2020-01-03", 3, 4);
  await count(shards.DB_2, "2020-01-02", 1, 1);
  await count(shards.DB, "2020-01-01", 1, 1);
  await count(shards.DB_2, "2020-01-01", 7, 2);
  const { body: made } = await admin.post("/v1/tenants/ten_platform/api-keys", { scopes: ["numbers:read"] });
  const counted: Json[] = [];
  let next = "";
  do {
    const { status, body }: Json = await caller(made.key).get(`/v1/webhook-refusals?limit=1${next}`);
    expect(status).toBe(200);
    counted.push(...body.data);
    next = body.has_more ? `&cursor=${body.next_cursor}` : "";
  } while (next !== "");
  const old = counted.filter(({ day }) => day.startsWith("2020"));
  expect(old.map(({ day, unsigned, replayed }) => [day, unsigned, replayed])).toEqual([
    ["2020-01-03", 5, 2],
    ["2020-01-02", 1, 1],
    ["2020-01-01", 8, 2],
  ]);
});

test("a number stays in its database: a transfer to a tenant of another one is refused", async () => {
  const [old, young] = [await withTenantInFirst(), await withTenant()];
  const { id } = await ownedBy(old);
  const refused = await admin.post(`/v1/tenants/${old.id}/phone-numbers/${id}/transfer`, { tenant_id: young.id });
  expect(refused).toMatchObject({ status: 409, body: { code: "illegal_transition" } });
});

test("each database has a check of its own", async () => {
  const { body } = await admin.get("/health/ready");
  expect(body.checks.map(({ name, ok }: Json) => [name, ok])).toEqual(
    expect.arrayContaining([
      ["database", true],
      ["database DB_2", true],
    ]),
  );
});
