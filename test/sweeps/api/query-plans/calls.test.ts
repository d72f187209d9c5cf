import { env } from "cloudflare:workers";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Tenant, withTenant } from "../../../support/seed";
import { noteStatements, rowsReadBy } from "../../../support/statements";

/** Rows that D1 counts as read for the filters of the list of calls: partial indexes serve some of them. */

const CALLS = 20_000;
const PAGE = 20;
/** A row of the index and one of the table for each call of the page and the one after it, and the key's own row. */
const MAX_ROWS = 2 * (PAGE + 1) + 4;

let tenant: Tenant;

beforeAll(async () => {
  noteStatements();
  tenant = await withTenant();
  // Nearly all calls are completed, without agent and by hidden callers; of each other kind some are the oldest.
  await env.DB.prepare(
    `with recursive n (i) as (select 1 union all select i + 1 from n where i < ?2)
     insert into calls (id, tenant_id, phone_number_id, carrier_id, from_number, from_key, from_kind, to_number, status, started_at,
       ended_at, agent_id, legs, seen, created_at, updated_at)
     select 'cal_' || printf('%026d', i), ?1, 'num_' || (i % 3), 'CA' || printf('%032d', i),
       iif(i < 40, '+14155550123', null),
       case when i < 40 then '+14155550123' when i < 80 then 'sip:alice@example.com' else 'anonymous' end, 'anonymous', '+14155550199',
       case when i < 40 then 'ringing' when i < 80 then 'busy' else 'completed' end, ?3 + i,
       iif(i < 40, null, ?3 + i), iif(i < 80, 'agt_' || printf('%026d', 7), null), '{}', '{}', ?3 + i, ?3 + i
     from n`,
  )
    .bind(tenant.id, CALLS, Date.now() - CALLS)
    .run();
});

afterAll(() => {
  vi.restoreAllMocks();
});

test.each([
  "status=ringing",
  "status=busy",
  "status=completed",
  `agent_id=agt_${"7".padStart(26, "0")}`,
  "from=%2B14155550123",
  "from=sip:alice@example.com",
  "from=anonymous",
])("a page of calls with %s reads as many rows as it shows, however many calls there are", async (filter) => {
  const path = `/v1/calls?limit=${PAGE}&${filter}`;
  const { body } = await tenant.api.get(path);
  expect(body.data).toHaveLength(PAGE);
  for (const page of [path, `${path}&cursor=${body.next_cursor}`]) {
    expect(await rowsReadBy(() => tenant.api.get(page))).toBeLessThanOrEqual(MAX_ROWS);
  }
});
