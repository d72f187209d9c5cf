import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { listNumbers, type NumberQuery } from "#inventory/phone-numbers/list-numbers";
import { numberSorts } from "#inventory/phone-numbers/list-order";
import type { Context } from "#kernel/ports/context";
import { STOCKED_FROM, stockMany, withBareTenant } from "../../support/inventory";
import { noteStatements, rowsReadBy } from "../../support/statements";

/** The rows that D1 reads for a list, in a small inventory and in one that is twenty times as large but otherwise alike. */

const SMALL = { count: 1_000, area: "898" };
const LARGE = { count: 20_000, area: "989" };
const PAGE = 5;

let small: Context;
let large: Context;

beforeAll(async () => {
  [small, large] = [await withBareTenant(), await withBareTenant()];
  await stockMany(small, SMALL.count, SMALL.area);
  await stockMany(large, LARGE.count, LARGE.area);
  noteStatements();
});

afterAll(() => {
  vi.restoreAllMocks();
});

/** The rows read for a first page and for the one after it. */
async function costOf(ctx: Context, query: Omit<NumberQuery, "limit">): Promise<{ shown: number; read: number }[]> {
  const costs: { shown: number; read: number }[] = [];
  let cursor: string | null | undefined;
  for (let page = 0; page < 2 && cursor !== null; page += 1) {
    let shown = 0;
    const read = await rowsReadBy(async () => {
      const { rows, nextCursor } = await listNumbers(ctx, { ...query, limit: PAGE, cursor: cursor ?? undefined });
      shown = rows.length;
      cursor = nextCursor;
    });
    costs.push({ shown, read });
  }
  return costs;
}

const middle = STOCKED_FROM + 60_000;

test("an order alone, a range of it and a common filter read as few rows among 20,000 numbers as among 1,000", async () => {
  const queries = (area: string): Omit<NumberQuery, "limit">[] => [
    ...numberSorts.map((sort) => ({ sort })),
    { created_after: middle, sort: "created_at" },
    { created_before: middle },
    { ready: false },
    { ready: false, created_before: middle, sort: "created_at" },
    { phone_number_prefix: `+1${area}`, sort: "-phone_number" },
    { phone_number_prefix: `+1${area}0000037` },
    { status: "active" },
    { tag: "vip" },
    { agent_id: "none", status: "active", country: "US" },
    { agent_id: "agt_1", capabilities: ["voice", "sms"], created_after: middle, sort: "created_at" },
  ];
  const costs = async (ctx: Context, area: string) => {
    const all = [];
    for (const query of queries(area))
      all.push({ query: { ...query, phone_number_prefix: null }, cost: await costOf(ctx, query) });
    return all;
  };
  const few = await costs(small, SMALL.area);
  expect(await costs(large, LARGE.area)).toEqual(few);
  const most = Math.max(...few.flatMap(({ cost }) => cost.map(({ read }) => read)));
  expect(most).toBeLessThan(600);
});

test("any other filters and orders read each number's index entry once, and no row but the page's", async () => {
  const queries: Omit<NumberQuery, "limit">[] = [
    { status: "lost" },
    { tag: "missing", sort: "friendly_name" },
    { digits: "99999" },
    { digits: "0000037", status: "suspended", tag: "vip" },
    { status: "active", sort: "-friendly_name" },
    { ready: true, phone_number_prefix: "+1", agent_id: "agt_0", sort: "-created_at" },
    { country: "CA", type: "toll_free", acquisition_method: "porting", capabilities: ["mms"], sort: "phone_number" },
  ];
  for (const query of queries) {
    for (const [ctx, { count }] of [
      [small, SMALL],
      [large, LARGE],
    ] as const) {
      for (const { shown, read } of await costOf(ctx, query)) {
        // An entry per number; of the page's numbers the key in the sorter, the found id and the row; the tags; the count of
        // numbers that are not ready.
        expect({ query, read, shown }).toEqual({ query, shown, read: expect.any(Number) });
        expect(read, JSON.stringify({ query, shown, count })).toBeLessThanOrEqual(2 * count + 4 * (shown + 1) + 2);
      }
    }
  }
});
