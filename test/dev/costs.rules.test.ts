import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Assumptions, assumptionsWith, optionNames, options } from "#dev/costs/assumptions";
import { billOf, priceOf } from "#dev/costs/monthly-bill";
import { monthlyUsage, runsPerDay } from "#dev/costs/monthly-usage";
import { meters, prices } from "#dev/costs/prices";
import { billText, guideTables, short, withTables } from "#dev/costs/tables";
import counters from "../../src/dev/costs/counters.json";
import { differences } from "../support/counters";

/** Bills are what Cloudflare's pages say for the uses that the counters and the assumptions make. */

const unused = Object.fromEntries(meters.map((meter) => [meter, 0])) as Record<(typeof meters)[number], number>;
const totalOf = (given: Partial<Assumptions>): number => billOf(monthlyUsage(assumptionsWith(given), counters)).total;

describe("prices", () => {
  test.each(meters)("%s: the allowance is free, and the rest costs the list price", (meter) => {
    const { included, per, price } = prices[meter];
    expect([0, included / 2, included].map((used) => priceOf(meter, used))).toEqual([0, 0, 0]);
    expect(priceOf(meter, included + per)).toBeCloseTo(price, 9);
    expect(priceOf(meter, included + 10 * per)).toBeCloseTo(10 * price, 9);
  });

  test("the examples of Cloudflare's pages come out as there", () => {
    expect(billOf(unused).total).toBe(5);
    expect(billOf({ ...unused, requests: 15e6, cpu_ms: 7 * 15e6 }).total).toBeCloseTo(8, 9);
    expect(billOf({ ...unused, requests: 100e6, cpu_ms: 7 * 100e6 }).total).toBeCloseTo(45.4, 9);
    expect(billOf({ ...unused, log_gb: 75, log_gb_stored: 20 }).total).toBeCloseTo(5 + 6.25 + 0.8, 9);
  });
});

describe("bills", () => {
  const ROUNDING = 1e-6;
  const arbitrary = fc
    .record({
      numbers: fc.integer({ min: 1, max: 200_000 }),
      calls: fc.integer({ min: 0, max: 60 }),
      deliveries: fc.integer({ min: 0, max: 3 }),
    })
    .map((given): Partial<Assumptions> => given);
  /** All but tenants and rates of sampling can only add to what is used. */
  const growing = optionNames.filter((name) => name !== "numbers");

  test("more numbers, calls or anything else never cost less", () => {
    fc.assert(
      fc.property(
        arbitrary,
        fc.constantFrom(...growing),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (given, name, by) => {
          const before = assumptionsWith(given);
          const more = { ...before, [name]: Math.min(options[name].most, before[name] * (1 + by) + by) };
          expect(totalOf(more)).toBeGreaterThanOrEqual(totalOf(before) - ROUNDING);
        },
      ),
    );
    fc.assert(
      fc.property(arbitrary, fc.integer({ min: 1, max: 100_000 }), (given, added) => {
        const { numbers = 1 } = given;
        expect(totalOf({ ...given, numbers: numbers + added })).toBeGreaterThanOrEqual(
          totalOf({ ...given, numbers }) - ROUNDING,
        );
      }),
    );
  });

  test("a platform without traffic stays within the plan", () => {
    const none = { calls: 0, "messages-in": 0, "messages-out": 0, reads: 0, changes: 0, orders: 0, listeners: 0 };
    expect(totalOf({ ...none, numbers: 100 })).toBe(5);
  });

  test("calls cost what their counters say", () => {
    const usage = (calls: number) =>
      monthlyUsage(assumptionsWith({ calls, deliveries: 0, listeners: 0, tenants: 1 }), counters);
    const [few, many] = [usage(1), usage(2)];
    const perCall = (meter: (typeof meters)[number]) => (many[meter] - few[meter]) / (10_000 * 30.4);
    const { call, call_expiry, event_sealing, event_archiving } = counters;
    expect(perCall("requests")).toBeCloseTo(call.requests, 6);
    expect(perCall("d1_rows_written")).toBeCloseTo(
      call.d1_rows_written +
        call_expiry.d1_rows_written +
        call.events * (event_sealing.d1_rows_written + event_archiving.d1_rows_written),
      2,
    );
    expect(many.d1_gb - few.d1_gb).toBeCloseTo(
      (10_000 * (400 * counters.bytes.call + 90 * call.events * counters.bytes.event)) / 1e9,
      6,
    );
  });

  test("10,000 numbers with 20 calls a day and nothing else cost at most 140 dollars, with calls kept for a month", () => {
    const calls = { "messages-in": 0, "messages-out": 0, reads: 0, changes: 0, orders: 0, deliveries: 0, listeners: 0 };
    expect(totalOf({ ...calls, "call-days": 31, "event-days": 7 })).toBeLessThanOrEqual(140);
  });

  test("an operation that the counters lack is an error, not free", () => {
    const { call: _, ...rest } = counters;
    expect(() => monthlyUsage(assumptionsWith({}), rest)).toThrow("The counters lack the operation call");
  });
});

test("a cron expression runs so often in a day", () => {
  const expressions = ["* * * * *", "*/10 * * * *", "*/15 * * * *", "40 * * * *"];
  expect(expressions.map(runsPerDay)).toEqual([1_440, 144, 96, 24]);
  expect(() => runsPerDay("0 0 1 * *")).toThrow("cannot count the runs");
});

describe("tables", () => {
  test("figures have three digits and a unit", () => {
    expect([0, 0.046, 12, 1_234, 45_678, 1_500_000, 25e9].map(short)).toEqual([
      "0",
      "0.046",
      "12",
      "1,234",
      "45,678",
      "1.5 million",
      "25 billion",
    ]);
  });

  test("a table replaces the one under its heading alone", () => {
    const page = "# T\n\n## A\n\nText.\n\n| old |\n|---|\n| 1 |\n\n## B\n\n| kept |\n|---|\n";
    expect(withTables(page, { A: ["| new |", "|---|"] })).toBe(
      "# T\n\n## A\n\nText.\n\n| new |\n|---|\n\n## B\n\n| kept |\n|---|\n",
    );
    expect(() => withTables(page, { C: [] })).toThrow('no table under "C"');
  });

  test("the guide has each of its tables, and prints every line that costs something", () => {
    const tables = guideTables(counters);
    expect(Object.keys(tables).length).toBeGreaterThan(5);
    expect(tables["The bill"]?.at(-2)).toContain("**together**");
    expect(billText({ numbers: 1 }, counters)).toMatch(
      /^numbers 1, tenants 1, calls 20, .*\n\n[\s\S]*\ntogether +5\.00$/,
    );
  });
});

test("counters that a test counts again must be those of the file; rows read and sizes may differ by a third", () => {
  const file = { call: { d1_rows_written: 19, d1_rows_read: 33 }, bytes: { call: 1_900 } };
  expect(differences(file, file)).toEqual([]);
  expect(differences({ call: { d1_rows_written: 19, d1_rows_read: 50 }, bytes: { call: 2_400 } }, file)).toEqual([]);
  expect(differences({ call: { d1_rows_written: 20, d1_rows_read: 90 }, bytes: { call: 5_300 } }, file)).toEqual([
    "call: d1_rows_written is 20, the file has 19",
    "call: d1_rows_read is 90, the file has 33",
    "bytes: call is 5300, the file has 1900",
  ]);
  expect(differences({ bytes: { call: 1_900 } }, file)).toHaveLength(2);
  expect(differences({ ...file, order: { requests: 1 } }, file)).toEqual(["order: requests is 1, the file has 0"]);
});
