import { env } from "cloudflare:workers";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { orderItemStatuses, orderStatuses } from "#acquisition/orders/order-status";
import { MAX_DISORDER } from "#events/log/reads";
import { firstIdAt } from "#kernel/values/ids";
import { admin, type Json, openApiDocument } from "../../../support/api";
import { exported } from "../../../support/event-log";
import { combinations, scanningQueries } from "../../../support/query-plans";
import { type Tenant, withTenant } from "../../../support/seed";
import { noteStatements, rowsReadBy, statementsOf } from "../../../support/statements";

/** The filters that all growing lists have: by status and by a period of creation. */

beforeAll(noteStatements);

afterAll(() => {
  vi.restoreAllMocks();
});

/** Lists without a period of creation, with the reason. */
const withoutPeriod: Readonly<Record<string, string>> = {
  listAvailableCountries: "the world's countries",
  searchAvailablePhoneNumbers: "what Twilio sells now",
  listRegulatoryDefaults: "one for each country and type",
  listEventArchives: "one for each day, and the day is in the path",
  listWebhookEndpoints: "limited for each tenant",
  listCarrierAccountNumbers: "what Twilio lists",
  listImportItems: "those of one job",
  listPortabilityResults: "those of one check",
  listSipTrunks: "limited for each tenant",
  listCarrierAccounts: "limited for each tenant",
  listAssignments: "those of one number; `at` finds one",
  listRoutingHistory: "those of one number; `at` finds one",
  listPhoneNumberHistory: "the events of one number",
  listSyncDifferences: "those of one sync",
  listUsage: "sums, by `from` and `to`",
  listUsageCosts: "sums of a period",
  listWebhookRefusals: "sums, by `from` and `to`",
  listPortingDocuments: "limited for each request",
  listPortingShareLinks: "those of one request",
  listPortingRequestNumbers: "limited for each request",
  listPortingBoard: "the open requests, in the order of their urgency",
  listJobs: "the platform's jobs",
};

test("every list that grows has a period of creation, and a status if its rows have one", () => {
  const { paths, components }: Json = openApiDocument();
  const without: string[] = [];
  let lists = 0;
  for (const { get } of Object.values<Json>(paths)) {
    const answer = get?.responses["200"]?.content?.["application/json"]?.schema.$ref?.split("/").at(-1);
    const items = components.schemas[answer]?.properties?.data?.items;
    if (!items) continue;
    lists += 1;
    const names = (get.parameters ?? []).map(({ name }: Json) => name);
    if (!names.includes("created_after") || !names.includes("created_before")) without.push(get.operationId);
    const row = components.schemas[items.$ref?.split("/").at(-1)];
    if (names.includes("created_after") && row?.properties?.status) {
      expect.soft(names, get.operationId).toContain("status");
    }
  }
  expect(lists).toBeGreaterThan(20);
  expect(without.filter((id) => withoutPeriod[id] === undefined)).toEqual([]);
});

const DAY_MS = 86_400_000;

/** Orders of up to two items in every combination of states, a day apart; each item unchanged for an hour. */
async function withOrders(): Promise<Tenant> {
  const tenant = await withTenant();
  const states: string[][] = orderItemStatuses.flatMap((one) => [[one], ...orderItemStatuses.map((two) => [one, two])]);
  const now = Date.now();
  const statements = states.flatMap((items, at) => {
    const [id, created] = [`ord_${tenant.id}${String(at).padStart(3, "0")}`, now - (at + 1) * DAY_MS];
    return [
      env.DB.prepare("insert into orders values (?, ?, '{}', 'system', 'req_1', ?)").bind(id, tenant.id, created),
      ...items.map((status, position) =>
        env.DB.prepare(
          `insert into order_items (id, order_id, tenant_id, position, e164, phone_number_id, status, created_at, updated_at)
           values (?, ?, ?, ?, '+14155550100', 'num_1', ?, ?, ?)`,
        ).bind(...[`itm_${id}${position}`, id, tenant.id, position, status, created, now - (at % 2) * 3_600_000]),
      ),
    ];
  });
  await env.DB.batch(statements);
  return tenant;
}

const idsOf = ({ data }: Json): string[] => data.map(({ id }: Json) => id);

test("a list of orders by status has exactly the orders that show this status, in order, in the period", async () => {
  const { api } = await withOrders();
  const { body: all } = await api.get("/v1/orders?limit=200");
  expect(new Set(all.data.map(({ status }: Json) => status)).size).toBe(orderStatuses.length);
  for (const status of orderStatuses) {
    const { body } = await api.get(`/v1/orders?limit=200&status=${status}`);
    expect(idsOf(body), status).toEqual(idsOf({ data: all.data.filter((order: Json) => order.status === status) }));
  }
  const [from, until] = [all.data[20].created_at, all.data[10].created_at];
  const { body } = await api.get(`/v1/orders?limit=200&created_after=${from}&created_before=${until}`);
  expect(idsOf(body)).toEqual(idsOf({ data: all.data.slice(11, 21) }));
  const late = await api.get(`/v1/orders?created_after=${until}&created_before=${from}`);
  expect(late).toMatchObject({ status: 422, body: { errors: [{ pointer: "/created_after" }] } });
});

test("a list of orders by a status that few have reads no items of the others", async () => {
  const { api, id } = await withTenant();
  await env.DB.batch([
    env.DB.prepare(
      `with recursive n (i) as (select 1 union all select i + 1 from n where i < 5000)
       insert into orders select ?1 || i, ?1, '{}', 'system', 'req_1', i from n`,
    ).bind(id),
    env.DB.prepare(
      `with recursive n (i) as (select 1 union all select i + 1 from n where i < 5000)
       insert into order_items (id, order_id, tenant_id, position, e164, phone_number_id, status, created_at, updated_at)
       select ?1 || 'item' || i, ?1 || i, ?1, 0, '+1415555' || i, 'num_1', 'completed', i, i from n`,
    ).bind(id),
  ]);
  const rows = async (status: string) => await rowsReadBy(() => api.get(`/v1/orders?limit=20&status=${status}`));
  for (const status of orderStatuses) expect(await rows(status), status).toBeLessThan(500);
});

test("bulk jobs, job runs and deliveries are found by status and period", async () => {
  const { api, id } = await withTenant();
  const job = (at: number, succeeded: number, completed: number | null) =>
    env.DB.prepare("insert into bulk_jobs values (?, ?, 'lock', '{}', 2, ?, 0, null, 'req_1', ?, ?)").bind(
      ...[`blk_${id}${at}`, id, succeeded, at, completed],
    );
  const item = (at: number, status: string) =>
    env.DB.prepare(
      `insert into bulk_items (id, job_id, tenant_id, position, reference, status, attempts, created_at, updated_at)
       values (?1 || ?2, ?1, ?3, 0, '+14155550100', ?4, 0, ?2, ?2)`,
    ).bind(...[`blk_${id}${at}`, at, id, status]);
  await env.DB.batch([job(1, 0, null), item(1, "pending"), job(2, 1, null), item(2, "processing"), job(3, 2, 9)]);
  const jobs = async (query: string) =>
    (await api.get(`/v1/bulk-jobs?${query}`)).body.data.map(({ id: one }: Json) => Number(one.slice(id.length + 4)));
  expect(await jobs("status=pending")).toEqual([1]);
  expect(await jobs("status=processing")).toEqual([2]);
  expect(await jobs("status=completed")).toEqual([3]);
  expect(await jobs("created_before=1970-01-01T00:00:00.003Z")).toEqual([2, 1]);

  const run = (at: number, status: string, updated: number) =>
    env.DB.prepare(
      `insert into job_runs (id, job, started_by, status, slices, counted, errors, error_count, started_at, updated_at)
       values (?, ?, 'cron', ?, 1, '{}', '[]', 0, ?, ?)`,
    ).bind(...[`job_${id}${at}`, `job ${id} ${at}`, status, at, updated]);
  await env.DB.batch([
    ...["completed", "paused", "failed"].map((status, at) => run(at, status, 0)),
    run(3, "running", 0),
    run(4, "running", Date.now()),
  ]);
  const runs = async (status: string) =>
    (await admin.get(`/v1/job-runs?limit=200&created_before=1970-01-01T00:00:01Z&status=${status}`)).body.data
      .filter(({ id: one }: Json) => one.startsWith(`job_${id}`))
      .map((one: Json) => [Number(one.id.slice(id.length + 4)), one.status]);
  for (const [at, status] of ["completed", "paused", "failed", "died", "running"].entries()) {
    expect(await runs(status)).toEqual([[at, status]]);
  }

  const { body: endpoint } = await api.post("/v1/webhook-endpoints", {
    url: "https://hooks.example.com/sandbox/receiver/f",
  });
  const path = `/v1/webhook-endpoints/${endpoint.id}`;
  const { body: sent } = await api.post(`${path}/test`);
  const deliveries = async (query: string) => (await api.get(`${path}/deliveries?${query}`)).body.data.length;
  expect(await deliveries(`event_type=webhook_endpoint.test&created_after=${sent.created_at}`)).toBe(1);
  expect(await deliveries(`event_type=webhook_endpoint.test&created_before=${sent.created_at}`)).toBe(0);
  expect((await api.get(`${path}/deliveries?event_type=order`)).status).toBe(422);
});

test("events of a period are found by the time they were written, whatever the order, reading rows by the page", async () => {
  const tenant = await withTenant();
  const { api, id } = tenant;
  const [{ seq }] = (await api.get("/v1/events?limit=1")).body.data;
  const start = Date.parse("2026-11-01T00:00:00Z");
  // A second apart; each pair is written in another order than its ids were made.
  const rows = Array.from({ length: 5_000 }, (_, at) => ({
    seq: seq + 1 + (at ^ 1),
    id: firstIdAt("event", start + at * 1_000),
  }));
  await env.DB.prepare(
    `insert into events select ?1, json_extract(value, '$.seq'), json_extract(value, '$.id') || ?1, 'call.started', 0, 'system',
       'req_1', 'call', 'call_1', '{}', null from json_each(?2)`,
  )
    .bind(id, JSON.stringify(rows))
    .run();
  const at = (seconds: number) => new Date(start + seconds * 1_000).toISOString();
  const period = `created_after=${at(3_001)}&created_before=${at(3_101)}`;
  for (const [sort, filter] of ["seq", "-seq"].flatMap((one) =>
    ["", "&type=call.started", "&type=call.*", "&subject_id=call_1", "&subject_id=call_1&type=call.*"].map((two) => [
      one,
      two,
    ]),
  )) {
    const { body } = await api.get(`/v1/events?limit=200&sort=${sort}&${period}${filter}`);
    const found = body.data.map((one: Json) => one.seq).sort((a: number, b: number) => a - b);
    const expected = rows
      .slice(3_001, 3_101)
      .map((row) => row.seq)
      .sort((a, b) => a - b);
    expect(found).toEqual(expected);
    const page = await rowsReadBy(() => api.get(`/v1/events?limit=20&sort=${sort}&${period}${filter}`));
    // The neighbours of the period's end, and the search for both ends.
    expect(page).toBeLessThan(MAX_DISORDER + 200);
  }
  expect((await exported(tenant, `?${period}`)).length).toBe(100);
  const tomorrow = new Date(Date.now() + DAY_MS).toISOString();
  expect((await api.get(`/v1/events?created_after=${tomorrow}`)).body.data).toEqual([]);
  const queries = await statementsOf(async () => {
    for (const way of combinations({
      created_after: [at(1)],
      created_before: [at(2)],
      type: ["call.started", "call.*"],
      after_seq: ["3"],
    })) {
      for (const sort of ["seq", "-seq"]) await api.get(`/v1/events?limit=1&sort=${sort}${way}`);
    }
  });
  expect(await scanningQueries(queries)).toEqual([]);
});
