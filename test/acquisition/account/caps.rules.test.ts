import fc from "fast-check";
import { expect, test } from "vitest";
import { refusalOf, totalOf, UNBILLED } from "#acquisition/account/caps";
import { toAmount } from "#kernel/values/money";

const usd = (amount: string) => ({ amount, currency: "USD" });

test("a total is exact, and unknown with one unknown or foreign price", () => {
  expect(totalOf([usd("0.1"), usd("0.2")])).toEqual({ currency: "USD", micros: 300_000n });
  expect(totalOf([usd("0.1"), null])).toBeNull();
  expect(totalOf([usd("0.1"), { amount: "1", currency: "EUR" }])).toBeNull();
});

test("a number that the tenant has elsewhere counts against the cap on numbers and costs nothing", () => {
  const use = { numbers: 3, monthlyCost: [usd("10")], unpriced: 0, unbilled: 1 };
  const caps = { status: "active", numberLimit: 5, costLimit: usd("10") } as const;
  expect(refusalOf(caps, use, [UNBILLED, UNBILLED])).toBeNull();
  expect(refusalOf(caps, use, [UNBILLED, UNBILLED, UNBILLED])).toMatchObject({ kind: "numbers", requested: 3 });
  expect(refusalOf(caps, use, [UNBILLED, usd("0.01")])).toMatchObject({ kind: "cost", requestedMicros: 10_000n });
  expect(refusalOf(caps, use, [UNBILLED, null])).toMatchObject({ kind: "cost", requestedMicros: null });
});

test("a refusal says nothing else than that the sum is beyond a cap", () => {
  const micros = fc.integer({ min: 0, max: 50_000_000 });
  fc.assert(
    fc.property(
      fc.nat(20),
      fc.nat(20),
      micros,
      micros,
      fc.array(micros, { minLength: 1, maxLength: 6 }),
      (limit, numbers, cap, used, prices) => {
        const amounts = prices.map((price) => usd(toAmount(BigInt(price))));
        const caps = { status: "active", numberLimit: limit, costLimit: usd(toAmount(BigInt(cap))) } as const;
        const refusal = refusalOf(
          caps,
          { numbers, monthlyCost: [usd(toAmount(BigInt(used)))], unpriced: 0, unbilled: 0 },
          amounts,
        );
        const cost = used + prices.reduce((sum, price) => sum + price, 0);
        const expected = numbers + prices.length > limit ? "numbers" : cost > cap ? "cost" : undefined;
        expect(refusal?.kind).toBe(expected);
        expect(
          refusalOf({ ...caps, status: "suspended" }, { numbers, monthlyCost: [], unpriced: 0, unbilled: 0 }, amounts),
        ).toEqual({ kind: "suspended" });
        expect(
          refusalOf(
            { ...caps, numberLimit: null, costLimit: null },
            { numbers, monthlyCost: [], unpriced: 0, unbilled: 0 },
            [null],
          ),
        ).toBeNull();
      },
    ),
  );
});
