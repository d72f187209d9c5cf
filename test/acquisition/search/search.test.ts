import { afterEach, expect, test } from "vitest";
import type { Json } from "../../support/api";
import { sandbox } from "../../support/sandbox";
import { withTenant } from "../../support/seed";

afterEach(() => sandbox.clearFaults());

test("a found number has its place, capabilities, price and requirements", async () => {
  const { api } = await withTenant();
  const { status, body } = await api.get("/v1/available-phone-numbers?country=US&area_code=415&limit=1");
  expect(status).toBe(200);
  expect(body.data).toEqual([
    {
      phone_number: expect.stringMatching(/^\+1415\d{7}$/),
      country: "US",
      type: "local",
      locality: "San Francisco",
      region: "CA",
      postal_code: expect.any(String),
      rate_center: expect.any(String),
      capabilities: { voice: true, sms: true, mms: true, fax: expect.any(Boolean) },
      monthly_price: { amount: expect.stringMatching(/^\d+\.\d+$/), currency: "USD" },
      address_requirement: "none",
      requirements: { address: "none", bundle: false },
      hold_scope: "platform",
      reservation: null,
    },
  ]);
});

test.for([
  ["area_code=212", /^\+1212/],
  ["contains=5551234", /5551234/],
  ["contains=%2B1628", /^\+1628/],
  ["locality=Austin&region=TX", /^\+1(512|737)/],
  ["region=WA", /^\+1(206|253|360|425|509|564)/],
  ["type=toll_free", /^\+18(00|33|44|55|66|77|88)/],
  ["near_lat_long=37.77,-122.42&distance=10", /^\+1(415|628|510)/],
  ["near_number=%2B14155550100", /^\+1(415|628|510)/],
  ["capabilities=voice,sms&area_code=303", /^\+1303/],
] as const)("the filter %s reaches the carrier", async ([query, form]) => {
  const { api } = await withTenant();
  const { status, body } = await api.get(`/v1/available-phone-numbers?country=US&limit=5&${query}`);
  expect(status).toBe(200);
  expect(body.data.length).toBeGreaterThan(0);
  for (const { phone_number } of body.data) expect(phone_number).toMatch(form);
});

test("others' holds and owned numbers are left out, own holds are marked, and the page stays full", async () => {
  const [mine, other] = [await withTenant(), await withTenant()];
  const search = "/v1/available-phone-numbers?country=US&area_code=206&limit=10";
  const numbersOf = async (tenant = mine): Promise<Json[]> => (await tenant.api.get(search)).body.data;
  const [first, second, third] = await numbersOf();
  const { body: hold } = await mine.api.post("/v1/reservations", { phone_number: first.phone_number });
  await other.api.post("/v1/reservations", { phone_number: second.phone_number });
  await other.api.post("/v1/orders", { items: [{ phone_number: third.phone_number }] });
  const shown = await numbersOf();
  expect(shown).toHaveLength(10);
  expect(shown[0]).toMatchObject({
    phone_number: first.phone_number,
    reservation: { id: hold.id, expires_at: hold.expires_at },
  });
  const listed = shown.map(({ phone_number }) => phone_number);
  expect(listed).not.toContain(second.phone_number);
  expect(listed).not.toContain(third.phone_number);
  const theirs = (await numbersOf(other)).map(({ phone_number }) => phone_number);
  expect(theirs).not.toContain(first.phone_number);
  await mine.api.delete(`/v1/reservations/${hold.id}`);
  expect((await numbersOf(other)).map(({ phone_number }) => phone_number)).toContain(first.phone_number);
});

test("countries come with the types and prices that they have", async () => {
  const { api } = await withTenant();
  const { body } = await api.get("/v1/available-countries");
  const us = body.data.find(({ country }: Json) => country === "US");
  expect(us).toEqual({
    country: "US",
    name: "United States",
    types: [
      { type: "local", monthly_price: { amount: expect.any(String), currency: "USD" } },
      { type: "toll_free", monthly_price: { amount: expect.any(String), currency: "USD" } },
    ],
  });
  expect(body.data.length).toBeGreaterThanOrEqual(10);
  expect((await api.get("/v1/available-countries?country=GB")).body.data).toMatchObject([{ country: "GB" }]);
  expect(await api.get("/v1/available-countries?country=MN")).toMatchObject({
    status: 404,
    body: { code: "not_found" },
  });
});
