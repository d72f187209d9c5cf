import { env } from "cloudflare:workers";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Tenant, withTenant } from "../../../support/seed";
import { noteStatements, rowsReadBy } from "../../../support/statements";

/** Rows that D1 counts as read for the filters of the lists of calls and messages: partial indexes serve some of them. */

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
  await env.DB.prepare(
    `with recursive n (i) as (select 1 union all select i + 1 from n where i < ?2)
     insert into messages (id, tenant_id, phone_number_id, carrier_id, direction, from_key, media, segments, status, seen,
       created_at, updated_at)
     select 'msg_' || printf('%026d', i), ?1, iif(i < 40, 'num_rare', 'num_often'), 'SM' || printf('%032d', i), 'inbound',
       iif(i < 40, '+14155550123', '+14155550124'), '[]', 1, iif(i < 40, 'failed', 'received'), '{}', ?3 + i, ?3 + i
     from n`,
  )
    .bind(tenant.id, CALLS, Date.now() - CALLS)
    .run();
});

afterAll(() => {
  vi.restoreAllMocks();
});

/** The first page of a list and the page after it. */
async function expectFewRows(list: string, filter: string): Promise<void> {
  const path = `/v1/${list}?limit=${PAGE}${filter}`;
  const { body } = await tenant.api.get(path);
  expect(body.data).toHaveLength(PAGE);
  for (const page of [path, `${path}&cursor=${body.next_cursor}`]) {
    expect(await rowsReadBy(() => tenant.api.get(page)), page).toBeLessThanOrEqual(MAX_ROWS);
  }
}

test.each([
  "status=ringing",
  "status=busy",
  "status=completed",
  `agent_id=agt_${"7".padStart(26, "0")}`,
  "from=%2B14155550123",
  "from=sip:alice@example.com",
  "from=anonymous",
  "created_before=2100-01-01T00:00:00Z",
])("a page of calls with %s reads as many rows as it shows, however many calls there are", async (filter) => {
  await expectFewRows("calls", `&${filter}`);
});

test.each([
  "status=failed",
  "status=received",
  "from=%2B14155550123",
  "from=%2B14155550124",
  "created_before=2100-01-01T00:00:00Z",
])("a page of messages with %s reads as many rows as it shows, however many messages there are", async (filter) => {
  await expectFewRows("messages", `&${filter}`);
});
