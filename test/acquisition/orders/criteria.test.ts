import { afterEach, expect, test, vi } from "vitest";
import type { Json } from "../../support/api";
import { sandbox } from "../../support/sandbox";
import { withTenant } from "../../support/seed";
import { expectBalanced, finishedOrder } from "./finished-order";

afterEach(async () => {
  vi.restoreAllMocks();
  await sandbox.clearFaults();
});

const anyOf = (quantity: number, more: object = {}) => ({
  criteria: { country: "US", area_code: "303", quantity, ...more },
  configuration: { tags: ["batch"] },
});

test("any matching numbers are picked, held and bought, and the purchase uses up their holds", async () => {
  const tenant = await withTenant({ reservation_limit: 1 });
  const { status, body } = await tenant.api.post("/v1/orders", anyOf(5, { capabilities: ["sms"] }));
  expect(status).toBe(201);
  expect(body).toMatchObject({ status: "completed", item_counts: { completed: 5 } });
  for (const { phone_number, reservation_id } of body.items) {
    expect(phone_number).toMatch(/^\+1303/);
    expect((await tenant.api.get(`/v1/reservations/${reservation_id}`)).body.status).toBe("completed");
  }
  await expectBalanced(tenant, body);
});

test("a large quantity goes through the queue under its holds, which do not count against the tenant's own limit", async () => {
  const tenant = await withTenant({ reservation_limit: 1 });
  const { status, body } = await tenant.api.post("/v1/orders", anyOf(60, { area_code: "512" }));
  expect(status).toBe(202);
  expect((await tenant.api.post("/v1/reservations", { phone_number: "+14152350199" })).status).toBe(201);
  const done = await finishedOrder(tenant, body.id);
  expect(done.item_counts).toMatchObject({ completed: 60 });
  await expectBalanced(tenant, done);
});

test("two tenants with the same criteria at once get different numbers, and all that they ordered", async () => {
  const tenants = [await withTenant(), await withTenant(), await withTenant()];
  const answers = await Promise.all(tenants.map(({ api }) => api.post("/v1/orders", anyOf(8, { area_code: "617" }))));
  expect(answers.map(({ body }) => body.status)).toEqual(["completed", "completed", "completed"]);
  const numbers = answers.flatMap(({ body }) => body.items.map(({ phone_number }: Json) => phone_number));
  expect(new Set(numbers).size).toBe(24);
});

test("with too few matches, best_effort buys these and all_or_nothing holds and buys none", async () => {
  const tenant = await withTenant();
  const few = { area_code: "415", contains: "5551234" };
  const none = await tenant.api.post("/v1/orders", anyOf(500, { ...few, strategy: "all_or_nothing" }));
  expect(none).toMatchObject({ status: 409, body: { code: "not_enough_numbers", available: expect.any(Number) } });
  expect((await tenant.api.get("/v1/reservations?status=held")).body.data).toEqual([]);
  expect((await tenant.api.get("/v1/orders")).body.data).toEqual([]);
  const some = await tenant.api.post("/v1/orders", anyOf(500, few));
  const done = await finishedOrder(tenant, some.body.id);
  expect(done.items).toHaveLength(none.body.available);
  expect(done.status).toBe("completed");
  const nothing = await tenant.api.post("/v1/orders", anyOf(1, few));
  expect(nothing).toMatchObject({ status: 409, body: { code: "not_enough_numbers", available: 0 } });
});

test("the same Idempotency-Key picks and buys once, and no hold is left over, in turn or in parallel", async () => {
  const tenant = await withTenant();
  const key = { "idempotency-key": "any-3" };
  const answers = await Promise.all(Array.from({ length: 4 }, () => tenant.api.post("/v1/orders", anyOf(3), key)));
  const again = await tenant.api.post("/v1/orders", anyOf(3), key);
  expect(again.status).toBe(201);
  for (const { status, body } of answers) expect(status === 409 || body.id === again.body.id).toBe(true);
  expect((await tenant.api.get("/v1/orders")).body.data).toHaveLength(1);
  expect((await tenant.api.get("/v1/phone-numbers")).body.data).toHaveLength(3);
  expect((await tenant.api.get("/v1/reservations?status=held")).body.data).toEqual([]);
});

test("a quote shows what would be picked and its cost, and a cost limit refuses without leaving holds", async () => {
  const tenant = await withTenant();
  const quote = await tenant.api.post("/v1/orders/quote", anyOf(4));
  expect(quote).toMatchObject({ status: 200, body: { would_succeed: true } });
  expect(quote.body.items).toHaveLength(4);
  const refused = await tenant.api.post("/v1/orders", {
    ...anyOf(4),
    max_monthly_cost: { amount: "1.00", currency: "USD" },
  });
  expect(refused.body.code).toBe("cost_limit_exceeded");
  expect((await tenant.api.get("/v1/reservations?status=held")).body.data).toEqual([]);
});

test.for([
  ["neither items nor criteria", {}, "/items"],
  ["both", { ...anyOf(1), items: [{ phone_number: "+14152350123" }] }, "/items"],
  ["no quantity", { criteria: { country: "US" } }, "/criteria/quantity"],
  ["a quantity past the most", anyOf(501), "/criteria/quantity"],
  ["an area code of another country", anyOf(1, { country: "GB" }), "/criteria/area_code"],
  ["an unknown strategy", anyOf(1, { strategy: "maybe" }), "/criteria/strategy"],
] as const)("an order with %s is refused with the field's pointer", async ([, body, pointer]) => {
  const { api } = await withTenant();
  const { status, body: problem } = await api.post("/v1/orders", body);
  expect(status).toBe(422);
  expect(problem.errors.map((error: Json) => error.pointer)).toContain(pointer);
});
