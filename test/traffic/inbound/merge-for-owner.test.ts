import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { ownerAt } from "#inventory/phone-numbers/ownership-periods";
import type { LateUpdate } from "#traffic/inbound/late-update";
import { admin, type Json } from "../../support/api";
import { freshCall, freshMessage, type OwnedNumber, ownedBy, sendWebhook } from "../../support/carrier";
import { at, START, sendToNumber, type Webhook, webhooksOfCall, withAgent } from "../../support/conversation";
import { eventually } from "../../support/eventually";
import { captureQueue, deliver, failQueries } from "../../support/late-updates";
import { type Tenant, withTenant } from "../../support/seed";

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const calls = async ({ api }: Tenant): Promise<Json[]> => (await api.get("/v1/calls")).body.data;
const messages = async ({ api }: Tenant): Promise<Json[]> => (await api.get("/v1/messages")).body.data;
const findings = async (api: Tenant["api"]): Promise<Json[]> =>
  (await api.get("/v1/findings?kind=record_undeliverable&status=open")).body.data;

const transfer = (from: Tenant, { id }: OwnedNumber, to: Tenant) =>
  admin.post(`/v1/tenants/${from.id}/phone-numbers/${id}/transfer`, { tenant_id: to.id });

/** Webhooks that come while the database is gone altogether; what the queue was given of them. */
async function toldAway(
  number: OwnedNumber,
  webhooks: readonly Webhook[],
  held = captureQueue(),
): Promise<LateUpdate[]> {
  const before = held.length;
  const comeBack = failQueries(/./);
  for (const webhook of webhooks) {
    at(webhook.at);
    expect((await sendToNumber(number, webhook)).status).toBeLessThan(300);
  }
  await eventually(() => expect(held).toHaveLength(before + webhooks.length));
  comeBack();
  return held.slice(before);
}

const text = ({ e164 }: OwnedNumber, after: number): Webhook => ({
  webhook: "sms",
  at: after,
  fields: freshMessage({ To: e164 }),
});

/** A call of 84 seconds with a message in between. */
const conversation = (number: OwnedNumber): Webhook[] =>
  [...webhooksOfCall(freshCall({ To: number.e164 })), text(number, 30_000)].sort((a, b) => a.at - b.at);

const completedCall = { status: "completed", duration_seconds: 82 };

test("webhooks from before a number's transfer are its former owner's, merged in any order", async () => {
  at(-10_000);
  for (const arranged of [(list: LateUpdate[]) => list, (list: LateUpdate[]) => list.toReversed()]) {
    const [tenant, next, last] = [await withTenant(), await withTenant(), await withTenant()];
    const { number } = await withAgent(tenant);
    const held = await toldAway(number, conversation(number));
    at(100_000);
    expect((await transfer(tenant, number, next)).status).toBe(200);
    at(110_000);
    expect((await transfer(next, number, last)).status).toBe(200);
    for (const record of arranged(held)) {
      expect((await deliver("records", [record])).explicitAcks).toEqual(["m0"]);
    }
    expect(await calls(tenant)).toMatchObject([{ ...completedCall, phone_number_id: number.id, to: number.e164 }]);
    expect(await messages(tenant)).toMatchObject([{ phone_number_id: number.id, to: number.e164 }]);
    const usage = await tenant.api.get("/v1/usage?from=2026-11-22&to=2026-11-22&group_by=day");
    expect(usage.body.data).toMatchObject([{ calls: 1, seconds: 82, messages_in: 1 }]);
    for (const type of ["call.started", "call.completed", "message.received"]) {
      expect((await tenant.api.get(`/v1/events?type=${type}`)).body.data).toHaveLength(1);
    }
    for (const other of [next, last]) expect([await calls(other), await messages(other)]).toEqual([[], []]);
    at(-10_000);
  }
});

test("a call that rang before its number changed hands ends with whose it was, whatever of it is merged first", async () => {
  for (const isReversed of [false, true]) {
    at(-10_000);
    const [tenant, next] = [await withTenant(), await withTenant()];
    const { number } = await withAgent(tenant);
    const [rings, ...others] = webhooksOfCall(freshCall({ To: number.e164 }));
    const held = captureQueue();
    const begun = await toldAway(number, rings ? [rings] : [], held);
    at(10_000);
    await transfer(tenant, number, next);
    const ended = await toldAway(number, others, held);
    for (const records of isReversed ? [ended, begun] : [begun, ended]) await deliver("records", records);
    expect(await calls(tenant)).toMatchObject([{ ...completedCall, outcome: "platform_fallback" }]);
    expect(await calls(next)).toEqual([]);
  }
});

test("so does a call whose end is reported when the database is back, while its beginning waits in the queue", async () => {
  at(-10_000);
  const [tenant, next] = [await withTenant(), await withTenant()];
  const { number } = await withAgent(tenant);
  const [rings, ...others] = webhooksOfCall(freshCall({ To: number.e164 }));
  const held = await toldAway(number, rings ? [rings] : []);
  at(10_000);
  await transfer(tenant, number, next);
  for (const webhook of others) {
    at(webhook.at);
    await sendToNumber(number, webhook);
  }
  await eventually(async () => expect(await calls(tenant)).toMatchObject([completedCall]));
  await deliver("records", held);
  expect(await calls(tenant)).toMatchObject([{ ...completedCall, outcome: "platform_fallback" }]);
  expect(await calls(next)).toEqual([]);
});

test("a webhook at a former owner's URL after a transfer is recorded for the new owner, late or not", async () => {
  at(-10_000);
  const [tenant, next] = [await withTenant(), await withTenant()];
  const { number } = await withAgent(tenant);
  await transfer(tenant, number, next);
  at(0);
  expect((await sendWebhook(`${number.path}/voice`, { fields: freshCall() })).body).toContain("not in service");
  await eventually(async () => expect(await calls(next)).toMatchObject([{ outcome: "not_in_service" }]));
  await deliver("records", await toldAway(number, conversation(number)));
  expect(await calls(next)).toMatchObject([
    { ...completedCall, outcome: "platform_fallback" },
    { outcome: "not_in_service" },
  ]);
  await eventually(async () => expect(await messages(next)).toMatchObject([{ phone_number_id: number.id }]));
  expect([await calls(tenant), await messages(tenant)]).toEqual([[], []]);
});

test("webhooks of a number that was released and bought by another tenant are of the owner at that time", async () => {
  at(-10_000);
  const [tenant, next] = [await withTenant(), await withTenant()];
  const { number } = await withAgent(tenant);
  const held = await toldAway(number, conversation(number));
  at(100_000);
  const released = await tenant.api.post(`/v1/phone-numbers/${number.id}/release?force=true`);
  expect(released.body.status).toBe("cooling_off");
  await deliver("records", held.slice(0, 2));
  at(11 * 86_400_000);
  await admin.post("/v1/jobs/cleanup/run");
  expect((await tenant.api.get(`/v1/phone-numbers/${number.id}`)).body.status).toBe("released");
  const again = await next.api.post("/v1/orders", { items: [{ phone_number: number.e164 }] });
  expect(again.body.items).toMatchObject([{ status: "completed" }]);
  await deliver("records", held);
  expect(await calls(tenant)).toMatchObject([{ ...completedCall, phone_number_id: number.id }]);
  expect(await messages(tenant)).toHaveLength(1);
  expect([await calls(next), await messages(next)]).toEqual([[], []]);
});

test("a webhook of a number that never was the tenant's is retried, and at last is one finding of the platform", async () => {
  at(-10_000);
  const [tenant, stranger] = [await withTenant(), await withTenant()];
  const number = await ownedBy(tenant);
  const before = (await findings(admin)).length;
  const held = captureQueue();
  for (const path of [`/twilio/${stranger.id}/numbers/${number.id}`, `/twilio/ten_none/numbers/num_none`]) {
    await toldAway({ ...number, path }, [{ webhook: "voice", at: 0, fields: freshCall() }], held);
  }
  expect(await deliver("records", held)).toMatchObject({ explicitAcks: [], retryMessages: [{}, {}] });
  expect((await deliver("records-dead", [...held, ...held])).explicitAcks).toHaveLength(4);
  const opened = (await findings(admin)).slice(0, 2);
  expect(opened.map(({ subject }) => subject.id).sort()).toEqual(held.map(({ update }) => update.carrierId).sort());
  expect(opened.map(({ evidence }) => evidence)).toContainEqual({
    tenant_id: stranger.id,
    phone_number_id: number.id,
    event: "voice:ringing",
    received_at: new Date(START).toISOString(),
    request_id: held[0]?.requestId,
  });
  expect(await findings(admin)).toHaveLength(before + 2);
  for (const { api } of [tenant, stranger]) expect(await findings(api)).toEqual([]);
  expect([await calls(tenant), await calls(stranger)]).toEqual([[], []]);
});

test("who had a number at a moment is who has it after the last transfer up to then", () => {
  const arbitrary = fc.array(fc.record({ to: fc.constantFrom("a", "b", "c"), after: fc.nat(1_000) }), { maxLength: 8 });
  fc.assert(
    fc.property(arbitrary, fc.nat(8_000), (moves, moment) => {
      let [owner, now, expected] = ["a", 0, "a"];
      const transfers = moves.map(({ to, after }) => {
        const fromTenantId = owner;
        [owner, now] = [to, now + after];
        if (now <= moment) expected = owner;
        return { fromTenantId, transferredAt: now };
      });
      expect(ownerAt(transfers, owner, moment)).toBe(expected);
    }),
  );
});
