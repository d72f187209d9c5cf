import { expect, test } from "vitest";
import { withTenant } from "./support/seed";

test("a number is searched, reserved, bought, listed, changed and released", async () => {
  const { api } = await withTenant();
  const found = await api.get("/v1/available-phone-numbers?country=US&area_code=701&limit=3");
  expect(found).toMatchObject({ status: 200, body: { data: [{ type: "local" }, {}, {}] } });
  const e164 = found.body.data[0].phone_number;

  const held = await api.post("/v1/reservations", { phone_number: e164 });
  expect(held).toMatchObject({ status: 201, body: { phone_number: e164, status: "held", hold_scope: "platform" } });

  const ordered = await api.post("/v1/orders", { items: [{ phone_number: e164, reservation_id: held.body.id }] });
  expect(ordered).toMatchObject({ status: 201, body: { status: "completed" } });

  const number = await api.get(`/v1/phone-numbers/${encodeURIComponent(e164)}`);
  expect(number).toMatchObject({ status: 200, body: { phone_number: e164, status: "active" } });
  const listed = await api.get("/v1/phone-numbers");
  expect(listed.body.data.map((row: { id: string }) => row.id)).toEqual([number.body.id]);

  const changed = await api.patch(`/v1/phone-numbers/${number.body.id}`, { friendly_name: "Front desk" });
  expect(changed).toMatchObject({ status: 200, body: { friendly_name: "Front desk" } });

  const released = await api.post(`/v1/phone-numbers/${number.body.id}/release`);
  expect(released).toMatchObject({ status: 200, body: { status: "cooling_off" } });

  const events = await api.get("/v1/events?sort=seq");
  expect(events.body.data.map((event: { type: string }) => event.type)).toEqual([
    "api_key.created",
    "reservation.created",
    "order.created",
    "order.item_completed",
    "phone_number.purchased",
    "reservation.completed",
    "phone_number.readiness_changed",
    "phone_number.updated",
    "phone_number.releasing",
    "phone_number.cooling_off",
    "phone_number.readiness_changed",
  ]);
  expect(events.body.data.map((event: { seq: number }) => event.seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});
