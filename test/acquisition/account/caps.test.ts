import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { admin, type Json } from "../../support/api";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";

const capped = async (settings: Json): Promise<Tenant> => {
  const tenant = await withTenant();
  await admin.patch(`/v1/tenants/${tenant.id}`, settings);
  return tenant;
};

const order = (tenant: Tenant, quantity: number) =>
  tenant.api.post("/v1/orders", { items: Array.from({ length: quantity }, () => ({ phone_number: freshNumber() })) });

const usageOf = async ({ api }: Tenant): Promise<Json> => (await api.get("/v1/me")).body.usage;

test("two tenants at their caps under 50 parallel orders of 5 get never one number and never one cent above them", async () => {
  // A US number costs 1.15: the cap on cost allows 23 of them.
  const byNumber = await capped({ number_limit: 23 });
  const byCost = await capped({ max_monthly_cost: { amount: "27.59", currency: "USD" } });
  const answers = await Promise.all(
    [byNumber, byCost].map((tenant) => Promise.all(Array.from({ length: 50 }, () => order(tenant, 5)))),
  );
  const codes = answers.map((each) => each.filter(({ status }) => status !== 201).map(({ body }) => body.code));
  expect(codes).toEqual([Array(46).fill("number_limit_reached"), Array(46).fill("monthly_cost_limit_reached")]);
  expect(await usageOf(byNumber)).toMatchObject({ numbers: 20 });
  expect(await usageOf(byCost)).toMatchObject({
    numbers: 20,
    monthly_cost: [{ amount: "23.00", currency: "USD" }],
  });

  const single = await Promise.all(
    [byNumber, byCost].flatMap((tenant) => Array.from({ length: 6 }, () => order(tenant, 1))),
  );
  expect(single.filter(({ status }) => status === 201)).toHaveLength(6);
  expect(await usageOf(byNumber)).toMatchObject({ numbers: 23 });
  expect(await usageOf(byCost)).toMatchObject({ monthly_cost: [{ amount: "26.45", currency: "USD" }] });
});

test("a refused order says the cap, the use and what it asked for, buys nothing and leaves its Idempotency-Key free", async () => {
  const tenant = await capped({ number_limit: 2, max_monthly_cost: { amount: "3", currency: "USD" } });
  await order(tenant, 1);
  expect((await order(tenant, 2)).body).toMatchObject({
    status: 409,
    code: "number_limit_reached",
    limit: 2,
    used: 1,
    requested: 2,
  });
  await admin.patch(`/v1/tenants/${tenant.id}`, { number_limit: null });
  const header = { "idempotency-key": crypto.randomUUID() };
  const body = { items: [{ phone_number: freshNumber() }, { phone_number: freshNumber() }] };
  expect((await tenant.api.post("/v1/orders", body, header)).body).toMatchObject({
    status: 409,
    code: "monthly_cost_limit_reached",
    cost_limit: { amount: "3", currency: "USD" },
    cost_used: { amount: "1.15", currency: "USD" },
    cost_requested: { amount: "2.30", currency: "USD" },
  });
  expect((await tenant.api.get("/v1/orders")).body.data).toHaveLength(1);
  await admin.patch(`/v1/tenants/${tenant.id}`, { max_monthly_cost: { amount: "3.45", currency: "USD" } });
  expect((await tenant.api.post("/v1/orders", body, header)).body).toMatchObject({ status: "completed" });
});

test("a quote shows what would refuse the whole order: the caps, the order's own limit, too few numbers", async () => {
  const tenant = await capped({ number_limit: 2, max_monthly_cost: { amount: "3", currency: "USD" } });
  await order(tenant, 1);
  const quoteOf = async (body: Json): Promise<Json> => (await tenant.api.post("/v1/orders/quote", body)).body;
  const items = (quantity: number) => Array.from({ length: quantity }, () => ({ phone_number: freshNumber() }));
  expect(await quoteOf({ items: items(1) })).toMatchObject({ would_succeed: true, obstacles: [] });
  const tooMany = await quoteOf({ items: items(2) });
  expect(tooMany).toMatchObject({ would_succeed: false, obstacles: [{ code: "number_limit_reached" }] });
  expect(tooMany.obstacles[0].detail).toContain("may have 2 numbers, has or is buying 1, and this adds 2.");
  expect(tooMany.items.map(({ obstacles }: Json) => obstacles)).toEqual([[], []]);

  await admin.patch(`/v1/tenants/${tenant.id}`, { number_limit: null });
  const max_monthly_cost = { amount: "1", currency: "USD" };
  expect((await quoteOf({ items: items(2), max_monthly_cost })).obstacles).toMatchObject([
    { code: "cost_limit_exceeded", detail: expect.stringContaining("cost 2.30 USD a month") },
    { code: "monthly_cost_limit_reached", detail: expect.stringContaining("this adds 2.30.") },
  ]);
  const criteria = { country: "US", type: "local", contains: "+1415000", quantity: 5, strategy: "all_or_nothing" };
  const none = await quoteOf({ criteria });
  expect(none).toMatchObject({ would_succeed: false, obstacles: [{ code: "not_enough_numbers" }], items: [] });
  const placed = await tenant.api.post("/v1/orders", { criteria });
  expect(placed.body.code).toBe("not_enough_numbers");
});

test("an order by criteria at the cap holds nothing afterwards", async () => {
  const tenant = await capped({ number_limit: 1 });
  const refused = await tenant.api.post("/v1/orders", {
    criteria: { country: "US", type: "local", area_code: "503", quantity: 2 },
  });
  expect(refused.body).toMatchObject({ code: "number_limit_reached" });
  expect((await tenant.api.get("/v1/reservations?status=held")).body.data).toEqual([]);
});

test("failed and canceled items give their share back", async () => {
  const tenant = await capped({ number_limit: 1 });
  const owner = await withTenant();
  const taken = freshNumber();
  await owner.api.post("/v1/orders", { items: [{ phone_number: taken }] });
  const failed = await tenant.api.post("/v1/orders", { items: [{ phone_number: taken }] });
  expect(failed.body).toMatchObject({ status: "failed" });
  expect(await usageOf(tenant)).toEqual({
    numbers: 0,
    monthly_cost: [],
    numbers_without_price: 0,
    numbers_not_billed: 0,
  });
  expect((await order(tenant, 1)).body).toMatchObject({ status: "completed" });
});

test("a released number gives its share back, and its restoration takes it again", async () => {
  const tenant = await capped({ number_limit: 1 });
  const { body } = await order(tenant, 1);
  const id = body.items[0].phone_number_id;
  await tenant.api.post(`/v1/phone-numbers/${id}/release`);
  expect((await order(tenant, 1)).status).toBe(201);
  const refused = await tenant.api.post(`/v1/phone-numbers/${id}/restore`);
  expect(refused.body).toMatchObject({ code: "number_limit_reached", limit: 1, used: 1, requested: 1 });
  await admin.patch(`/v1/tenants/${tenant.id}`, { number_limit: 2 });
  expect((await tenant.api.post(`/v1/phone-numbers/${id}/restore`)).status).toBe(200);
  expect(await usageOf(tenant)).toMatchObject({ numbers: 2, monthly_cost: [{ amount: "2.30", currency: "USD" }] });
});

test("a transfer counts against the new owner's caps, and a closed tenant gets no number", async () => {
  const from = await withTenant();
  const to = await capped({ number_limit: 0 });
  const { body } = await order(from, 1);
  const path = `/v1/tenants/${from.id}/phone-numbers/${body.items[0].phone_number_id}/transfer`;
  expect((await admin.post(path, { tenant_id: to.id })).body).toMatchObject({ code: "number_limit_reached", used: 0 });
  await admin.patch(`/v1/tenants/${to.id}`, { number_limit: 1, max_monthly_cost: { amount: "1", currency: "USD" } });
  expect((await admin.post(path, { tenant_id: to.id })).body).toMatchObject({ code: "monthly_cost_limit_reached" });
  await admin.patch(`/v1/tenants/${to.id}`, { max_monthly_cost: { amount: "1.15", currency: "USD" } });
  await admin.post(`/v1/tenants/${to.id}/close`, {});
  expect((await admin.post(path, { tenant_id: to.id })).body).toMatchObject({ code: "tenant_closed" });
  expect((await from.api.get(`/v1/phone-numbers/${body.items[0].phone_number_id}`)).status).toBe(200);
  await admin.post(`/v1/tenants/${to.id}/reopen`, {});
  expect((await admin.post(path, { tenant_id: to.id })).status).toBe(200);
});

test("under a cap on cost, a number in another currency is refused; without one it is bought", async () => {
  const tenant = await capped({ max_monthly_cost: { amount: "100", currency: "EUR" } });
  expect((await order(tenant, 1)).body).toMatchObject({ code: "monthly_cost_limit_reached", cost_requested: null });
  await admin.patch(`/v1/tenants/${tenant.id}`, { max_monthly_cost: null });
  expect((await order(tenant, 1)).status).toBe(201);
});

test("numbers without a price are counted apart, and one that a cap on cost cannot judge is not transferred", async () => {
  const from = await withTenant();
  const { body } = await order(from, 2);
  const [id] = body.items.map(({ phone_number_id }: Json) => phone_number_id);
  await env.DB.prepare("update phone_numbers set price_amount = null, price_currency = null where id = ?")
    .bind(id)
    .run();
  expect(await usageOf(from)).toEqual({
    numbers: 2,
    monthly_cost: [{ amount: "1.15", currency: "USD" }],
    numbers_without_price: 1,
    numbers_not_billed: 0,
  });
  const to = await capped({ max_monthly_cost: { amount: "100", currency: "USD" } });
  const answer = await admin.post(`/v1/tenants/${from.id}/phone-numbers/${id}/transfer`, { tenant_id: to.id });
  expect(answer.body).toMatchObject({ code: "monthly_cost_limit_reached", cost_requested: null });
});
