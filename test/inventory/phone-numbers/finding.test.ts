import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { numberStatuses } from "#inventory/phone-numbers/lifecycle";
import { clashesOf, NO_AGENT, type NumberFilters } from "#inventory/phone-numbers/list-filters";
import { listNumbers } from "#inventory/phone-numbers/list-numbers";
import { type NumberSort, numberSorts } from "#inventory/phone-numbers/list-order";
import { type NumberRow, phoneNumbers } from "#inventory/phone-numbers/table";
import { encodeCursor } from "#kernel/http/page";
import { capabilityNames } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";
import type { Json } from "../../support/api";
import { type Stocked, stock, withBareTenant } from "../../support/inventory";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";
import { repetitions } from "../../support/soak";

// ── against a plain model ───────────────────────────────────────────────────────────────────────────────────────────

const agents = ["agt_1", "agt_2"];
const tags = ["vip", "a,b", "*", "none"];
const times = [1_000, 2_000, 3_000];
let serial = 0;

/** Gives numbers an id and digits of their own: each time, as a failed inventory is tried again. */
const identified = (numbers: readonly (Omit<Stocked, "id" | "e164"> & { readonly digits: string })[]): Stocked[] =>
  numbers.map(({ digits, ...rest }) => {
    serial += 1;
    return { ...rest, e164: `+1${digits}${10_000 + serial}`, id: `num_${serial % 7}_${serial}` };
  });

/** The first value five times out of six: so that many numbers are of one kind, and some are of others. */
const mostly = <T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });

/** Few values of each sort, so that much coincides; few digits, so that a number has the same ones several times. */
const number = fc.record({
  status: mostly(...numberStatuses),
  country: mostly("US", "CA"),
  type: mostly("local", "toll_free"),
  acquisition_method: mostly("reseller", "porting"),
  sms: mostly(1, 0),
  mms: mostly(1, 0),
  tags: fc.subarray(tags),
  agent_id: mostly<string | null>(null, ...agents),
  friendly_name: fc.constantFrom("Desk", "desk", "Étage"),
  created_at: fc.constantFrom(...times),
  digits: fc.string({ unit: fc.constantFrom("5", "5", "5", "1"), minLength: 6, maxLength: 6 }),
});

const values = {
  status: fc.constantFrom(...numberStatuses),
  country: fc.constantFrom("US", "CA"),
  type: fc.constantFrom("local", "toll_free"),
  acquisition_method: fc.constantFrom("reseller", "porting"),
  capability: fc.subarray([...capabilityNames], { minLength: 1 }),
  tag: fc.constantFrom(...tags),
  agent_id: fc.constantFrom(NO_AGENT, ...agents),
  created_after: fc.constantFrom(...times),
  created_before: fc.constantFrom(...times),
  phone_number_prefix: fc.constantFrom("+15", "+155", "+1"),
  digits: fc.constantFrom("555", "5555", "515", "511", "9999"),
};

/** A few of them: of all at once next to no number is found. */
const filters: fc.Arbitrary<NumberFilters> = fc
  .tuple(fc.record(values), fc.subarray(Object.keys(values), { maxLength: 3 }))
  .map(([all, names]) => Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name))));

interface Wanted {
  readonly filters: NumberFilters;
  readonly sort: NumberSort | undefined;
  readonly limit: number;
}

/** Any query, without what cannot be asked for together with the rest. */
const query: fc.Arbitrary<Wanted> = fc
  .record({ filters, sort: fc.constantFrom(undefined, ...numberSorts), limit: fc.integer({ min: 1, max: 6 }) })
  .map(({ filters: given, sort, limit }) => {
    const kept: Record<string, unknown> = { ...given, sort };
    for (const { field } of clashesOf(given, sort)) delete kept[field];
    const { sort: allowed, ...rest } = kept;
    return { filters: rest, sort: allowed === undefined ? undefined : sort, limit };
  });

const change = fc.oneof(
  ...Object.entries({
    status: fc.constantFrom(...numberStatuses),
    country: fc.constantFrom("US", "CA"),
    mms: fc.nat(1),
    tags: fc.subarray(tags).map((list) => JSON.stringify(list)),
    agent_id: fc.constantFrom(null, ...agents),
    friendly_name: fc.constantFrom("Desk", "Zoo"),
    created_at: fc.constantFrom(...times),
    updated_at: fc.constant(5),
  }).map(([column, value]) => value.map((to) => ({ column, to }))),
);
const changes = fc.array(fc.record({ at: fc.nat(), change: fc.option(change, { freq: 8 }) }), { maxLength: 12 });

const fits = (row: NumberRow, wanted: NumberFilters): boolean =>
  (wanted.status === undefined || row.status === wanted.status) &&
  (wanted.country === undefined || row.country === wanted.country) &&
  (wanted.type === undefined || row.type === wanted.type) &&
  (wanted.acquisition_method === undefined || row.acquisitionMethod === wanted.acquisition_method) &&
  (wanted.capability ?? []).every((name) => row[name]) &&
  (wanted.tag === undefined || row.tags.includes(wanted.tag)) &&
  (wanted.agent_id === undefined || (row.agentId ?? NO_AGENT) === wanted.agent_id) &&
  (wanted.created_after === undefined || row.createdAt >= wanted.created_after) &&
  (wanted.created_before === undefined || row.createdAt < wanted.created_before) &&
  row.e164.startsWith(wanted.phone_number_prefix ?? "") &&
  row.e164.includes(wanted.digits ?? "");

function inOrder(rows: readonly NumberRow[], { filters: { digits, phone_number_prefix }, sort }: Wanted): NumberRow[] {
  const name = sort ?? (phone_number_prefix === undefined ? "-created_at" : "phone_number");
  const key = (row: NumberRow): string | number => {
    if (digits !== undefined) return row.e164.slice(row.e164.indexOf(digits));
    return name.endsWith("created_at") ? row.createdAt : name.endsWith("number") ? row.e164 : row.friendlyName;
  };
  const direction = digits === undefined && name.startsWith("-") ? -1 : 1;
  const compare = (a: string | number, b: string | number) => (a < b ? -1 : a > b ? 1 : 0);
  return [...rows].sort((a, b) => direction * (compare(key(a), key(b)) || compare(a.id, b.id)));
}

/** All pages of a list, one after the other. */
async function pagesOf(ctx: Context, { filters: wanted, sort, limit }: Wanted): Promise<string[]> {
  const seen: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await listNumbers(ctx, { ...wanted, sort, limit, cursor });
    if (page.nextCursor !== null) expect(page.rows).toHaveLength(limit);
    seen.push(...page.rows.map(({ id }) => id));
    cursor = page.nextCursor;
  }
  return seen;
}

/** The rows that the triggers should have written for the numbers as they are, and those that they have written. */
async function shelvesAsTheyAre(tenantId: string) {
  const read = async (sql: string) => (await env.DB.prepare(sql).bind(tenantId).raw()).map(String).sort();
  return {
    stand: await read(`select agent, tag, kind, created_at, number_id, e164, friendly_name from shelved_numbers
      join number_shelves on id = shelf where tenant_id = ?`),
    digits: await read(`select shelf, digits, number_id, e164 from number_digits
      join number_shelves on id = shelf where tenant_id = ?`),
  };
}
async function shelvesAsTheyShouldBe(tenantId: string) {
  const read = async (sql: string) => (await env.DB.prepare(sql).bind(tenantId).raw()).map(String).sort();
  return {
    stand: await read(`select agent, tag, kind, created_at, number_id, e164, friendly_name from shelves_of_numbers
      where tenant_id = ?`),
    digits: await read(`select shelf, digits, number_id, e164 from digits_of_numbers
      where number_id in (select id from phone_numbers where tenant_id = ?)`),
  };
}

test("whatever changes in an inventory, every filter and order finds what a plain look at all numbers finds", async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(number, { minLength: 12, maxLength: 30 }),
      changes,
      fc.array(query, { minLength: 12, maxLength: 12 }),
      async (drawn, made, queries) => {
        const numbers = identified(drawn);
        const [ctx, neighbour] = [await withBareTenant(), await withBareTenant()];
        await stock(ctx, numbers);
        await stock(neighbour, [
          { ...numbers[0], id: `num_n${serial}`, e164: "+15555550000", status: "released" } as Stocked,
        ]);
        for (const { at, change: one } of made) {
          const id = numbers[at % numbers.length]?.id;
          const sql = one
            ? `update phone_numbers set ${one.column} = ?2 where id = ?1`
            : "delete from phone_numbers where id = ?1";
          await env.DB.prepare(sql)
            .bind(...(one ? [id, one.to] : [id]))
            .run();
        }
        const { tenantId } = ctx.principal;
        expect(await shelvesAsTheyAre(tenantId)).toEqual(await shelvesAsTheyShouldBe(tenantId));
        const rows = await ctx.db.select().from(phoneNumbers).where(eq(phoneNumbers.tenantId, tenantId));
        for (const wanted of queries) {
          const expected = inOrder(rows, wanted).filter((row) => fits(row, wanted.filters));
          expect(await pagesOf(ctx, wanted), JSON.stringify(wanted)).toEqual(expected.map(({ id }) => id));
          found += expected.length;
        }
      },
    ),
    { numRuns: repetitions(8, 100), endOnFailure: true },
  );
  expect(found).toBeGreaterThan(1_000);
}, 60_000);

test("a number that goes to another tenant is found there, and no more where it was", async () => {
  const [from, to] = [await withBareTenant(), await withBareTenant()];
  const [stocked] = identified(fc.sample(number, 1)) as [Stocked];
  await stock(from, [{ ...stocked, status: "active", tags: ["vip"] }]);
  await env.DB.prepare("update phone_numbers set tenant_id = ? where id = ?")
    .bind(to.principal.tenantId, stocked.id)
    .run();
  for (const wanted of [{ tag: "vip" }, { status: "active" }, { digits: stocked.e164.slice(-4) }] as const) {
    expect((await listNumbers(from, { ...wanted, limit: 1 })).rows).toEqual([]);
    expect((await listNumbers(to, { ...wanted, limit: 1 })).rows).toHaveLength(1);
  }
});

test("numbers that were there before the shelves were are put on them by the migrations", async () => {
  const ctx = await withBareTenant();
  await stock(ctx, identified(fc.sample(number, 20)));
  const { tenantId } = ctx.principal;
  const kept = await shelvesAsTheyAre(tenantId);
  const tables = ["number_digits", "shelved_numbers", "number_shelves"];
  await env.DB.batch(tables.map((table) => env.DB.prepare(`delete from ${table}`)));
  expect(await shelvesAsTheyAre(tenantId)).toEqual({ stand: [], digits: [] });
  const fills = env.TEST_MIGRATIONS.flatMap(({ queries }) =>
    queries.filter((sql) => /^(--.*\s*)*INSERT INTO (number_|shelved_)/.test(sql)),
  );
  expect(fills).toHaveLength(tables.length);
  await env.DB.batch(fills.map((sql) => env.DB.prepare(sql)));
  const { stand, digits } = await shelvesAsTheyAre(tenantId);
  expect(stand).toEqual(kept.stand);
  expect(digits).toEqual((await shelvesAsTheyShouldBe(tenantId)).digits);
  expect(digits).toHaveLength(kept.digits.length);
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
  const found: Record<string, string[]> = {
    "tag=vip&status=active&country=US": [vip.id],
    "tag=VIP": [],
    "agent_id=none": both,
    "agent_id=agt_0": [],
    "capability=voice": both,
    "capability=voice,sms&capability=voice": both.filter(
      (id) => [vip, plain].find((n) => n.id === id)?.capabilities.sms,
    ),
    "capability=fax": [],
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
    const file = await tenant.api.get(`/v1/phone-numbers?${query}`, { accept: "text/csv" });
    expect(file.body.match(/^num_\w+/gm)?.sort() ?? []).toEqual(ids);
  }
});

test.each([
  ["digits=55", "/digits"],
  ["digits=+1415", "/digits"],
  ["digits=555&tag=vip", "/tag"],
  ["digits=555&sort=created_at", "/sort"],
  ["digits=555&created_after=2026-01-01T00:00:00Z", "/created_after"],
  ["phone_number_prefix=%2B1&sort=friendly_name", "/sort"],
  ["phone_number_prefix=%2B1&created_before=2026-01-01T00:00:00Z", "/created_before"],
  ["created_after=2026-01-01T00:00:00Z&sort=phone_number", "/sort"],
  ["created_after=2026-01-01", "/created_after"],
  ["created_after=yesterday", "/created_after"],
  ["capability=voice,telepathy", "/capability/1"],
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

test("a cursor works with any filter of its order; one of other digits belongs to another list", async () => {
  const tenant = await withTenant();
  const numbers = [await buy(tenant, "212"), await buy(tenant, "212"), await buy(tenant, "212")];
  const [, second, third] = numbers.map(({ phone_number }) => phone_number).sort();
  const old = encodeCursor({ sort: "phone_number", value: numbers[0].phone_number, id: numbers[0].id });
  const numbersIn = async (query: string) => {
    const { body } = await tenant.api.get(`/v1/phone-numbers?${query}`);
    return body.data?.map(({ phone_number }: Json) => phone_number) ?? body.code;
  };
  expect(await numbersIn(`sort=phone_number&status=active&cursor=${old}`)).toEqual([second, third]);
  expect(await numbersIn(`phone_number_prefix=%2B1213&cursor=${old}`)).toEqual([]);
  expect(await numbersIn(`status=active&cursor=${old}`)).toBe("invalid_cursor");
  const page = await tenant.api.get("/v1/phone-numbers?digits=1212&limit=1");
  expect(page.body.has_more).toBe(true);
  expect(await numbersIn(`digits=1212&cursor=${page.body.next_cursor}`)).toEqual([second, third]);
  expect(await numbersIn(`digits=212&cursor=${page.body.next_cursor}`)).toBe("invalid_cursor");
});
