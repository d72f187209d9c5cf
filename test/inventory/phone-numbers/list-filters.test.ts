import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { numberStatuses } from "#inventory/phone-numbers/lifecycle";
import { NO_AGENT, type NumberFilters } from "#inventory/phone-numbers/list-filters";
import { listNumbers } from "#inventory/phone-numbers/list-numbers";
import { type NumberSort, numberSorts } from "#inventory/phone-numbers/list-order";
import { type NumberRow, phoneNumbers } from "#inventory/phone-numbers/table";
import { capabilityNames } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";
import type { Json } from "../../support/api";
import {
  connectAccount,
  contextOf,
  type InventoryNumber,
  stock,
  stockImported,
  stockOnTrunk,
  withBareTenant,
} from "../../support/inventory";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";
import { repetitions } from "../../support/soak";

// ── against a plain filter in TypeScript ────────────────────────────────────────────────────────────────────────────

const NUMBERS = 2_000;
const agents = ["agt_1", "agt_2"];
const tags = ["vip", "a,b", "*", "none", 'say "hi"'];
const times = Array.from({ length: 40 }, (_, at) => 1_000 * (at + 1));

/** The first value five times out of six, so that many numbers are alike and some are not. */
const mostly = <T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });

/** Few values for each column, so that many coincide; few digits, so that a number has the same ones several times. */
const number = fc.record({
  status: mostly(...numberStatuses),
  country: mostly("US", "CA"),
  type: mostly("local", "toll_free"),
  acquisition_method: mostly("reseller", "porting"),
  carrier_account_id: mostly<string | null>(null, "cac_1", "cac_2"),
  sip_trunk_id: mostly<string | null>(null, "trk_1"),
  sms: mostly(1, 0),
  mms: mostly(1, 0),
  tags: fc.subarray(tags),
  agent_id: mostly<string | null>(null, ...agents),
  ready: mostly<number | null>(1, 0, null),
  friendly_name: fc.constantFrom("Desk", "desk", "Étage", "Sales", "Zoo"),
  created_at: fc.constantFrom(...times),
  digits: fc.string({ unit: fc.constantFrom("5", "5", "5", "1"), minLength: 6, maxLength: 6 }),
});

const inventory = (): InventoryNumber[] =>
  fc.sample(number, { numRuns: NUMBERS, seed: 1 }).map(({ digits, ...rest }, at) => {
    return { ...rest, e164: `+1${digits}${10_000 + at}`, id: `num_${at % 7}_${at}` };
  });

const values = {
  status: fc.constantFrom(...numberStatuses),
  country: fc.constantFrom("US", "CA"),
  type: fc.constantFrom("local", "toll_free"),
  acquisition_method: fc.constantFrom("reseller", "porting"),
  carrier_account_id: fc.constantFrom("cac_1", "cac_2", "cac_3"),
  sip_trunk_id: fc.constantFrom("trk_1", "trk_2"),
  capabilities: fc.subarray([...capabilityNames], { minLength: 1 }),
  tag: fc.constantFrom(...tags),
  agent_id: fc.constantFrom(NO_AGENT, ...agents),
  ready: fc.boolean(),
  created_after: fc.constantFrom(...times),
  created_before: fc.constantFrom(...times),
  phone_number_prefix: fc.constantFrom("+15", "+155", "+1"),
  digits: fc.constantFrom("555", "5555", "515", "511", "9999"),
};

/** Any of the filters together, mostly few: with many at once hardly a number is found. */
const filters: fc.Arbitrary<NumberFilters> = fc
  .tuple(
    fc.record(values),
    fc.oneof(
      { weight: 4, arbitrary: fc.subarray(Object.keys(values), { maxLength: 3 }) },
      { weight: 1, arbitrary: fc.subarray(Object.keys(values)) },
    ),
  )
  .map(([all, names]) => Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name))));

interface ListRequest {
  readonly filters: NumberFilters;
  readonly sort: NumberSort | undefined;
  readonly limit: number;
}

const request: fc.Arbitrary<ListRequest> = fc.record({
  filters,
  sort: fc.constantFrom(undefined, ...numberSorts),
  limit: fc.constantFrom(70, 100, 200),
});

const fits = (row: NumberRow, wanted: NumberFilters): boolean =>
  (wanted.status === undefined || row.status === wanted.status) &&
  (wanted.country === undefined || row.country === wanted.country) &&
  (wanted.type === undefined || row.type === wanted.type) &&
  (wanted.acquisition_method === undefined || row.acquisitionMethod === wanted.acquisition_method) &&
  (wanted.carrier_account_id === undefined || row.carrierAccountId === wanted.carrier_account_id) &&
  (wanted.sip_trunk_id === undefined || row.sipTrunkId === wanted.sip_trunk_id) &&
  (wanted.capabilities ?? []).every((name) => row[name]) &&
  (wanted.tag === undefined || row.tags.includes(wanted.tag)) &&
  (wanted.agent_id === undefined || (row.agentId ?? NO_AGENT) === wanted.agent_id) &&
  (wanted.ready === undefined || row.ready === wanted.ready) &&
  (wanted.created_after === undefined || row.createdAt >= wanted.created_after) &&
  (wanted.created_before === undefined || row.createdAt < wanted.created_before) &&
  row.e164.startsWith(wanted.phone_number_prefix ?? "") &&
  row.e164.includes(wanted.digits ?? "");

function inOrder(rows: readonly NumberRow[], { filters: wanted, sort }: ListRequest): NumberRow[] {
  const { digits, phone_number_prefix } = wanted;
  const name = sort ?? (phone_number_prefix === undefined ? "-created_at" : "phone_number");
  const byDigits = digits !== undefined && sort === undefined;
  const key = (row: NumberRow): string | number => {
    if (byDigits) return row.e164.slice(row.e164.indexOf(digits));
    return name.endsWith("created_at") ? row.createdAt : name.endsWith("number") ? row.e164 : row.friendlyName;
  };
  const direction = !byDigits && name.startsWith("-") ? -1 : 1;
  const compare = (a: string | number, b: string | number) => (a < b ? -1 : a > b ? 1 : 0);
  return [...rows].sort((a, b) => direction * (compare(key(a), key(b)) || compare(a.id, b.id)));
}

/** The ids of all pages of a list, one page after the other. */
async function allPages(ctx: Context, { filters: wanted, sort, limit }: ListRequest): Promise<string[]> {
  const seen: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await listNumbers(ctx, { ...wanted, sort, limit, cursor });
    if (page.nextCursor !== null) expect(page.rows).toHaveLength(limit);
    seen.push(...page.rows.map(({ id }) => id));
    cursor = page.nextCursor;
  }
  return seen;
}

test("any filters together, in every order, find what a plain filter over 2,000 numbers finds", async () => {
  const [ctx, other] = [await withBareTenant(), await withBareTenant()];
  const stocked = inventory();
  await stock(ctx, stocked);
  await stock(other, [{ ...stocked[0], id: "num_other", e164: "+15555550000", status: "released" } as InventoryNumber]);
  const rows = await ctx.db.select().from(phoneNumbers).where(eq(phoneNumbers.tenantId, ctx.principal.tenantId));
  expect(rows).toHaveLength(NUMBERS);
  let found = 0;
  const together = new Set<string>();
  const checkRequest = async (asked: ListRequest) => {
    const expected = inOrder(rows, asked).filter((row) => fits(row, asked.filters));
    expect(await allPages(ctx, asked), JSON.stringify(asked)).toEqual(expected.map(({ id }) => id));
    found += expected.length;
    const names = Object.keys(asked.filters).sort();
    names.forEach((a, at) => {
      for (const b of names.slice(at + 1)) together.add(`${a} ${b}`);
    });
  };
  // Each pair of filters once, so that a pair is never left out by chance …
  const names = Object.keys(values) as (keyof typeof values)[];
  const drawn = fc.sample(fc.record(values), { numRuns: names.length, seed: 2 });
  for (const [at, a] of names.entries()) {
    for (const b of names.slice(at + 1)) {
      const all = drawn[at];
      if (!all) continue;
      const sort = numberSorts[(at + names.indexOf(b)) % numberSorts.length];
      await checkRequest({ filters: { [a]: all[a], [b]: all[b] }, sort, limit: 200 });
    }
  }
  expect(together.size).toBe((names.length * (names.length - 1)) / 2);
  // … and many drawn combinations.
  await fc.assert(fc.asyncProperty(request, checkRequest), { numRuns: repetitions(40, 1_000), endOnFailure: true });
  expect(found).toBeGreaterThan(4_000);
});

test("numbers that come, go and change between two pages move no other number to another page", async () => {
  const ctx = await withBareTenant();
  const numbers = inventory().map(
    (each): InventoryNumber => ({ ...each, id: `${each.id}_b`, e164: `${each.e164}9`, status: "active" }),
  );
  const [first, second, third, fourth] = numbers as [
    InventoryNumber,
    InventoryNumber,
    InventoryNumber,
    InventoryNumber,
  ];
  const at = (number: InventoryNumber, created_at: number): InventoryNumber => ({ ...number, created_at });
  await stock(ctx, [at(first, 1_000), at(second, 2_000), at(third, 3_000)]);
  const list = async (cursor?: string) => {
    const { rows, nextCursor } = await listNumbers(ctx, { status: "active", sort: "created_at", limit: 1, cursor });
    return { ids: rows.map(({ id }) => id), nextCursor: nextCursor ?? "" };
  };
  const page = await list();
  expect(page.ids).toEqual([first.id]);
  await env.DB.prepare("update phone_numbers set status = 'released' where id in (?, ?)")
    .bind(first.id, second.id)
    .run();
  await stock(ctx, [at(fourth, 500)]);
  expect((await list(page.nextCursor)).ids).toEqual([third.id]);
});

// ── over HTTP ───────────────────────────────────────────────────────────────────────────────────────────────────────

const buy = async ({ api }: Tenant, areaCode: string, configuration: Json = {}): Promise<Json> => {
  const items = [{ phone_number: freshNumber(areaCode) }];
  const { body } = await api.post("/v1/orders", { items, configuration });
  return (await api.get(`/v1/phone-numbers/${body.items[0].phone_number_id}`)).body;
};

test("each filter is a query field, and a list and a CSV file take the same", async () => {
  const tenant = await withTenant();
  const vip = await buy(tenant, "212", { tags: ["vip", "east"] });
  const plain = await buy(tenant, "604");
  const moment = encodeURIComponent(new Date(Date.parse(plain.created_at) + 1).toISOString());
  const east = moment.replace("Z", "+00:00");
  const { phone_number } = vip;
  const both = [vip.id, plain.id].sort();
  // The sandbox's numbers differ in what they can do.
  const having = (capability: string) =>
    both.filter((id) => [vip, plain].find((number) => number.id === id)?.capabilities[capability]);
  const found: Record<string, string[]> = {
    "tag=vip&status=active&country=US": [vip.id],
    "tag=VIP": [],
    "agent_id=none": both,
    "agent_id=agt_0": [],
    "capabilities=voice": both,
    "capabilities=voice,sms&capabilities=voice": having("sms"),
    "capabilities=fax": having("fax"),
    "acquisition_method=reseller": both,
    "acquisition_method=porting": [],
    [`created_before=${moment}`]: both,
    [`created_after=${east}`]: [],
    [`digits=${phone_number.slice(3, 9)}&type=local`]: [vip.id],
    [`digits=${phone_number.slice(1)}`]: [vip.id],
  };
  for (const [query, ids] of Object.entries(found)) {
    const list = await tenant.api.get(`/v1/phone-numbers?${query}`);
    expect({ query, ids: list.body.data?.map(({ id }: Json) => id).sort() }).toEqual({ query, ids });
    const file = await tenant.api.get(`/v1/phone-numbers/export?${query}`);
    expect(file.body.match(/^num_\w+/gm)?.sort() ?? []).toEqual(ids);
  }
});

test("numbers of an own account and of a trunk name it, and are found by it", async () => {
  const tenant = await withTenant();
  const ctx = contextOf(tenant.id);
  const bought = await buy(tenant, "212");
  const account = await connectAccount(ctx, { accountSid: `AC${"7".repeat(32)}`, authToken: "secret" });
  const trunk = ctx.newId("sipTrunk");
  // The same number may stand in a tenant's inventory twice.
  const imported = await stockImported(ctx, { e164: bought.phone_number, carrier_account_id: account });
  const onTrunk = await stockOnTrunk(ctx, { e164: freshNumber(), carrier_account_id: account, sip_trunk_id: trunk });
  const found: Record<string, string[]> = {
    [`carrier_account_id=${account}`]: [imported, onTrunk],
    [`sip_trunk_id=${trunk}&capabilities=voice`]: [onTrunk],
    [`carrier_account_id=${account}&acquisition_method=imported`]: [imported],
    "carrier_account_id=cac_0": [],
    [`digits=${bought.phone_number.slice(1)}`]: [bought.id, imported],
  };
  for (const [query, ids] of Object.entries(found)) {
    const list = await tenant.api.get(`/v1/phone-numbers?${query}`);
    expect({ query, ids: list.body.data?.map(({ id }: Json) => id).sort() }).toEqual({ query, ids: ids.sort() });
    const file = await tenant.api.get(`/v1/phone-numbers/export?${query}`);
    expect(file.body.match(/^num_\w+/gm)?.sort() ?? []).toEqual(ids);
  }
  const { body } = await tenant.api.get(`/v1/phone-numbers/${onTrunk}`);
  expect(body).toMatchObject({
    acquisition_method: "sip_trunk",
    carrier_account_id: account,
    sip_trunk_id: trunk,
    monthly_price: null,
  });
  const file = await tenant.api.get(`/v1/phone-numbers/export?sip_trunk_id=${trunk}`);
  expect(file.body).toContain(`,sip_trunk,${account},${trunk},`);
  const change = { carrier_account_id: null, sip_trunk_id: null };
  const refused = await tenant.api.patch(`/v1/phone-numbers/${onTrunk}`, change);
  expect(refused.body.errors.map(({ pointer }: Json) => pointer)).toEqual(["/carrier_account_id", "/sip_trunk_id"]);
});

test.each([
  ["carrier_account_id=trk_1", "/carrier_account_id"],
  ["sip_trunk_id=", "/sip_trunk_id"],
  ["digits=55", "/digits"],
  ["digits=%2B1415", "/digits"],
  ["created_after=2026-01-01", "/created_after"],
  ["created_after=yesterday", "/created_after"],
  ["capabilities=voice,telepathy", "/capabilities/1"],
  ["tag=", "/tag"],
  ["agent_id=Nobody!", "/agent_id"],
  ["acquisition_method=theft", "/acquisition_method"],
])("%s is refused, and the answer names the field", async (query, pointer) => {
  const { api } = await withTenant();
  const { status, body } = await api.get(`/v1/phone-numbers?${query}`);
  expect({ status, code: body.code, errors: body.errors }).toEqual({
    status: 422,
    code: "validation_failed",
    errors: [{ in: "query", pointer, detail: expect.any(String) }],
  });
});

test.each([
  "digits=555&tag=vip&sort=created_at&created_after=2026-01-01T00:00:00Z",
  "phone_number_prefix=%2B1&sort=friendly_name&created_before=2099-01-01T00:00:00Z",
  "created_after=2026-01-01T00:00:00Z&sort=phone_number",
  "ready=false&status=active&agent_id=none&sort=-phone_number",
])("%s is answered", async (query) => {
  const { api } = await withTenant();
  expect((await api.get(`/v1/phone-numbers?${query}`)).status).toBe(200);
});

test("a cursor works with the filters that it was made with, in whichever spelling, and with no others", async () => {
  const tenant = await withTenant();
  const numbers = [await buy(tenant, "212"), await buy(tenant, "212"), await buy(tenant, "212")];
  const [first, second, third] = numbers.map(({ phone_number }) => phone_number).sort();
  const page = async (query: string) => (await tenant.api.get(`/v1/phone-numbers?${query}`)).body;
  const numbersIn = async (query: string) => {
    const body = await page(query);
    return body.data?.map(({ phone_number }: Json) => phone_number) ?? body.code;
  };
  const since = encodeURIComponent("2020-01-01T00:00:00Z");
  const begun = await page(`sort=phone_number&created_after=${since}&limit=1`);
  expect(begun.data).toMatchObject([{ phone_number: first }]);
  const cursor = begun.next_cursor;
  expect(await numbersIn(`created_after=2020-01-01T01:00:00%2B01:00&sort=phone_number&cursor=${cursor}`)).toEqual([
    second,
    third,
  ]);
  expect(await numbersIn(`sort=phone_number&cursor=${cursor}`)).toBe("invalid_cursor");
  expect(await numbersIn(`created_after=${since}&cursor=${cursor}`)).toBe("invalid_cursor");
  expect(await numbersIn(`sort=phone_number&created_after=${since}&status=active&cursor=${cursor}`)).toBe(
    "invalid_cursor",
  );
  const found = await page("digits=1212&limit=1");
  expect(await numbersIn(`digits=1212&cursor=${found.next_cursor}`)).toEqual([second, third]);
  expect(await numbersIn(`digits=212&cursor=${found.next_cursor}`)).toBe("invalid_cursor");
});
