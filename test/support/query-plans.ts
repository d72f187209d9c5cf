import { expect } from "vitest";
import { admin, type Caller, type Json } from "./api";
import { cursorAt, positionIn } from "./cursors";
import { connectAccount, contextOf } from "./inventory";
import { sandbox } from "./sandbox";
import { freshNumber, type Tenant, withTenant } from "./seed";
import { type Query, statement, statementsOf } from "./statements";

/**
 * How SQLite means to run every statement that the program sends: always by an index that serves the filter and the order,
 * never by reading a table from end to end and never by sorting. Plans are for a database without statistics (ANALYZE is
 * never run), with the values bound as they are in earnest: some plans depend on them.
 */

/**
 * The lists of all tenants and of all runs, which are the platform's and have no filter, are read along an index from their
 * newest end; lists of ids come as JSON, which is read from end to end by nature; `bundles`, `back` and
 * `search` are queues of recursive queries that go from bundle to bundle and from event to event; and `found` and `wanted` hold
 * the ids of one page.
 */
const mayScan = [
  /^SCAN tenants USING (COVERING )?INDEX tenants_by_creation$/,
  /^SCAN job_runs USING INDEX job_runs_by_start$/,
  /^SCAN sync_runs USING INDEX sync_runs_by_creation$/,
  // The accounts of some numbers.
  /^SCAN account$/,
  // The latest 20 of a number.
  /^SCAN (call|message)$/,
  // As few as the numbers that are missing.
  /^SCAN sync_absences$/,
  // Indexes of what is open, read up to 10,000 rows for the health report; and what came of that.
  /^SCAN webhook_endpoints USING INDEX webhook_endpoints_paused$/,
  /^SCAN findings USING INDEX findings_open_of_kind$/,
  // What is open of all tenants, from its newest end.
  /^SCAN findings USING INDEX findings_(open_of_all|snoozed)$/,
  // Items under way of all tenants, which are few beside all items.
  /^SCAN order_items USING (COVERING )?INDEX order_items_open$/,
  /^SCAN bulk_items USING (COVERING )?INDEX bulk_items_open$/,
  // Open checks of all tenants, which are few beside all checks.
  /^SCAN portability_checks USING (COVERING )?INDEX portability_checks_open$/,
  // The rows of an insert.
  /^SCAN \d+-ROW VALUES CLAUSE$/,
  // Jobs that look at every tenant's log for events without a hash.
  /^SCAN tenants$/,
  /^SCAN live_feeds( USING (COVERING )?INDEX live_feeds_behind)?$/,
  /^SCAN job_runs USING INDEX job_runs_one_running$/,
  /^SCAN (checked|\(subquery-\d+\))$/,
  // As few as there are carrier accounts.
  /^SCAN carrier_outcomes$/,
  // All trunks from the one checked longest ago, by the job that verifies all of them at each run.
  /^SCAN sip_trunks USING INDEX sip_trunks_to_check$/,
  // The tenants that move to another database at this moment.
  /^SCAN moving_tenants$/,
  // One row per cron expression.
  /^SCAN job_idle_times$/,
  /^SCAN json_each /,
  /^SCAN CONSTANT ROW$/,
  /^SCAN (bundles|found|back|search|wanted)$/,
];

/** Events of many tenants that are written at once are numbered tenant by tenant: some hundreds, which came as JSON. */
const numbersItsOwn = (sql: string): boolean =>
  sql.startsWith('insert into "events"') && sql.includes("row_number() over (partition by ");

/** The sums of all that a tenant has, by currency, of which there are one or two: an index would cost rows per number. */
const addsUpItsOwn = (sql: string): boolean => sql.endsWith("group by currency, unbilled");

/** A family of events: one page of each of its types is read along the index, and these few pages are merged. */
const mergesPages = (sql: string): boolean => /from \(select value from json_each\(\?\)\) family cross join /.test(sql);

/** Items of orders that have not moved for a minute: an index in their order would cost each item a row. */
const sortsStalledItems = (sql: string): boolean =>
  /"order_items"."updated_at" <= \? .* order by "order_items"."updated_at"/.test(sql);

/** Events of a period are sorted by id within `MAX_DISORDER`. */
const sortsNeighbours = (sql: string): boolean => sql.includes("with recursive search (low, high)");

const sortsLittle = (sql: string): boolean =>
  [sortsNeighbours, numbersItsOwn, addsUpItsOwn, mergesPages, sortsStalledItems].some((sorts) => sorts(sql));

const isDear = (step: string, sql: string): boolean =>
  (step.includes("USE TEMP B-TREE") && !sortsLittle(sql)) ||
  (step.startsWith("SCAN") && !mayScan.some((allowed) => allowed.test(step)));

/** The steps of a statement's plan that grow with the table. */
async function dearSteps(query: Query): Promise<string[]> {
  const plan = await statement({ ...query, sql: `explain query plan ${query.sql}` }).all<{ detail: string }>();
  return plan.results.map(({ detail }) => detail).filter((step) => isDear(step, query.sql));
}

/** A problem for each statement whose plan scans a table or sorts. */
export async function scanningQueries(queries: readonly Query[]): Promise<string[]> {
  const found: string[] = [];
  for (const query of queries) {
    for (const step of await dearSteps(query))
      found.push(`${step}: ${query.sql.replace(/^select .*? from /, "… from ")}`);
  }
  return found;
}

/** Every way to give some, all or none of these query fields, each with every one of its values. */
export function combinations(fields: Readonly<Record<string, readonly string[]>>): string[] {
  let ways = [""];
  for (const [name, values] of Object.entries(fields)) {
    ways = ways.flatMap((way) => [way, ...values.map((value) => `${way}&${name}=${encodeURIComponent(value)}`)]);
  }
  return ways;
}

/** The statements of a list's first page and of a page that a cursor leads to. */
export async function pagesOf(caller: Caller, path: string, filters: readonly string[], sorts: readonly string[] = []) {
  return await statementsOf(async () => {
    for (const sort of sorts.length > 0 ? sorts.map((name) => `&sort=${name}`) : [""]) {
      const first = await caller.get(`${path}?limit=1${sort}`);
      const position = positionIn(first.body.next_cursor);
      expect(first).toMatchObject({ status: 200, body: { has_more: true } });
      for (const way of filters) {
        expect(await caller.get(`${path}?limit=1${sort}${way}`)).toMatchObject({ status: 200 });
        const cursor = cursorAt(path, `limit=1${sort}${way}`, position);
        expect(await caller.get(`${path}?limit=1${sort}${way}&cursor=${cursor}`)).toMatchObject({ status: 200 });
      }
    }
  });
}

export const buy = async ({ api }: Tenant): Promise<Json> =>
  (await api.post("/v1/orders", { items: [{ phone_number: freshNumber() }] })).body;

/** Two of everything there is a list of, so that each list has a second page. */
export async function stocked(): Promise<Tenant> {
  const tenant = await withTenant();
  const accountSid = `AC${String(Date.now()).padStart(32, "0")}`;
  const account = await connectAccount(contextOf(tenant.id), { accountSid, authToken: "token" });
  for (let i = 0; i < 2; i += 1) {
    await tenant.api.post(`/v1/carrier-accounts/${account}/import`, { phone_numbers: [freshNumber()] });
    await tenant.api.post("/v1/reservations", { phone_number: freshNumber() });
    await buy(tenant);
    await admin.post(`/v1/tenants/${tenant.id}/api-keys`, {});
    await tenant.api.post("/v1/bulk-jobs", { action: "lock", phone_numbers: [freshNumber()] });
  }
  for (const type of ["local", "mobile"]) {
    const bundle_sid = await sandbox.bundle("DE", type);
    await tenant.api.put(`/v1/regulatory-defaults/DE/${type}`, { bundle_sid });
  }
  return tenant;
}
