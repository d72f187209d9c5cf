import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { composeJob } from "../src/compose";
import { eventTypes } from "../src/events/catalogue";
import { closeFinding, openFinding } from "../src/findings/facts";
import { findingStatuses } from "../src/findings/status";
import { numberSorts } from "../src/numbers/queries";
import { reservationStatuses } from "../src/reservations/lifetime";
import { admin, type Caller, type Json } from "./support/api";
import { runCleanup } from "./support/jobs";
import { sandbox } from "./support/sandbox";
import { freshNumber, type Tenant, withTenant } from "./support/seed";

/**
 * How SQLite means to run every statement that the program sends: always by an index that serves the filter and the order,
 * never by reading a table from end to end and never by sorting. Plans are for a database without statistics (ANALYZE is
 * never run), with the values bound as they are in earnest: some plans depend on them.
 */

interface Query {
  readonly sql: string;
  readonly params: readonly unknown[];
}

/** Every statement sent since the last look, by its text. */
const sent = new Map<string, Query>();

beforeAll(() => {
  const prototype = Object.getPrototypeOf(env.DB.prepare("select 1"));
  const { bind } = prototype;
  vi.spyOn(prototype, "bind").mockImplementation(function (this: unknown, ...params: unknown[]) {
    const sql = String(Reflect.get(Object(this), "statement"));
    sent.set(sql, { sql, params });
    return Reflect.apply(bind, this, params);
  });
});

afterAll(() => {
  vi.restoreAllMocks();
});

const statement = ({ sql, params }: Query) => env.DB.prepare(sql).bind(...params);

/** The statements that some work sends. */
async function statementsOf(work: () => Promise<unknown>): Promise<Query[]> {
  sent.clear();
  await work();
  const queries = [...sent.values()];
  sent.clear();
  return queries;
}

/**
 * The lists of all tenants and of all runs, which are the platform's and have no filter, are read along an index from their
 * newest end; and lists of ids come as JSON, which is read from end to end by nature.
 */
const mayScan = [
  /^SCAN tenants USING (COVERING )?INDEX tenants_by_creation$/,
  /^SCAN job_runs USING INDEX job_runs_by_start$/,
  /^SCAN sync_runs USING INDEX sync_runs_by_creation$/,
  // As few as the numbers that are missing.
  /^SCAN sync_absences$/,
  /^SCAN json_each /,
  /^SCAN CONSTANT ROW$/,
];

const isDear = (step: string): boolean =>
  step.includes("USE TEMP B-TREE") || (step.startsWith("SCAN") && !mayScan.some((allowed) => allowed.test(step)));

/** The steps of a statement's plan that grow with the table. */
async function dearSteps(query: Query): Promise<string[]> {
  const plan = await statement({ ...query, sql: `explain query plan ${query.sql}` }).all<{ detail: string }>();
  return plan.results.map(({ detail }) => detail).filter(isDear);
}

/** What is wrong with each statement that would scan or sort. */
async function dearOnes(queries: readonly Query[]): Promise<string[]> {
  const found: string[] = [];
  for (const query of queries) {
    for (const step of await dearSteps(query))
      found.push(`${step}: ${query.sql.replace(/^select .*? from /, "… from ")}`);
  }
  return found;
}

/** Every way to give some, all or none of these query fields, each with every one of its values. */
function combinations(fields: Readonly<Record<string, readonly string[]>>): string[] {
  let ways = [""];
  for (const [name, values] of Object.entries(fields)) {
    ways = ways.flatMap((way) => [way, ...values.map((value) => `${way}&${name}=${encodeURIComponent(value)}`)]);
  }
  return ways;
}

/** The statements of a list's first page and of a page that a cursor leads to. */
async function pagesOf(caller: Caller, path: string, filters: readonly string[], sorts: readonly string[] = []) {
  return await statementsOf(async () => {
    for (const sort of sorts.length > 0 ? sorts.map((name) => `&sort=${name}`) : [""]) {
      const first = await caller.get(`${path}?limit=1${sort}`);
      const cursor = `&cursor=${first.body.next_cursor}`;
      expect(first).toMatchObject({ status: 200, body: { has_more: true } });
      for (const way of filters) {
        expect(await caller.get(`${path}?limit=1${sort}${way}`)).toMatchObject({ status: 200 });
        expect(await caller.get(`${path}?limit=1${sort}${way}${cursor}`)).toMatchObject({ status: 200 });
      }
    }
  });
}

const buy = async ({ api }: Tenant): Promise<Json> =>
  (await api.post("/v1/orders", { items: [{ phone_number: freshNumber() }] })).body;

/** Two of everything there is a list of, so that each list has a second page. */
async function stocked(): Promise<Tenant> {
  const tenant = await withTenant();
  for (let i = 0; i < 2; i += 1) {
    await tenant.api.post("/v1/reservations", { phone_number: freshNumber() });
    await buy(tenant);
    await admin.post(`/v1/tenants/${tenant.id}/api-keys`, {});
    await tenant.api.post("/v1/phone-numbers/bulk", { action: "lock", phone_numbers: [freshNumber()] });
  }
  for (const type of ["local", "mobile"]) {
    const bundle_sid = await sandbox.bundle("DE", type);
    await tenant.api.put(`/v1/regulatory-defaults/DE/${type}`, { bundle_sid });
  }
  return tenant;
}

test("a scan and a sort are noticed", async () => {
  expect(
    await dearOnes([
      { sql: "select * from phone_numbers where carrier_id = ?", params: ["PN0"] },
      { sql: "select * from phone_numbers where tenant_id = ? order by updated_at", params: ["ten_0"] },
      { sql: "select * from phone_numbers where id = ?", params: ["num_0"] },
    ]),
  ).toEqual([
    "SCAN phone_numbers: … from phone_numbers where carrier_id = ?",
    "USE TEMP B-TREE FOR ORDER BY: … from phone_numbers where tenant_id = ? order by updated_at",
  ]);
});

test("every filter and order of the list of numbers has an index", async () => {
  const { api } = await stocked();
  const common = { status: ["active", "releasing"], country: ["US"], type: ["local"] };
  const byNumber = numberSorts.filter((sort) => sort.endsWith("phone_number"));
  const queries = [
    ...(await pagesOf(api, "/v1/phone-numbers", combinations(common), numberSorts)),
    ...(await pagesOf(api, "/v1/phone-numbers", combinations({ ...common, phone_number_prefix: ["+1415"] }), byNumber)),
  ];
  expect(queries.length).toBeGreaterThanOrEqual(2 * 2 ** 3 * numberSorts.length);
  expect(await dearOnes(queries)).toEqual([]);
});

test("every filter and order of the list of events has an index", async () => {
  const { api } = await stocked();
  const filters = combinations({
    type: eventTypes.slice(0, 1),
    subject_id: ["rsv_0"],
    after_seq: ["1"],
  });
  const queries = await pagesOf(api, "/v1/events", filters, ["seq", "-seq"]);
  expect(queries.length).toBeGreaterThanOrEqual(2 * 2 ** 3 * 2);
  expect(await dearOnes(queries)).toEqual([]);
});

test("every filter of the list of reservations has an index", async () => {
  const { api } = await stocked();
  const filters = combinations({ status: reservationStatuses, phone_number: [freshNumber()] });
  const queries = await pagesOf(api, "/v1/reservations", filters);
  expect(queries.length).toBeGreaterThanOrEqual(16);
  expect(await dearOnes(queries)).toEqual([]);
});

test("every filter of the list of findings has an index, and so has what is written of one", async () => {
  const { api, id } = await withTenant();
  const finding = (at: number) =>
    env.DB.prepare(
      `insert into findings (id, tenant_id, kind, subject_type, subject_id, evidence, created_at, resolved_at, snoozed_until)
       values (?1, ?2, 'purchase_undeliverable', 'order', ?1, '{}', ?3, null, null)`,
    ).bind(`fnd_${id}${at}`, id, at);
  await env.DB.batch([finding(1), finding(2)]);
  const filters = combinations({
    status: findingStatuses,
    kind: ["purchase_undeliverable"],
    severity: ["critical"],
    subject_id: ["ord_0"],
  });
  const queries = [
    ...(await pagesOf(api, "/v1/findings", filters)),
    ...(await statementsOf(async () => {
      const path = `/v1/findings/fnd_${id}1`;
      const ctx = composeJob(env, createExecutionContext());
      const fact = { tenantId: id, kind: "purchase_undeliverable", subjectId: "ord_0" } as const;
      expect((await api.get(path)).status).toBe(200);
      expect((await api.post(`${path}/assign`, { assignee: "Ada" })).status).toBe(200);
      expect((await api.post(`${path}/resolve`, {})).status).toBe(200);
      await ctx.db.batch(openFinding(ctx, { ...fact, subjectType: "order", evidence: {} }));
      await ctx.db.batch(closeFinding(ctx, fact));
    })),
  ];
  expect(queries.length).toBeGreaterThanOrEqual(2 * 4 * 2 ** 3);
  expect(await dearOnes(queries)).toEqual([]);
});

test("runs are listed, and a job takes its lease and writes its run down, by index", async () => {
  const runTwice = async () => {
    for (let i = 0; i < 2; i += 1) expect((await admin.post("/v1/jobs/cleanup/run")).status).toBe(200);
  };
  const queries = [
    ...(await statementsOf(runTwice)),
    ...(await pagesOf(admin, "/v1/job-runs", combinations({ job: ["cleanup"] }))),
    ...(await statementsOf(async () => {
      const { body } = await admin.get("/v1/jobs");
      expect((await admin.get(`/v1/job-runs/${body.data[0].last_run.id}`)).status).toBe(200);
    })),
  ];
  expect(queries.some(({ sql }) => sql.includes('update "job_leases"'))).toBe(true);
  expect(await dearOnes(queries)).toEqual([]);
});

test("the lists of orders, bulk jobs, tenants and API keys have indexes", async () => {
  const { api, id } = await stocked();
  const queries = [
    ...(await pagesOf(api, "/v1/orders", [""])),
    ...(await pagesOf(api, "/v1/bulk-jobs", [""])),
    ...(await pagesOf(api, "/v1/regulatory-defaults", [""])),
    ...(await pagesOf(admin, "/v1/tenants", [""])),
    ...(await pagesOf(api, `/v1/tenants/${id}/api-keys`, [""])),
  ];
  expect(queries.length).toBeGreaterThanOrEqual(11);
  expect(await dearOnes(queries)).toEqual([]);
});

test("whatever the cleanup job looks for has an index", async () => {
  const queries = await statementsOf(runCleanup);
  for (const table of [
    "reservations",
    "order_items",
    "bulk_items",
    "phone_numbers",
    "findings",
    "idempotency_keys",
    "job_runs",
  ]) {
    expect(queries.some(({ sql }) => sql.includes(`from "${table}"`))).toBe(true);
  }
  expect(await dearOnes(queries)).toEqual([]);
});

test("a bulk job, each of its items and its outcome are found by index", async () => {
  const tenant = await stocked();
  const { body: owned } = await tenant.api.get("/v1/phone-numbers");
  const queries = await statementsOf(async () => {
    const once = { "idempotency-key": crypto.randomUUID() };
    const named = [owned.data[0].id, owned.data[1].phone_number];
    const job = await tenant.api.post("/v1/phone-numbers/bulk", { action: "lock", phone_numbers: named }, once);
    const path = `/v1/bulk-jobs/${job.body.id}`;
    await vi.waitFor(async () => expect((await tenant.api.get(path)).body.status).toBe("completed"), 10_000);
  });
  expect(queries.some(({ sql }) => sql.includes('update "bulk_items"'))).toBe(true);
  expect(await dearOnes(queries)).toEqual([]);
});

test("everything on a number's way from search to release is found by index", async () => {
  const { api, id, key, keyId } = await stocked();
  const queries = await statementsOf(async () => {
    const once = { "idempotency-key": crypto.randomUUID() };
    await api.get("/v1/available-phone-numbers?country=US&limit=2");
    const { body: held } = await api.post("/v1/reservations", { phone_number: freshNumber() }, once);
    await api.post(`/v1/reservations/${held.id}/extend`, {});
    await api.get(`/v1/reservations/${held.id}`);
    await api.delete(`/v1/reservations/${held.id}`);
    const order = await buy({ api, id, key, keyId });
    await api.get(`/v1/orders/${order.id}`);
    const { phone_number, phone_number_id } = order.items[0];
    await api.get(`/v1/phone-numbers/${encodeURIComponent(phone_number)}`);
    await api.patch(`/v1/phone-numbers/${phone_number_id}`, { friendly_name: "Desk" });
    await api.post(`/v1/phone-numbers/${phone_number_id}/suspend`);
    await api.post(`/v1/phone-numbers/${phone_number_id}/resume`);
    await api.post(`/v1/phone-numbers/${phone_number_id}/release`);
    await api.get("/v1/me");
    await admin.patch(`/v1/tenants/${id}`, { name: "Other" });
    await admin.delete(`/v1/tenants/${id}/api-keys/${keyId}`);
  });
  expect(queries.length).toBeGreaterThan(20);
  expect(await dearOnes(queries)).toEqual([]);
});

test("addresses and bundles are found by index, whether an order names them, a default does, or a dry run asks", async () => {
  const { api } = await withTenant();
  const papers = { address_sid: await sandbox.address("DE"), bundle_sid: await sandbox.bundle("DE", "local") };
  const queries = await statementsOf(async () => {
    const path = "/v1/regulatory-defaults/DE/local";
    await api.put(path, { bundle_sid: papers.bundle_sid });
    await api.put(path, papers);
    await api.get(path);
    const wanted = { items: [{ phone_number: "+493023456111" }, { phone_number: "+493023456112" }] };
    await api.post("/v1/orders?dry_run=true", wanted);
    expect((await api.post("/v1/orders", wanted)).body.status).toBe("completed");
    await api.post("/v1/orders", { items: [{ phone_number: "+493023456113" }], configuration: papers });
    await api.delete(path);
  });
  for (const does of ['update "order_items"', 'insert into "regulatory_claims"', 'delete from "regulatory_defaults"']) {
    expect(queries.some(({ sql }) => sql.startsWith(does))).toBe(true);
  }
  expect(await dearOnes(queries)).toEqual([]);
});

test("the sync, with everything it can find, reads by indexes", async () => {
  const tenant = await withTenant();
  const [kept, gone, orphan] = [await buy(tenant), await buy(tenant), freshNumber()];
  const [{ phone_number: lost }] = gone.items;
  await sandbox.lose(lost);
  await sandbox.addBehindOurBack(orphan, `pm:${kept.items[0].id ?? "itm_0"}`);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 20 * 60_000 });
  const queries = await statementsOf(async () => {
    for (let runs = 0; runs < 3; runs += 1) {
      const { body } = await admin.post("/v1/sync");
      expect(body.differences).toMatchObject({ orphaned: { open: 1 } });
      await admin.get(`/v1/sync/${body.id}/differences?kind=orphaned`);
      const { next_cursor } = (await admin.get(`/v1/sync/${body.id}/differences?limit=1`)).body;
      await admin.get(`/v1/sync/${body.id}/differences?cursor=${next_cursor}`);
      const page = (await admin.get("/v1/sync?limit=1")).body;
      await admin.get(`/v1/sync?cursor=${page.next_cursor ?? ""}`);
      vi.setSystemTime(Date.now() + 20 * 60_000);
    }
    const orphans = await admin.get("/v1/findings?kind=number_orphaned");
    await admin.post(`/v1/findings/${orphans.body.data[0].id}/adopt`, { tenant_id: tenant.id });
    await admin.post("/v1/sync");
  });
  vi.useRealTimers();
  expect(queries.length).toBeGreaterThan(30);
  expect(await dearOnes(queries)).toEqual([]);
});

const MANY = 5_000;
const PAGE = 50;
/** Numbers made in the same millisecond, as by an import. */
const TIED = 1_000;
const LONGEST_PAGE = 200;

/** So many numbers in one statement, each a copy of one that was bought, with an id, a number, a name and a time of its own. */
async function withManyNumbers(): Promise<Tenant> {
  const tenant = await withTenant();
  const order = await buy(tenant);
  const numbers = Array.from({ length: MANY }, (_, at) => [`num_copy${10_000 + at}`, `+1312${2_000_000 + at}`]);
  const copied = `tenant_id, country, type, voice, sms, mms, fax, status, acquisition_method, carrier_id, tags, metadata,
    version, updated_at`;
  await env.DB.prepare(
    `with bought as (select * from phone_numbers where id = ?), copies as (select key as place, value from json_each(?))
     insert into phone_numbers (id, e164, friendly_name, created_at, ${copied})
     select value->>0, value->>1, 'Line ' || (value->>1), created_at + place / ${TIED}, ${copied} from copies, bought`,
  )
    .bind(order.items[0].phone_number_id, JSON.stringify(numbers))
    .run();
  return tenant;
}

/** The rows that the database reads for a page of a list. */
async function rowsRead({ api }: Tenant, path: string): Promise<number> {
  const [query] = await statementsOf(async () => expect((await api.get(path)).body.data).toHaveLength(PAGE));
  if (!query) throw new Error("The list sent no statement.");
  return (await statement(query).all()).meta.rows_read;
}

test("however far into a list of 5,000 numbers, a page reads the rows that it shows and one or two more", async () => {
  const tenant = await withManyNumbers();
  for (const sort of numberSorts) {
    const path = `/v1/phone-numbers?sort=${sort}&limit=`;
    let cursor = "";
    for (let shown = 0; shown < MANY - LONGEST_PAGE; shown += LONGEST_PAGE) {
      const { body } = await tenant.api.get(`${path}${LONGEST_PAGE}${cursor}`);
      cursor = `&cursor=${body.next_cursor}`;
    }
    const [first, deep] = [await rowsRead(tenant, path + PAGE), await rowsRead(tenant, path + PAGE + cursor)];
    // One row tells that there is more; and with a cursor the row that it names is read again.
    expect({ sort, first, deep }).toEqual({ sort, first: PAGE + 1, deep: PAGE + 2 });
  }
});
