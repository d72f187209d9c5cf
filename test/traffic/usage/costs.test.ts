import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { admin, type Json } from "../../support/api";
import { freshNumber, withTenant } from "../../support/seed";

const usd = (amount: string) => [{ amount, currency: "USD" }];

test("costs are added up by number and by country, page by page, with a total; unknown prices are counted apart", async () => {
  const tenant = await withTenant();
  const numbers = [freshNumber(), freshNumber(), freshNumber()];
  const { body: order } = await tenant.api.post("/v1/orders", {
    items: numbers.map((phone_number) => ({ phone_number })),
  });
  const ids: string[] = order.items.map((item: Json) => item.phone_number_id);
  await env.DB.prepare(
    "update phone_numbers set country = 'CA', price_amount = '0.1', status = 'suspended' where id = ?",
  )
    .bind(ids[1])
    .run();
  await env.DB.prepare("update phone_numbers set price_amount = null, price_currency = null where id = ?")
    .bind(ids[2])
    .run();
  const total = { numbers: 3, monthly_cost: usd("1.25"), numbers_without_price: 1, numbers_not_billed: 0 };

  const { body: countries } = await tenant.api.get("/v1/usage/costs?group_by=country&limit=1");
  expect(countries).toMatchObject({
    data: [{ country: "CA", numbers: 1, monthly_cost: usd("0.10"), numbers_without_price: 0, numbers_not_billed: 0 }],
    has_more: true,
    meta: { total },
  });
  const next = await tenant.api.get(`/v1/usage/costs?group_by=country&limit=1&cursor=${countries.next_cursor}`);
  expect(next.body).toMatchObject({
    data: [{ country: "US", numbers: 2, monthly_cost: usd("1.15"), numbers_without_price: 1, numbers_not_billed: 0 }],
    has_more: false,
    meta: { total },
  });

  const found: Json[] = [];
  for (let cursor = ""; ; ) {
    const { body } = await tenant.api.get(`/v1/usage/costs?limit=1${cursor}`);
    expect(body.meta).toEqual({ total });
    found.push(...body.data);
    if (!body.has_more) break;
    cursor = `&cursor=${body.next_cursor}`;
  }
  expect(found).toEqual(
    numbers.map((phone_number, at) => ({
      phone_number,
      phone_number_id: ids[at],
      country: at === 1 ? "CA" : "US",
      numbers: 1,
      monthly_cost: [usd("1.15"), usd("0.1"), []][at],
      numbers_without_price: at === 2 ? 1 : 0,
      numbers_not_billed: 0,
    })),
  );
});

test("a released number costs nothing, a transferred one costs its new owner, and a neighbour sees neither", async () => {
  const [from, to] = [await withTenant(), await withTenant()];
  const { body } = await from.api.post("/v1/orders", {
    items: [{ phone_number: freshNumber() }, { phone_number: freshNumber() }],
  });
  const [released, moved] = body.items.map((item: Json) => item.phone_number_id);
  await from.api.post(`/v1/phone-numbers/${released}/release`);
  await admin.post(`/v1/tenants/${from.id}/phone-numbers/${moved}/transfer`, { tenant_id: to.id });
  const totalOf = async (api: typeof from.api) => (await api.get("/v1/usage/costs")).body.meta.total;
  expect(await totalOf(from.api)).toEqual({
    numbers: 0,
    monthly_cost: [],
    numbers_without_price: 0,
    numbers_not_billed: 0,
  });
  expect(await totalOf(to.api)).toEqual({
    numbers: 1,
    monthly_cost: usd("1.15"),
    numbers_without_price: 0,
    numbers_not_billed: 0,
  });
});
