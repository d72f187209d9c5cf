import { env } from "cloudflare:workers";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { z } from "zod";
import { listNumbers } from "#inventory/phone-numbers/list-numbers";
import { listOrderOf, numberSorts } from "#inventory/phone-numbers/list-order";
import { numberQuery } from "#inventory/phone-numbers/wire";
import { encodeCursor } from "#kernel/http/page";
import { withBareTenant } from "../../../support/inventory";
import { buy, scanningQueries } from "../../../support/query-plans";
import { type Tenant, withTenant } from "../../../support/seed";
import { noteStatements, type Query, statement, statementsOf } from "../../../support/statements";

beforeAll(noteStatements);

afterAll(() => {
  vi.restoreAllMocks();
});

const numberFilters = {
  status: "active",
  type: "local",
  country: "US",
  acquisition_method: "reseller",
  carrier_account_id: "cac_0",
  sip_trunk_id: "trk_0",
  capabilities: "voice,sms",
  tag: "vip",
  agent_id: "none",
  created_after: "2026-11-01T00:00:00Z",
  created_before: "2026-12-01T00:00:00Z",
  phone_number_prefix: "+1415",
  digits: "555",
  ready: "false",
} satisfies Record<keyof Omit<z.input<ReturnType<typeof numberQuery>>, "limit" | "cursor" | "sort">, string>;

/** How SQLite runs a statement, step by step. */
const planOf = async (query: Query): Promise<string[]> => {
  const plan = await statement({ ...query, sql: `explain query plan ${query.sql}` }).all<{ detail: string }>();
  return plan.results.map(({ detail }) => detail);
};

/** No filter, each, each two and all together: in every order, or where they are two in one order after the other. */
function* requests(): Generator<string> {
  const names = Object.keys(numberFilters) as (keyof typeof numberFilters)[];
  const field = (name: keyof typeof numberFilters) => `&${name}=${encodeURIComponent(numberFilters[name])}`;
  const sorts = ["", ...numberSorts.map((sort) => `&sort=${sort}`)];
  for (const sort of sorts) {
    yield sort;
    yield names.map(field).join("") + sort;
    for (const name of names) yield field(name) + sort;
  }
  for (const [at, a] of names.entries()) {
    for (const [beside, b] of names.slice(at + 1).entries())
      yield field(a) + field(b) + sorts[(at + beside) % sorts.length];
  }
}

test("any filters in any order are found by the order's index, or by one scan of an index alone, on every page", async () => {
  const ctx = await withBareTenant();
  // Only the statements matter here, so none is run.
  const run = vi.spyOn(Object.getPrototypeOf(env.DB.prepare("select 1")), "raw").mockResolvedValue([]);
  const queries = await statementsOf(async () => {
    for (const way of requests()) {
      const asked = numberQuery().parse(Object.fromEntries(new URLSearchParams(way)));
      const { name } = listOrderOf(asked, asked.sort);
      const cursor = encodeCursor({ sort: name, value: name.endsWith("created_at") ? 1 : "+1415", id: "num_0" });
      await listNumbers(ctx, asked);
      await listNumbers(ctx, { ...asked, cursor });
    }
  });
  run.mockRestore();
  const scans = queries.filter(({ sql }) => sql.includes("indexed by"));
  const ordered = queries.filter((query) => !scans.includes(query));
  expect(ordered.length).toBeGreaterThan(15);
  expect(await scanningQueries(ordered)).toEqual([]);
  expect(scans.length).toBeGreaterThan(200);
  const plans = new Set<string>();
  for (const query of scans) for (const step of await planOf(query)) plans.add(step.replace(/ \(.*\)$/, ""));
  expect([...plans].sort()).toEqual([
    "CO-ROUTINE found",
    "SCALAR SUBQUERY 1",
    "SCAN found",
    "SCAN json_each EXISTS VIRTUAL TABLE INDEX 1:",
    "SEARCH number USING PRIMARY KEY",
    "SEARCH offline_counts USING PRIMARY KEY",
    "SEARCH phone_numbers USING COVERING INDEX phone_numbers_by_creation",
    "USE TEMP B-TREE FOR ORDER BY",
  ]);
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

test("however far into a list of 5,000 numbers, a page reads the rows that it shows and two or three more", async () => {
  const tenant = await withManyNumbers();
  for (const sort of numberSorts) {
    const path = `/v1/phone-numbers?sort=${sort}&limit=`;
    let cursor = "";
    for (let shown = 0; shown < MANY - LONGEST_PAGE; shown += LONGEST_PAGE) {
      const { body } = await tenant.api.get(`${path}${LONGEST_PAGE}${cursor}`);
      cursor = `&cursor=${body.next_cursor}`;
    }
    const [first, deep] = [await rowsRead(tenant, path + PAGE), await rowsRead(tenant, path + PAGE + cursor)];
    // One row counts the numbers that are not ready, one tells that there is more; and with a cursor the row that it names is
    // read again.
    expect({ sort, first, deep }).toEqual({ sort, first: PAGE + 2, deep: PAGE + 3 });
  }
});
