import { env } from "cloudflare:workers";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { eventsBetween, eventsWithIds, MAX_DISORDER } from "#events/log/reads";
import { openDatabase } from "#kernel/db/db";
import { buy, combinations, pagesOf, scanningQueries } from "../../../support/query-plans";
import { type Tenant, withTenant } from "../../../support/seed";
import { noteStatements, rowsReadBy } from "../../../support/statements";

/** Rows that D1 counts as read for the event log's filters: a plan that says SEARCH may still read a tenant's whole log. */

const EVENTS = 100_000;
const PAGE = 50;
/** The page, one event that shows that there are more, and what the request reads besides events. */
const MAX_ROWS = PAGE + 10;

let tenant: Tenant;
let numberId: string;

beforeAll(async () => {
  noteStatements();
  tenant = await withTenant();
  numberId = (await buy(tenant)).items[0].phone_number_id;
  // Two of the types and subjects are common, one is rare. The number's own events are the oldest and some in the middle.
  await env.DB.prepare(
    `with recursive n (i) as (select 1 union all select i + 1 from n where i < ?2)
     insert into events
     select ?1, i + (select max(seq) from events where tenant_id = ?1), 'evt_' || printf('%026d', i),
       case when i % 1000 = 7 then 'agent.created' when i % 2 then 'call.started' else 'call.completed' end,
       ?3 + i, 'system', 'req_1', 'call',
       case when i % 1000 = 8 then ?4 when i % 3 then 'call_' || (i % 2) else 'call_x' || i end,
       '{}', null
     from n`,
  )
    .bind(tenant.id, EVENTS, Date.now(), numberId)
    .run();
});

afterAll(() => {
  vi.restoreAllMocks();
});

test("every filter and order of the list of events has an index", async () => {
  const filters = combinations({ type: ["call.started"], subject_id: [numberId], after_seq: ["5"] });
  const queries = await pagesOf(tenant.api, "/v1/events", filters, ["seq", "-seq"]);
  expect(queries.length).toBeGreaterThanOrEqual(4 * 2 + 4 * 4);
  expect(await scanningQueries(queries)).toEqual([]);
});

/** The first page of a list and the page after it. */
async function twoPages(path: string): Promise<string[]> {
  const { status, body } = await tenant.api.get(path);
  expect(status).toBe(200);
  return body.next_cursor === null ? [path] : [path, `${path}&cursor=${body.next_cursor}`];
}

async function pagesOver(limit: number, filters: readonly string[]): Promise<string[]> {
  const over: string[] = [];
  for (const filter of filters) {
    for (const sort of ["seq", "-seq"]) {
      for (const page of await twoPages(`/v1/events?limit=${PAGE}&sort=${sort}${filter}`)) {
        const rows = await rowsReadBy(() => tenant.api.get(page));
        if (rows > limit) over.push(`${rows} rows: ${page}`);
      }
    }
  }
  return over;
}

test("a page of 50 events among 100,000 reads at most 60 rows, whatever the filter, the order and the position", async () => {
  const after_seq = ["5", "50000"];
  const byType = combinations({ type: ["call.started", "agent.created"], after_seq });
  const bySubject = combinations({ subject_id: ["call_1", numberId], after_seq });
  expect(await pagesOver(MAX_ROWS, [...byType, ...bySubject])).toEqual([]);
});

test("a type and a subject together read at most the events of the subject", async () => {
  const both = combinations({ type: ["call.started", "agent.created"], after_seq: ["5"] });
  const filters = both.map((filter) => `&subject_id=${numberId}${filter}`);
  expect(await pagesOver(EVENTS / 1_000 + 10, filters)).toEqual([]);
});

test("a page of a number's history reads rows by the page, not by the length of the log", async () => {
  for (const page of await twoPages(`/v1/phone-numbers/${numberId}/history?limit=${PAGE}`)) {
    expect(await rowsReadBy(() => tenant.api.get(page))).toBeLessThanOrEqual(MAX_ROWS);
  }
});

test("events found by id and by time read rows by what is found", async () => {
  const db = openDatabase(env.DB);
  const ids = Array.from({ length: 20 }, (_, at) => `evt_${String(at * 1_000 + 1).padStart(26, "0")}`);
  const byId = await rowsReadBy(async () => expect(await eventsWithIds(db, tenant.id, ids)).toHaveLength(20));
  const byTime = await rowsReadBy(async () => void (await eventsBetween(db, tenant.id, 0, Date.now(), 20)));
  // Each id is found by halving the log, then among its neighbours.
  expect(byId).toBeLessThanOrEqual(80 * 20);
  // The page and its neighbours are listed and sorted.
  expect(byTime).toBeLessThanOrEqual(5 * (20 + MAX_DISORDER));
});
