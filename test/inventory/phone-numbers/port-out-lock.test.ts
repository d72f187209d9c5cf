import { expect, test } from "vitest";
import { ownedBy } from "../../support/carrier";
import { contextOf, stockOnTrunk } from "../../support/inventory";
import { freshNumber, withTenant } from "../../support/seed";

test("a lock against port-outs is kept as a wish, with its event, and the number says why it is not applied", async () => {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  const path = `/v1/phone-numbers/${number.id}`;
  const before = await tenant.api.get(path);
  expect(before.body).toMatchObject({ port_out_lock: false, port_out_lock_supported: false });
  const locked = await tenant.api.patch(path, { port_out_lock: true });
  expect(locked.body).toMatchObject({
    port_out_lock: true,
    port_out_lock_supported: false,
    port_out_lock_detail: expect.stringContaining("Twilio has no port-out lock in its API"),
  });
  expect(locked.headers.get("etag")).not.toBe(before.headers.get("etag"));
  expect((await tenant.api.get(path)).body).toEqual(locked.body);
  // The same again changes nothing.
  expect((await tenant.api.patch(path, { port_out_lock: true })).body).toEqual(locked.body);
  await tenant.api.patch(path, { port_out_lock: false });
  const events = await tenant.api.get(`/v1/events?subject_id=${number.id}&type=phone_number.updated&sort=seq`);
  expect(events.body.data.map(({ data }: { data: object }) => data)).toEqual([
    { phone_number: before.body.phone_number, changed: ["port_out_lock"] },
    { phone_number: before.body.phone_number, changed: ["port_out_lock"] },
  ]);
  const refused = await tenant.api.patch(path, { port_out_lock_supported: true });
  expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer: "/port_out_lock_supported" }] } });
});

test("of a number of a SIP trunk, another carrier could apply it", async () => {
  const tenant = await withTenant();
  const ctx = contextOf(tenant.id);
  const id = await stockOnTrunk(ctx, { e164: freshNumber(), sip_trunk_id: ctx.newId("sipTrunk"), created_at: ctx.now });
  const { body } = await tenant.api.patch(`/v1/phone-numbers/${id}`, { port_out_lock: true });
  expect(body).toMatchObject({
    port_out_lock: true,
    port_out_lock_detail: expect.stringContaining("Ask that carrier"),
  });
});
