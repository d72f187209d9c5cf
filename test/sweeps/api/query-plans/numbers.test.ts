import { env } from "cloudflare:workers";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { z } from "zod";
import { listNumbers } from "#inventory/phone-numbers/list-numbers";
import { numberSorts, sortOrderOf } from "#inventory/phone-numbers/list-order";
import { numberQuery } from "#inventory/phone-numbers/wire";
import { encodeCursor } from "#kernel/http/page";
import { withBareTenant } from "../../../support/inventory";
import { buy, combinations, dearOnes } from "../../../support/query-plans";
import { type Tenant, withTenant } from "../../../support/seed";
import { noteStatements, statement, statementsOf } from "../../../support/statements";

beforeAll(noteStatements);

afterAll(() => {
  vi.restoreAllMocks();
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
      const { name } = sortOrderOf(asked.data, asked.data.sort);
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
