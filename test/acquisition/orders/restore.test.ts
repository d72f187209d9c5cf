import { afterEach, expect, test, vi } from "vitest";
import { COOLING_OFF_MS } from "#inventory/phone-numbers/lifecycle";
import type { Json } from "../../support/api";
import { eventually } from "../../support/eventually";
import { runCleanup } from "../../support/jobs";
import { loseRecord, objectOf } from "../../support/objects";
import { sandbox } from "../../support/sandbox";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";

afterEach(async () => {
  vi.useRealTimers();
  await sandbox.clearFaults();
});

/** A number that was bought, named and released. */
async function released(tenant: Tenant): Promise<Json> {
  const order = await tenant.api.post("/v1/orders", {
    items: [{ phone_number: freshNumber() }],
    configuration: { friendly_name: "Front desk", tags: ["sales"] },
  });
  const path = `/v1/phone-numbers/${order.body.items[0].phone_number_id}`;
  return (await tenant.api.post(`${path}/release`)).body;
}

test("a restored number is as it was: same id, name, tags and history", async () => {
  const tenant = await withTenant();
  const number = await released(tenant);
  const back = await tenant.api.post(`/v1/phone-numbers/${number.id}/restore`);
  expect(back).toMatchObject({
    status: 200,
    body: { ...number, status: "active", released_at: null, cooling_off_until: null, updated_at: expect.any(String) },
  });
  expect(await sandbox.numbers()).toContain(number.phone_number);
  expect((await tenant.api.get("/v1/phone-numbers")).body.data).toHaveLength(1);
  const events = await tenant.api.get(`/v1/events?subject_id=${number.id}&sort=seq`);
  expect(events.body.data.map(({ type }: Json) => type)).toEqual([
    "phone_number.purchased",
    "phone_number.readiness_changed",
    "phone_number.releasing",
    "phone_number.cooling_off",
    "phone_number.readiness_changed",
    "phone_number.restored",
    "phone_number.readiness_changed",
  ]);
  expect((await tenant.api.post(`/v1/phone-numbers/${number.id}/release`)).body.status).toBe("cooling_off");
  expect((await tenant.api.post(`/v1/phone-numbers/${number.id}/restore`)).body.status).toBe("active");
});

test("restoring in parallel, or again, buys once", async () => {
  const tenant = await withTenant();
  const number = await released(tenant);
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => tenant.api.post(`/v1/phone-numbers/${number.id}/restore`)),
  );
  for (const { status, body } of answers) {
    expect({ id: body.id, status, number: body.status }).toEqual(
      status === 202
        ? { id: number.id, status, number: "cooling_off" }
        : { id: number.id, status: 200, number: "active" },
    );
  }
  expect(answers.map(({ status }) => status)).toContain(200);
  const again = await tenant.api.post(`/v1/phone-numbers/${number.id}/restore`);
  expect(again).toMatchObject({ status: 200, body: { status: "active" } });
  expect((await sandbox.purchases(number.phone_number)).new_purchases).toBe(2);
});

test("if the carrier sold the number meanwhile, the restore is refused and the number keeps cooling off", async () => {
  const tenant = await withTenant();
  const number = await released(tenant);
  await sandbox.sellElsewhere(number.phone_number);
  const refused = await tenant.api.post(`/v1/phone-numbers/${number.id}/restore`);
  expect(refused).toMatchObject({ status: 409, body: { code: "number_unavailable", carrier_code: 21422 } });
  expect((await tenant.api.get(`/v1/phone-numbers/${number.id}`)).body).toEqual(number);
});

test("a restore whose answer is lost stays open and finishes by itself", async () => {
  const tenant = await withTenant();
  const number = await released(tenant);
  await sandbox.fault({ kind: "timeout_before", operation: "buy", delay_ms: 0, phone_number: number.phone_number });
  const open = await tenant.api.post(`/v1/phone-numbers/${number.id}/restore`);
  expect(open).toMatchObject({ status: 202, body: { status: "cooling_off" } });
  await eventually(
    async () => expect((await tenant.api.get(`/v1/phone-numbers/${number.id}`)).body.status).toBe("active"),
    { interval: 100 },
  );
  expect((await sandbox.purchases(number.phone_number)).new_purchases).toBe(2);
});

test("only a number that cools off can be restored, by its last owner; no other tenant finds it for sale", async () => {
  const [tenant, other] = [await withTenant(), await withTenant()];
  const number = await released(tenant);
  expect((await other.api.post(`/v1/phone-numbers/${number.id}/restore`)).status).toBe(404);
  const search = `/v1/available-phone-numbers?country=US&contains=${number.phone_number.slice(2)}`;
  for (const { api } of [tenant, other]) {
    const { body } = await api.get(search);
    expect(body.data.map(({ phone_number }: Json) => phone_number)).not.toContain(number.phone_number);
  }
  const own = await tenant.api.post("/v1/reservations", { phone_number: number.phone_number });
  expect(own.body).toMatchObject({ code: "number_cooling_off", detail: expect.stringContaining("Restore it") });
});

const later = (ms: number) => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });

test("a restore that is under way at the end of the cooling-off is finished, and the number is bought once", async () => {
  const tenant = await withTenant();
  const number = await released(tenant);
  later(COOLING_OFF_MS - 5_000);
  await sandbox.fault({ kind: "rate_limited", operation: "buy", times: -1, phone_number: number.phone_number });
  const path = `/v1/phone-numbers/${number.id}`;
  expect((await tenant.api.post(`${path}/restore`)).status).toBe(202);
  later(10_000);
  await runCleanup();
  expect((await tenant.api.get(path)).body.status).toBe("cooling_off");
  await sandbox.clearFaults();
  later(120_000);
  await objectOf(number.phone_number).reconcile();
  expect((await tenant.api.get(path)).body.status).toBe("active");
  expect((await sandbox.purchases(number.phone_number)).new_purchases).toBe(2);
  const { body: events } = await tenant.api.get(`/v1/events?subject_id=${number.id}`);
  expect(events.data.map(({ type }: Json) => type)).not.toContain("phone_number.released");
});

test("a restore that fails at the end of the cooling-off leaves the number released, once", async () => {
  const tenant = await withTenant();
  const number = await released(tenant);
  later(COOLING_OFF_MS - 5_000);
  await sandbox.fault({ kind: "rate_limited", operation: "buy", times: -1, phone_number: number.phone_number });
  const path = `/v1/phone-numbers/${number.id}`;
  expect((await tenant.api.post(`${path}/restore`)).status).toBe(202);
  await sandbox.clearFaults();
  await sandbox.sellElsewhere(number.phone_number);
  later(120_000);
  await Promise.all([runCleanup(), objectOf(number.phone_number).reconcile()]);
  await runCleanup();
  expect((await tenant.api.get(path)).body.status).toBe("released");
  const { body: events } = await tenant.api.get("/v1/events?type=phone_number.released");
  expect(events.data).toHaveLength(1);
  const refused = await tenant.api.post(`${path}/restore`);
  expect(refused.body).toMatchObject({ code: "illegal_transition", detail: expect.stringContaining("is released") });
});

test("a restore that reaches the number after its cooling-off buys nothing", async () => {
  const tenant = await withTenant();
  const number = await released(tenant);
  later(COOLING_OFF_MS + 1);
  const late = await tenant.api.post(`/v1/phone-numbers/${number.id}/restore`);
  expect(late).toMatchObject({ status: 409, body: { code: "illegal_transition" } });
  expect((await sandbox.purchases(number.phone_number)).new_purchases).toBe(1);
});

test("a cooling-off that the number's object does not know of ends, too", async () => {
  const tenant = await withTenant();
  const number = await released(tenant);
  later(COOLING_OFF_MS + 1);
  await loseRecord(number.phone_number);
  await runCleanup();
  expect((await tenant.api.get(`/v1/phone-numbers/${number.id}`)).body.status).toBe("released");
});
