import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { listNumbers, type NumberQuery } from "#inventory/phone-numbers/list-numbers";
import { numberSorts } from "#inventory/phone-numbers/list-order";
import type { Context } from "#kernel/ports/context";
import { STOCKED_FROM, stockMany, withBareTenant } from "../../support/inventory";
import { noteStatements, rowsReadBy } from "../../support/statements";

/** What a list costs must not depend on how many numbers a tenant has: the same inventory, once a hundred times as large. */

const SMALL = { count: 1_000, area: "898" };
const LARGE = { count: 100_000, area: "989" };
const PAGE = 5;

let small: Context;
let large: Context;

beforeAll(async () => {
  [small, large] = [await withBareTenant(), await withBareTenant()];
  await stockMany(small, SMALL.count, SMALL.area);
  await stockMany(large, LARGE.count, LARGE.area);
  noteStatements();
}, 120_000);

afterAll(() => {
  vi.restoreAllMocks();
});

const middle = STOCKED_FROM + 60_000;
const filters: readonly Omit<NumberQuery, "limit" | "sort">[] = [
  {},
  { status: "active" },
  { status: "suspended" },
  { country: "CA", type: "toll_free" },
  { acquisition_method: "porting" },
  { capability: ["voice", "sms"] },
  { capability: ["mms"], country: "US", status: "active", type: "local", acquisition_method: "reseller" },
  { tag: "vip" },
  { status: "active", tag: "vip", country: "US" },
  { agent_id: "none" },
  { agent_id: "agt_1", tag: "vip" },
  { agent_id: "none", tag: "vip", status: "active" },
];

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

test("with 100,000 numbers every filter in every order reads as many rows as with 1,000", async () => {
  const dearest: number[] = [];
  for (const sort of numberSorts) {
    const ranges = sort.endsWith("created_at") ? [{}, { created_after: middle }, { created_before: middle }] : [{}];
    for (const query of filters.flatMap((filter) => ranges.map((range) => ({ ...filter, ...range, sort })))) {
      const cost = await costOf(small, query);
      expect({ query, cost: await costOf(large, query) }).toEqual({ query, cost });
      dearest.push(...cost.map(({ read }) => read));
    }
  }
  // Of the 56 kinds of numbers in these inventories each is looked at once, and each number that is shown.
  expect(Math.max(...dearest)).toBeLessThan(500);
});

test("with 100,000 numbers a search by prefix or digits reads as many rows as with 1,000", async () => {
  const found = (area: string): Omit<NumberQuery, "limit">[] => [
    { phone_number_prefix: `+1${area}`, sort: "-phone_number" },
    { phone_number_prefix: `+1${area}`, status: "active", tag: "vip" },
    { phone_number_prefix: `+1${area}0000037` },
    { digits: area },
    { digits: area, status: "suspended" },
    { digits: `${area}0000037` },
    { digits: "99999" },
  ];
  const costs = async (ctx: Context, area: string) => {
    const all = [];
    for (const query of found(area)) all.push(await costOf(ctx, query));
    return all;
  };
  const cheap = await costs(small, SMALL.area);
  expect(await costs(large, LARGE.area)).toEqual(cheap);
  expect(cheap.map(([first]) => first?.shown)).toEqual([PAGE, PAGE, 1, PAGE, PAGE, 1, 0]);
});
