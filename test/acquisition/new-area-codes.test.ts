import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { expect, test } from "vitest";
import type { Json } from "../support/api";
import { withTenant } from "../support/seed";

/** For sale in the sandbox, and newer than the numbering plans of the library. */
const AREA_CODE = "621";

test("a number of an area code that the library lacks is found, held, quoted, bought and named anywhere", async () => {
  const { api } = await withTenant();
  const found = await api.get(`/v1/available-phone-numbers?country=US&area_code=${AREA_CODE}&limit=3`);
  const numbers: string[] = found.body.data.map(({ phone_number }: Json) => phone_number);
  const [e164 = ""] = numbers;
  expect(parsePhoneNumberFromString(e164)?.isValid()).toBe(false);
  const plus = encodeURIComponent(e164);

  const hold = await api.post("/v1/reservations", { phone_number: e164 });
  expect(hold.status).toBe(201);
  expect((await api.get(`/v1/reservations?phone_number=${plus}`)).body.data).toMatchObject([{ id: hold.body.id }]);
  const items = [{ phone_number: e164, reservation_id: hold.body.id }];
  expect((await api.post("/v1/orders/quote", { items })).body).toMatchObject({
    would_succeed: true,
    monthly_cost: [{ amount: "1.15", currency: "USD" }],
  });
  const order = await api.post("/v1/orders", { items });
  expect(order.body).toMatchObject({ status: "completed" });
  const { phone_number_id: id } = order.body.items[0];

  const path = `/v1/phone-numbers/${plus}`;
  expect((await api.get(path)).body).toMatchObject({ id, phone_number: e164, country: "US", type: "local" });
  for (const query of [`phone_number_prefix=${plus}`, `digits=${e164.slice(2)}`, "country=US&type=local"]) {
    expect((await api.get(`/v1/phone-numbers?${query}`)).body.data, query).toMatchObject([{ id }]);
  }
  for (const list of ["calls", "messages"]) {
    expect((await api.get(`/v1/${list}?phone_number_id=${plus}`)).status, list).toBe(200);
  }
  expect((await api.patch(path, { friendly_name: "New", sms_forward_to: numbers[1] })).body).toMatchObject({
    friendly_name: "New",
    sms_forward_to: numbers[1],
  });
  const change = { action: "tag", phone_numbers: [e164], tags: ["new"] };
  const bulk = await api.post("/v1/bulk-jobs/preview", change);
  expect(bulk.body.items).toMatchObject([{ phone_number: e164, would_succeed: true }]);

  const plan = {
    blocked_callers: [numbers[1], `+1${AREA_CODE}9*`],
    fallback: { kind: "dial", phone_number: numbers[2] },
  };
  expect((await api.put(`${path}/routing`, plan)).status).toBe(200);
  const call = { phone_number_id: e164, from: numbers[1] };
  expect((await api.post("/v1/routing/simulate", call)).body.decision).toMatchObject({ outcome: "rejected" });
});

test("a quote says that a number is not for sale where the library knows its range only", async () => {
  const { api } = await withTenant();
  const items = [{ phone_number: "+19995550123" }, { phone_number: "+447911123456" }];
  const { body } = await api.post("/v1/orders/quote", { items });
  expect(body.items[0].obstacles).toEqual([]);
  expect(body.items[1].obstacles.map(({ code }: Json) => code)).toContain("number_unavailable");
});

test("the carrier refuses a number that does not exist", async () => {
  const { api } = await withTenant();
  const { body } = await api.post("/v1/orders", { items: [{ phone_number: "+19995550124" }] });
  expect(body.items).toMatchObject([{ status: "failed", error: { code: "number_rejected" } }]);
});

test("an area code without numbers for sale gives an empty list", async () => {
  const { api } = await withTenant();
  const { status, body } = await api.get("/v1/available-phone-numbers?country=US&area_code=999");
  expect(status).toBe(200);
  expect(body.data).toEqual([]);
});
