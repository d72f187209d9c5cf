import fc from "fast-check";
import { expect, test } from "vitest";
import { isAmount, sumMoney, toAmount, toMicros } from "#kernel/values/money";
import type { Json } from "../../support/api";
import { sandbox } from "../../support/sandbox";
import { freshNumber, withTenant } from "../../support/seed";

test("amounts come back from millionths as they went in, and sums are exact and do not depend on the order", () => {
  const micros = fc.bigInt({ min: 0n, max: 10n ** 15n });
  fc.assert(
    fc.property(micros, (value) => {
      expect(isAmount(toAmount(value))).toBe(true);
      expect(toMicros(toAmount(value))).toBe(value);
    }),
  );
  const money = fc.record({ amount: micros.map(toAmount), currency: fc.constantFrom("USD", "EUR") });
  fc.assert(
    fc.property(fc.array(money, { maxLength: 30 }), (amounts) => {
      const sums = new Map(sumMoney(amounts).map(({ amount, currency }) => [currency, amount]));
      expect(new Map(sumMoney([...amounts].reverse()).map(({ amount, currency }) => [currency, amount]))).toEqual(sums);
      const total = [...sums.values()].reduce((sum, amount) => sum + toMicros(amount), 0n);
      expect(total).toBe(amounts.reduce((sum, { amount }) => sum + toMicros(amount), 0n));
    }),
  );
  for (const text of ["-1", "1e3", "1.1234567", "", ".5", "1,5"]) expect(isAmount(text)).toBe(false);
});

test("a quote prices an order, names every obstacle and changes nothing", async () => {
  const [mine, other] = [await withTenant(), await withTenant()];
  const [free, held, owned, gone, own] = Array.from({ length: 5 }, () => freshNumber());
  const [german] = (await mine.api.get("/v1/available-phone-numbers?country=DE&limit=1")).body.data.map(
    ({ phone_number }: Json) => phone_number,
  );
  await other.api.post("/v1/reservations", { phone_number: held });
  await other.api.post("/v1/orders", { items: [{ phone_number: owned }] });
  await sandbox.sellElsewhere(gone ?? "");
  const { body: hold } = await mine.api.post("/v1/reservations", { phone_number: own });
  const items = [
    { phone_number: free },
    { phone_number: held },
    { phone_number: owned },
    { phone_number: gone },
    { phone_number: own, reservation_id: hold.id },
    { phone_number: german },
  ];
  const before = await mine.api.get("/v1/events");
  const { status, body } = await mine.api.post("/v1/orders/quote", { items });
  expect(status).toBe(200);
  const codes = body.items.map((item: Json) => [item.phone_number, item.obstacles.map(({ code }: Json) => code)]);
  expect(codes).toEqual([
    [free, []],
    [held, ["number_held"]],
    [owned, ["number_owned"]],
    [gone, ["number_unavailable"]],
    [own, []],
    [german, ["address_required", "bundle_required"]],
  ]);
  expect(body).toMatchObject({ would_succeed: false, carrier_checked: true, monthly_cost: [{ currency: "USD" }] });
  const total = body.items.reduce((sum: bigint, item: Json) => sum + toMicros(item.monthly_price.amount), 0n);
  expect(body.monthly_cost[0].amount).toBe(toAmount(total));
  expect((await mine.api.get("/v1/events")).body).toEqual(before.body);
  expect((await mine.api.get("/v1/orders")).body.data).toEqual([]);
  const bogus = await mine.api.post("/v1/orders/quote", {
    items: [{ phone_number: free, reservation_id: "rsv_1" }],
  });
  expect(bogus.body.items[0].obstacles).toMatchObject([{ code: "reservation_ended" }]);
});

test("an order above its cost limit is refused with its cost, and nothing is bought; one at the limit is bought", async () => {
  const { api } = await withTenant();
  const numbers = [freshNumber(), freshNumber()];
  const items = numbers.map((phone_number) => ({ phone_number }));
  const limit = (amount: string, currency = "USD") => ({ items, max_monthly_cost: { amount, currency } });
  const quoted = await api.post("/v1/orders/quote", { items });
  const [cost] = quoted.body.monthly_cost;
  const below = toAmount(toMicros(cost.amount) - 1n);
  const refused = await api.post("/v1/orders", limit(below));
  expect(refused).toMatchObject({ status: 409, body: { code: "cost_limit_exceeded", monthly_cost: [cost] } });
  expect((await api.post("/v1/orders", limit("1000", "EUR"))).body.code).toBe("cost_limit_exceeded");
  expect((await api.post("/v1/orders", limit("1,000"))).body.errors).toMatchObject([
    { pointer: "/max_monthly_cost/amount" },
  ]);
  for (const e164 of numbers) expect((await sandbox.purchases(e164)).new_purchases).toBe(0);
  expect((await api.post("/v1/orders", limit(cost.amount))).body.status).toBe("completed");
});
