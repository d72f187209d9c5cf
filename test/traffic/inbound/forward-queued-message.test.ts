import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import type { LateUpdate } from "#traffic/inbound/late-update";
import { admin, type Json } from "../../support/api";
import { type Fields, freshMessage, type OwnedNumber, ownedBy, sendWebhook } from "../../support/carrier";
import { at } from "../../support/conversation";
import { interceptQueries } from "../../support/database";
import { eventually } from "../../support/eventually";
import { connectAccount, contextOf, stockImported } from "../../support/inventory";
import { captureQueue, deliver, failQueries } from "../../support/late-updates";
import { sandbox } from "../../support/sandbox";
import { sandboxAccount } from "../../support/sandbox-account";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";

afterEach(async () => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  await sandbox.clearFaults();
});

const target = "+14155550188";
const empty = '<?xml version="1.0" encoding="UTF-8"?><Response/>';
const HOUR = 3_600_000;

const messages = async ({ api }: Tenant): Promise<Json[]> => (await api.get("/v1/messages")).body.data;
const findings = async ({ api }: Tenant): Promise<Json[]> => (await api.get("/v1/findings")).body.data;

/** What the platform asked the carrier to send from a number. */
const sent = async ({ e164 }: OwnedNumber) => (await sandbox.requests("send", e164)).requests.map(({ body }) => body);

async function forwarding(): Promise<{ tenant: Tenant; number: OwnedNumber }> {
  at(-10_000);
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  await tenant.api.patch(`/v1/phone-numbers/${number.id}`, { sms_forward_to: target });
  return { tenant, number };
}

/** A message that comes while the database is gone; what the queue was given of it. */
async function missed({ path, e164 }: OwnedNumber, fields: Fields = {}) {
  const held = captureQueue();
  const comeBack = failQueries(/./);
  at(0);
  const message = freshMessage({ To: e164, ...fields });
  expect(await sendWebhook(`${path}/sms`, { fields: message })).toMatchObject({ status: 200, body: empty });
  await eventually(() => expect(held).toHaveLength(1));
  comeBack();
  return { held, message };
}

const isTaken = async (held: readonly LateUpdate[], queue: "records" | "records-dead" = "records") => {
  const { explicitAcks, retryMessages } = await deliver(queue, held);
  return { taken: explicitAcks.length, again: retryMessages.length };
};

const done = { taken: 1, again: 0 };
const again = { taken: 0, again: 1 };

test("a message that came while the database was away is forwarded once, when it is recorded", async () => {
  const { tenant, number } = await forwarding();
  const media = { NumMedia: "1", MediaUrl0: "https://api.twilio.com/m?a=1", MediaContentType0: "image/png" };
  const { held } = await missed(number, { Body: "Tom & <Jerry>", ...media });
  expect(await messages(tenant)).toEqual([]);
  at(60_000);
  await Promise.all([deliver("records", held), deliver("records", [...held, ...held])]);
  at(HOUR);
  expect(await isTaken([...held, ...held])).toEqual({ taken: 2, again: 0 });
  expect(await isTaken(held, "records-dead")).toEqual(done);
  expect(await sent(number)).toEqual([
    {
      From: number.e164,
      To: target,
      Body: "From +14158675310: Tom & <Jerry>",
      MediaUrl: "https://api.twilio.com/m?a=1",
      StatusCallback: `https://pm.example.com${number.path}/sms-status`,
    },
  ]);
  expect(await messages(tenant)).toMatchObject([
    { forwarded_to: target, to: number.e164, status: "received", created_at: "2026-11-22T10:00:00.000Z" },
  ]);
  const events = await tenant.api.get("/v1/events?type=message.received");
  expect(events.body.data).toMatchObject([
    { occurred_at: "2026-11-22T10:00:00.000Z", data: { forwarded_to: target, to: number.e164 } },
  ]);
  expect(await findings(tenant)).toEqual([]);
});

test("the queue itself brings it, also when the database was away for a moment only", async () => {
  const { tenant, number } = await forwarding();
  vi.useRealTimers();
  const comeBack = failQueries(/./);
  expect((await sendWebhook(`${number.path}/sms`, { fields: freshMessage() })).body).toBe(empty);
  comeBack();
  await eventually(async () => expect(await sent(number)).toHaveLength(1));
  await eventually(async () => expect(await messages(tenant)).toMatchObject([{ forwarded_to: target }]));
});

test("a message that the queue refuses, too, is recorded, and the log says that it is not forwarded", async () => {
  const { tenant, number } = await forwarding();
  vi.useRealTimers();
  const logged = vi.spyOn(console, "error").mockImplementation(() => undefined);
  vi.spyOn(Object.getPrototypeOf(env.RECORDS), "send").mockRejectedValue(new Error("Queue send failed"));
  const comeBack = failQueries(/./);
  await sendWebhook(`${number.path}/sms`, { fields: freshMessage() });
  comeBack();
  await eventually(async () => expect(await messages(tenant)).toMatchObject([{ forwarded_to: null }]));
  expect(logged.mock.calls.map(([line]) => line.message)).toContain(
    "a message is not forwarded: the database did not answer, and the queue refused it",
  );
  expect(await sent(number)).toEqual([]);
});

test("a message that the webhook's response forwarded is not forwarded again when it is recorded late", async () => {
  const { tenant, number } = await forwarding();
  const held = captureQueue();
  const comeBack = failQueries(/^\s*(with .* )?(insert|update)/im);
  const fields = freshMessage();
  const answer = await sendWebhook(`${number.path}/sms`, { fields });
  expect(answer.body).toContain(`to="${target}"`);
  await eventually(() => expect(held).toHaveLength(1));
  comeBack();
  expect(await isTaken(held)).toEqual(done);
  expect(await sendWebhook(`${number.path}/sms`, { fields })).toEqual(answer);
  expect(await messages(tenant)).toMatchObject([{ forwarded_to: target }]);
  expect(await sent(number)).toEqual([]);
});

test("Twilio's retry of a message that was forwarded late gets an empty answer; a retry before that gets the forward", async () => {
  const { tenant, number } = await forwarding();
  const late = await missed(number);
  await deliver("records", late.held);
  at(10_000);
  expect((await sendWebhook(`${number.path}/sms`, { fields: late.message })).body).toBe(empty);
  expect(await sent(number)).toHaveLength(1);
  const early = await missed(number);
  at(10_000);
  expect((await sendWebhook(`${number.path}/sms`, { fields: early.message })).body).toContain(`to="${target}"`);
  await eventually(async () => expect(await messages(tenant)).toHaveLength(2));
  expect(await isTaken(early.held)).toEqual(done);
  expect(await sent(number)).toHaveLength(1);
});

test("a retry is answered as the first time was, whatever has changed since", async () => {
  const { tenant, number } = await forwarding();
  const fields = freshMessage();
  const first = await sendWebhook(`${number.path}/sms`, { fields });
  await eventually(async () => expect(await messages(tenant)).toHaveLength(1));
  await tenant.api.patch(`/v1/phone-numbers/${number.id}`, { sms_forward_to: "+14155550177" });
  expect(await sendWebhook(`${number.path}/sms`, { fields })).toEqual(first);
});

test.each([
  ["of 12 hours is passed on", 12 * HOUR, 1, []],
  ["that is older is not, which is a finding", 12 * HOUR + 1, 0, [{ reason: "too_old", carrier_code: null }]],
])("a message %s", async (_, age, times, evidence) => {
  const { tenant, number } = await forwarding();
  const { held } = await missed(number);
  at(age);
  expect(await isTaken(held)).toEqual(done);
  expect(await isTaken(held)).toEqual(done);
  expect(await sent(number)).toHaveLength(times);
  expect((await findings(tenant)).map((finding) => finding.evidence)).toMatchObject(evidence);
});

test("a refused forward is a finding with the carrier's code and is not retried", async () => {
  const { tenant, number } = await forwarding();
  const { held } = await missed(number);
  await sandbox.fault({ kind: "refuse", operation: "send", phone_number: number.e164, code: 21610, times: -1 });
  expect([await isTaken(held), await isTaken(held)]).toEqual([done, done]);
  expect(await sent(number)).toHaveLength(1);
  const [message] = await messages(tenant);
  expect(await findings(tenant)).toMatchObject([
    {
      kind: "message_not_forwarded",
      severity: "warning",
      subject: { type: "message", id: message.id },
      evidence: { phone_number_id: number.id, reason: "refused", carrier_code: 21610 },
    },
  ]);
});

test("an answer of the carrier's that is lost is a finding, and the message not sent twice", async () => {
  const { tenant, number } = await forwarding();
  const { held } = await missed(number);
  await sandbox.fault({ kind: "answer_lost", operation: "send", phone_number: number.e164 });
  expect([await isTaken(held), await isTaken(held)]).toEqual([done, done]);
  expect(await sent(number)).toHaveLength(1);
  expect(await findings(tenant)).toMatchObject([{ evidence: { reason: "unknown" } }]);
});

test("a carrier that is too busy is asked again later", async () => {
  const { tenant, number } = await forwarding();
  const { held } = await missed(number);
  await sandbox.fault({ kind: "rate_limited", operation: "send", phone_number: number.e164, retry_after: 60 });
  expect(await isTaken(held)).toEqual(again);
  expect(await isTaken(held)).toEqual(done);
  const { requests } = await sandbox.requests("send", number.e164);
  expect(requests.map(({ status }) => status)).toEqual([429, 201]);
  expect(await findings(tenant)).toEqual([]);
});

test("two who find it due at the same moment pass it on once", async () => {
  const { number } = await forwarding();
  const { held } = await missed(number);
  await sandbox.fault({ kind: "rate_limited", operation: "send", phone_number: number.e164, retry_after: 60 });
  expect(await isTaken(held)).toEqual(again);
  const both = Promise.withResolvers<void>();
  let waiting = 0;
  const leave = interceptQueries(async (proceed, sql) => {
    if (/update "messages" set/.test(sql) && waiting < 2) {
      waiting += 1;
      if (waiting === 2) both.resolve();
      await both.promise;
    }
    return await proceed();
  });
  const results = await Promise.all([isTaken(held), isTaken(held)]);
  leave();
  expect(results.map(({ taken }) => taken).sort()).toEqual([0, 1]);
  const { requests } = await sandbox.requests("send", number.e164);
  expect(requests.map(({ status }) => status)).toEqual([429, 201]);
});

test("one who dies while sending, or cannot write down that it was sent, leaves a finding and no second message", async () => {
  const { tenant, number } = await forwarding();
  const { held } = await missed(number);
  let moves = 0;
  const comeBack = interceptQueries((proceed, sql) => {
    if (/update "messages" set/.test(sql)) moves += 1;
    if (moves > 1) throw new Error("D1_ERROR: away");
    return proceed();
  });
  expect(await isTaken(held)).toEqual(again);
  comeBack();
  at(60_000);
  expect(await isTaken(held)).toEqual(again);
  expect(await findings(tenant)).toEqual([]);
  at(61_000);
  expect(await isTaken(held, "records-dead")).toEqual(done);
  expect(await sent(number)).toHaveLength(1);
  expect(await findings(tenant)).toMatchObject([{ evidence: { reason: "unknown" } }]);
});

test("a message that would not have been forwarded is not forwarded late", async () => {
  const { tenant, number } = await forwarding();
  const { e164: ours } = await ownedBy(await withTenant());
  for (const fields of [{ Body: "STOP" }, { From: target }, { From: ours }]) {
    const { held } = await missed(number, fields);
    expect(await isTaken(held)).toEqual(done);
  }
  const { held: suspended } = await missed(number);
  await tenant.api.post(`/v1/phone-numbers/${number.id}/suspend`);
  expect(await isTaken(suspended)).toEqual(done);
  await tenant.api.post(`/v1/phone-numbers/${number.id}/resume`);
  const next = await withTenant();
  const { held: moved } = await missed(number);
  await admin.post(`/v1/tenants/${tenant.id}/phone-numbers/${number.id}/transfer`, { tenant_id: next.id });
  await next.api.patch(`/v1/phone-numbers/${number.id}`, { sms_forward_to: "+14155550177" });
  expect(await isTaken(moved)).toEqual(done);
  expect((await messages(tenant)).map(({ forwarded_to }) => forwarded_to)).toEqual(Array(5).fill(null));
  expect([await sent(number), await findings(tenant), await messages(next)]).toEqual([[], [], []]);
});

test("a number that goes while its message waits for the carrier passes nothing on, which is a finding", async () => {
  const { tenant, number } = await forwarding();
  const { held } = await missed(number);
  await sandbox.fault({ kind: "rate_limited", operation: "send", phone_number: number.e164, retry_after: 60 });
  expect(await isTaken(held)).toEqual(again);
  await tenant.api.post(`/v1/phone-numbers/${number.id}/suspend`);
  expect(await isTaken(held)).toEqual(done);
  expect(await sent(number)).toHaveLength(1);
  expect(await findings(tenant)).toMatchObject([{ evidence: { reason: "number_gone" } }]);
});

test("a message to an imported number is forwarded late through its own account, and through no other", async () => {
  const { tenant, number } = await forwarding();
  const ctx = contextOf(tenant.id);
  const account = await sandboxAccount();
  const carrier_account_id = await connectAccount(ctx, { accountSid: account.sid, authToken: account.authToken });
  const e164 = freshNumber();
  const { sid: carrier_id } = await account.add(e164);
  const id = await stockImported(ctx, { e164, carrier_account_id, carrier_id });
  await tenant.api.patch(`/v1/phone-numbers/${id}`, { sms_forward_to: target });
  const { held } = await missed(number);
  const late = held.map((record) => ({ ...record, phoneNumberId: id, signedBy: account.sid }));
  expect(await isTaken(late as LateUpdate[])).toEqual(done);
  expect(await account.sent(e164)).toMatchObject([{ From: e164, To: target }]);
  expect(await sent({ ...number, e164 })).toEqual([]);
  expect(await messages(tenant)).toMatchObject([{ phone_number_id: id, forwarded_to: target }]);
});
