import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { z } from "zod";
import { askBundles } from "../src/compliance/ask-bundles";
import { readCampaigns, readTollFree } from "../src/compliance/read-registrations";
import { composeJob } from "../src/compose";
import { archiveEvents } from "../src/event-archive/archive";
import { eventTypes } from "../src/events/catalogue";
import { sealEvents } from "../src/events/seal";
import { closeFinding, openFinding } from "../src/findings/facts";
import { findingStatuses } from "../src/findings/status";
import { guardActivity } from "../src/inactivity/job";
import { encodeCursor } from "../src/kernel/page";
import { listNumbers } from "../src/numbers/list";
import { numberSorts, orderOf } from "../src/numbers/order";
import { numberQuery } from "../src/numbers/wire";
import { askAgents, judgeAll, judgeChanges } from "../src/readiness/jobs";
import { reservationStatuses } from "../src/reservations/lifetime";
import { admin, type Caller, type Json } from "./support/api";
import { eventually, freshCall, freshMessage, knock, ownedBy } from "./support/carrier";
import { withBareTenant } from "./support/inventory";
import { runCleanup } from "./support/jobs";
import { endpointObject } from "./support/objects";
import { sandbox } from "./support/sandbox";
import { freshNumber, type Tenant, withTenant } from "./support/seed";
import { connect } from "./support/sockets";
import { noteStatements, type Query, statement, statementsOf } from "./support/statements";

/**
 * How SQLite means to run every statement that the program sends: always by an index that serves the filter and the order,
 * never by reading a table from end to end and never by sorting. Plans are for a database without statistics (ANALYZE is
 * never run), with the values bound as they are in earnest: some plans depend on them.
 */

beforeAll(noteStatements);

afterAll(() => {
  vi.restoreAllMocks();
});

/**
 * The lists of all tenants and of all runs, which are the platform's and have no filter, are read along an index from their
 * newest end; lists of ids come as JSON, which is read from end to end by nature; and `line` is the queue of the recursive
 * query that merges shelves of numbers, which is as long as there are shelves and numbers shown; `bundles` is one, too, that goes
 * from bundle to bundle.
 */
const mayScan = [
  /^SCAN tenants USING (COVERING )?INDEX tenants_by_creation$/,
  /^SCAN job_runs USING INDEX job_runs_by_start$/,
  /^SCAN sync_runs USING INDEX sync_runs_by_creation$/,
  // The latest 20 of a number.
  /^SCAN (call|message)$/,
  // As few as the numbers that are missing.
  /^SCAN sync_absences$/,
  // Indexes of what is open, read up to 10,000 rows for the health report; and what came of that.
  /^SCAN webhook_endpoints USING INDEX webhook_endpoints_paused$/,
  /^SCAN findings USING INDEX findings_open_of_kind$/,
  /^SCAN events USING INDEX events_unsealed$/,
  /^SCAN job_runs USING INDEX job_runs_one_running$/,
  /^SCAN (looked|\(subquery-\d+\))$/,
  // As few as there are carrier accounts.
  /^SCAN carrier_outcomes$/,
  /^SCAN json_each /,
  /^SCAN CONSTANT ROW$/,
  /^SCAN (line|bundles)$/,
  // What `preparedReads` gathers: the rows that a read with a limit has found.
  /^SCAN r\d+$/,
];

/** Events of many tenants that are written at once are numbered tenant by tenant: some hundreds, which came as JSON. */
const numbersItsOwn = (sql: string): boolean =>
  sql.startsWith('insert into "events"') && sql.includes("row_number() over (partition by ");

const isDear = (step: string, sql: string): boolean =>
  (step.includes("USE TEMP B-TREE") && !numbersItsOwn(sql)) ||
  (step.startsWith("SCAN") && !mayScan.some((allowed) => allowed.test(step)));

/** The steps of a statement's plan that grow with the table. */
async function dearSteps(query: Query): Promise<string[]> {
  const plan = await statement({ ...query, sql: `explain query plan ${query.sql}` }).all<{ detail: string }>();
  return plan.results.map(({ detail }) => detail).filter((step) => isDear(step, query.sql));
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

const numberFields = {
  status: ["active"],
  type: ["local"],
  country: ["US"],
  acquisition_method: ["reseller"],
  capability: ["voice,sms"],
  tag: ["vip"],
  agent_id: ["none"],
  created_after: ["2026-11-01T00:00:00Z"],
  created_before: ["2026-12-01T00:00:00Z"],
  phone_number_prefix: ["+1415"],
  digits: ["555"],
  ready: ["false"],
  sort: numberSorts,
} satisfies Record<keyof Omit<z.input<typeof numberQuery>, "limit" | "cursor">, readonly string[]>;

test("every combination of filters and order that the list of numbers takes is served by indexes, on every page", async () => {
  const ctx = await withBareTenant();
  // How a statement is run is all that is asked here, so none is.
  const run = vi.spyOn(Object.getPrototypeOf(env.DB.prepare("select 1")), "raw").mockResolvedValue([]);
  let offered = 0;
  const queries = await statementsOf(async () => {
    for (const way of combinations(numberFields)) {
      const asked = numberQuery.safeParse(Object.fromEntries(new URLSearchParams(way)));
      if (!asked.success) continue;
      offered += 1;
      const { name } = orderOf(asked.data, asked.data.sort);
      const cursor = encodeCursor({ sort: name, value: name.endsWith("created_at") ? 1 : "+1415", id: "num_0" });
      await listNumbers(ctx, asked.data);
      await listNumbers(ctx, { ...asked.data, cursor });
    }
  });
  run.mockRestore();
  // Seven filters go with every order, with or without a range of time or a prefix where there can be one; five with digits;
  // readiness with two orders, the one unless given, and ranges of time.
  expect(offered).toBe(2 ** 7 * (3 * 4 + 2 + 3 + 2) + 2 ** 5 + 3 * 4);
  expect(queries.length).toBeGreaterThan(30);
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

test("webhook endpoints are listed, found, woken and followed by index, and events found again by id and by time", async () => {
  const tenant = await stocked();
  const path = "/v1/webhook-endpoints";
  const url = "https://hooks.example.com/sandbox/receiver/plans";
  const queries = [
    ...(await statementsOf(async () => {
      for (let i = 0; i < 2; i += 1) await tenant.api.post(path, { url }, { "idempotency-key": `hook-${i}` });
    })),
    ...(await pagesOf(tenant.api, path, [""])),
    ...(await statementsOf(async () => {
      const { body: endpoints } = await tenant.api.get(path);
      const [{ id }] = endpoints.data;
      const { body: log } = await tenant.api.get("/v1/events");
      await tenant.api.patch(`${path}/${id}`, { description: "x" });
      await tenant.api.post(`${path}/${id}/rotate-secret`, {});
      await tenant.api.post(`${path}/${id}/redeliver`, { event_ids: [log.data[0].id] });
      await tenant.api.post(`${path}/${id}/redeliver`, { from: "2020-01-01T00:00:00Z", to: "2100-01-01T00:00:00Z" });
      await endpointObject(id).wake();
      await tenant.api.delete(`${path}/${id}`);
    })),
  ];
  expect(queries.length).toBeGreaterThan(15);
  expect(queries.some(({ sql }) => sql.includes('from "events"') && sql.includes("read_seq"))).toBe(true);
  expect(await dearOnes(queries)).toEqual([]);
});

/** Two calls and two messages of a number, the doors' own statements among what was sent. */
async function withTraffic(tenant: Tenant) {
  const number = await ownedBy(tenant);
  const doors = await statementsOf(async () => {
    for (let i = 0; i < 2; i += 1) {
      const call = freshCall();
      await knock(`${number.path}/voice`, { fields: call });
      await knock(`${number.path}/voice-result?leg=agent`, { fields: { ...call, DialCallStatus: "busy" } });
      await knock(`${number.path}/voice-status`, { fields: { ...call, CallStatus: "completed", CallDuration: "5" } });
      await knock(`${number.path}/sms`, { fields: freshMessage() });
      await knock(`${number.path}/sms-status`, { fields: freshMessage({ MessageStatus: "sent" }) });
      await knock(`${number.path}/sms`, { unsigned: true });
    }
    await eventually(async () => {
      const [calls, messages] = [
        await tenant.api.get("/v1/calls?status=completed"),
        await tenant.api.get("/v1/messages"),
      ];
      expect([calls.body.data.length, messages.body.data.length]).toEqual([2, 4]);
    });
  });
  return { number, doors };
}

test("whatever the doors look for and write has an index", async () => {
  const { doors } = await withTraffic(await withTenant());
  for (const table of ["calls", "messages", "usage_daily", "webhook_refusals", "events"]) {
    expect(doors.some(({ sql }) => sql.includes(`insert into "${table}"`))).toBe(true);
  }
  // Calls that began at the same moment, 50 at the most, are numbered by tenant.
  const numbered = 'USE TEMP B-TREE FOR ORDER BY: insert into "events"';
  expect((await dearOnes(doors)).filter((step) => !step.startsWith(numbered))).toEqual([]);
});

test("every filter of the lists of calls and messages has an index, and usage is added up along one", async () => {
  const tenant = await withTenant();
  const { number } = await withTraffic(tenant);
  const period = { created_after: ["2020-01-01T00:00:00Z"], created_before: ["2100-01-01T00:00:00Z"] };
  const filters = { phone_number_id: [number.id], from: ["+14158675310"], ...period };
  const queries = [
    ...(await pagesOf(
      tenant.api,
      "/v1/calls",
      combinations({ ...filters, status: ["completed"], agent_id: ["agt_0"] }),
    )),
    ...(await pagesOf(
      tenant.api,
      "/v1/messages",
      combinations({ ...filters, status: ["received"], direction: ["inbound", "outbound"] }),
    )),
    ...(await statementsOf(async () => {
      for (const by of ["number", "agent", "day"]) {
        const { body } = await tenant.api.get(`/v1/usage?limit=1&group_by=${by}`);
        expect(body.data).toHaveLength(1);
        const cursor = encodeCursor({ sort: by, value: "", id: "" });
        expect((await tenant.api.get(`/v1/usage?limit=1&group_by=${by}&cursor=${cursor}`)).status).toBe(200);
      }
      await tenant.api.get(`/v1/phone-numbers/${number.id}/usage`);
      await tenant.api.get("/v1/webhook-refusals?limit=1");
      const cursor = encodeCursor({ sort: "-day", value: "2100-01-01", id: "" });
      expect((await tenant.api.get(`/v1/webhook-refusals?limit=1&cursor=${cursor}`)).body.data).toHaveLength(1);
    })),
  ];
  expect(queries.length).toBeGreaterThanOrEqual(2 * 2 ** 6 + 2 * 2 ** 5 * 1.5);
  expect(await dearOnes(queries)).toEqual([]);
});

test("the list of agents, a number's history and its plans have indexes", async () => {
  const { api } = await stocked();
  const ids: string[] = [];
  for (let i = 0; i < 2; i += 1) {
    const asked = { name: "Desk", destination: { kind: "say", message: "Hello." } };
    ids.push((await api.post("/v1/agents", asked)).body.id);
  }
  const { body: owned } = await api.get("/v1/phone-numbers");
  const path = `/v1/phone-numbers/${owned.data[0].id}`;
  for (const agent_id of ids) {
    await api.post(`${path}/assign`, { agent_id });
    await api.put(`${path}/routing`, { agents: [{ agent_id, weight: 1 }] });
  }
  const at = "&at=2026-11-22T10:00:00Z";
  const queries = [
    ...(await pagesOf(api, "/v1/agents", combinations({ kind: ["say"] }), ["created_at", "-created_at"])),
    ...(await pagesOf(api, `${path}/assignments`, ["", at])),
    ...(await pagesOf(api, `${path}/routing/history`, ["", at])),
  ];
  expect(queries.length).toBeGreaterThanOrEqual(10);
  expect(await dearOnes(queries)).toEqual([]);
});

test("assigning, planning, simulating and deleting an agent find all they need by index", async () => {
  const { api } = await stocked();
  const { body: owned } = await api.get("/v1/phone-numbers");
  const path = `/v1/phone-numbers/${owned.data[0].id}`;
  const queries = await statementsOf(async () => {
    const once = { "idempotency-key": crypto.randomUUID() };
    const made = await api.post("/v1/agents", { name: "Desk", destination: { kind: "say", message: "Hello." } }, once);
    const agent = `/v1/agents/${made.body.id}`;
    await api.patch(agent, { name: "Sales" });
    await api.post(`${path}/assign`, { agent_id: made.body.id });
    await api.put(`${path}/routing`, { agents: [{ agent_id: made.body.id, weight: 1 }] });
    await api.get(`${path}/routing`);
    await api.post("/v1/routing/simulate", { phone_number_id: owned.data[0].id, agent_id: made.body.id });
    expect((await api.delete(agent)).status).toBe(409);
    expect((await api.delete(`${agent}?force=true`)).status).toBe(200);
    await api.delete(`${path}/routing`);
    await api.post(`${path}/unassign`);
  });
  expect(queries.length).toBeGreaterThan(20);
  expect(await dearOnes(queries)).toEqual([]);
});

test("what the live feed reads to let somebody in and to go on is found by index", async () => {
  const tenant = await stocked();
  const queries = await statementsOf(async () => {
    const client = await connect(tenant, { query: "after_seq=0" });
    await vi.waitFor(() => expect(client.typed("caught_up")).toHaveLength(1));
  });
  expect(queries.some(({ sql }) => sql.includes('order by "events"."seq" asc'))).toBe(true);
  expect(queries.some(({ sql }) => sql.includes("archived_seq"))).toBe(true);
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
    "webhook_endpoints",
  ]) {
    expect(queries.some(({ sql }) => sql.includes(`from "${table}"`))).toBe(true);
  }
  expect(await dearOnes(queries)).toEqual([]);
});

test("what is to be sealed, verified, archived and forgotten of the log has an index", async () => {
  const tenant = await stocked();
  const moment = (now: number) => ({ ...composeJob(env, createExecutionContext()), now });
  const queries = await statementsOf(async () => {
    await sealEvents(moment(Date.now()), null);
    await tenant.api.get("/v1/events/verify?from_seq=2&to_seq=4");
    await tenant.api.get("/v1/events/verify");
    await archiveEvents(moment(Date.now() + 100 * 24 * 60 * 60_000), null);
    await env.DB.prepare("insert into event_archives values (?, '2000-01-01', 0, 0, '', '', '', 0)")
      .bind(tenant.id)
      .run();
    const { body } = await tenant.api.get("/v1/events/archives?limit=1");
    await tenant.api.get(`/v1/events/archives?limit=1&cursor=${body.next_cursor}`);
    await tenant.api.get("/v1/events/archives/2000-01-01");
  });
  for (const part of [
    'update "events"',
    'update "event_seals"',
    'delete from "events"',
    'insert into "event_archives"',
  ]) {
    expect(
      queries.some(({ sql }) => sql.startsWith(part)),
      part,
    ).toBe(true);
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

test("numbers are judged, agents asked and the unused found by index", async () => {
  const tenant = await withTenant();
  const { id, path } = await ownedBy(tenant);
  const agent = await tenant.api.post("/v1/agents", { name: "Desk", destination: { kind: "say", message: "Hello." } });
  await tenant.api.post(`/v1/phone-numbers/${id}/assign`, { agent_id: agent.body.id });
  await knock(`${path}/voice`, { fields: freshCall() });
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 40 * 24 * 60 * 60_000 });
  const queries = await statementsOf(async () => {
    for (const job of [askAgents, judgeChanges, judgeAll, guardActivity]) {
      for (const cursor of [null, "", ...(job === guardActivity ? ["closing", "closing 0 x"] : [])]) {
        await job.slice(composeJob(env, createExecutionContext()), cursor, () => true);
      }
    }
    await tenant.api.get(`/v1/phone-numbers/${id}/readiness`);
    await tenant.api.get("/v1/phone-numbers?ready=true");
  });
  vi.useRealTimers();
  expect(queries.length).toBeGreaterThan(20);
  expect(await dearOnes(queries)).toEqual([]);
});

test("papers, bundles and registrations are read and written by index, whatever changes", async () => {
  const tenant = await withTenant();
  const papers = { address_sid: await sandbox.address("DE"), bundle_sid: await sandbox.bundle("DE", "local") };
  const items = [{ phone_number: "+493023456211" }];
  expect((await tenant.api.post("/v1/orders", { items, configuration: papers })).body.status).toBe("completed");
  const { e164 } = await ownedBy(tenant);
  const service = await sandbox.service([e164], "VERIFIED");
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
  const queries = await statementsOf(async () => {
    await admin.post("/v1/sync");
    for (const change of [
      () => sandbox.changeService(service, { campaign_status: "FAILED" }),
      () => sandbox.endService(service),
    ]) {
      for (const job of [askBundles, readCampaigns, readTollFree]) {
        await job.slice(composeJob(env, createExecutionContext()), null, () => true);
      }
      await judgeChanges.slice(composeJob(env, createExecutionContext()), null, () => true);
      await change();
      await sandbox.review(papers.bundle_sid, "twilio-rejected");
    }
    await readCampaigns.slice(composeJob(env, createExecutionContext()), null, () => true);
  });
  vi.useRealTimers();
  for (const table of ["number_papers", "bundle_states", "messaging_registrations", "messaging_rounds"]) {
    expect(queries.filter(({ sql }) => sql.includes(table)).length, table).toBeGreaterThan(1);
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

test("the report on the platform's health counts along indexes, and the probe writes by them", async () => {
  const queries = await statementsOf(async () => {
    expect((await admin.post("/v1/jobs/health/run")).body.status).toBe("completed");
    expect((await admin.get("/health/report")).status).toBe(200);
  });
  // Nobody's key stands behind the probe's connection, so of the keys nothing is read.
  const reading = queries.filter(({ sql }) => !sql.endsWith('from "api_keys" where false'));
  expect(reading.length).toBeGreaterThan(20);
  expect(await dearOnes(reading)).toEqual([]);
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
const rowsRead = async ({ api }: Tenant, path: string): Promise<number> => {
  const sent = await statementsOf(async () => expect((await api.get(path)).body.data).toHaveLength(PAGE));
  expect(sent).toHaveLength(1);
  return sent[0] ? (await statement(sent[0]).all()).meta.rows_read : Number.NaN;
};

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
