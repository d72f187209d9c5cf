import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { possibleNumbers } from "#connections/sip-trunks/number-format";
import { phoneNumbers } from "#inventory/phone-numbers/table";
import { openDatabase } from "#kernel/db/db";
import type { WebhookContext } from "#kernel/ports/context";
import { readForCall } from "#traffic/calls/read-for-call";
import type { Json } from "../../support/api";
import { type Fields, freshCall, ownedBy, sendWebhook } from "../../support/carrier";
import { ownAccount } from "../../support/carrier-accounts";
import { eventually } from "../../support/eventually";
import { captureQueue, deliver, failQueries } from "../../support/late-updates";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";
import { storeTrunk, storeTrunkNumber } from "../../support/sip-trunks";

/** Calls that a tenant's own carrier sends to Twilio over a BYOC trunk. */

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const db = openDatabase(env.DB);
const calls = async ({ api }: Tenant): Promise<Json[]> => (await api.get("/v1/calls")).body.data;
const findings = async ({ api }: Tenant): Promise<Json[]> => (await api.get("/v1/findings")).body.data;

async function withTrunk(changed: Parameters<typeof storeTrunk>[1] = {}) {
  const tenant = await withTenant();
  const trunk = await storeTrunk(tenant, changed);
  return { tenant, trunk, number: await storeTrunkNumber(trunk) };
}

const sipUri = (user: string) => `sip:${user}@example.sip.twilio.com;transport=tls`;

test("a call over a trunk is answered by its number's plan, then recorded and counted for that number", async () => {
  const { tenant, trunk, number } = await withTrunk();
  const bought = await ownedBy(tenant);
  const plan = { fallback: { kind: "dial", phone_number: "+14155550188" } };
  expect((await tenant.api.put(`/v1/phone-numbers/${number.id}/routing`, plan)).status).toBe(200);
  const fields = freshCall({ To: sipUri(number.e164), From: "sip:alice@pbx.example.org:5060" });
  const { status, body } = await sendWebhook(`${trunk.path}/voice`, { fields });
  expect({ status, body }).toEqual({ status: 200, body: expect.stringContaining("+14155550188") });
  expect(body).toContain(`callerId="${bought.e164}"`);
  expect(body).toContain(`/numbers/${number.id}/voice-result?leg=fallback`);
  await eventually(async () => expect(await calls(tenant)).toHaveLength(1));
  const dialled = { ...fields, DialCallStatus: "completed", DialCallDuration: "8" };
  expect((await sendWebhook(`${number.path}/voice-result?leg=fallback`, { fields: dialled })).status).toBe(200);
  const ended = { ...fields, CallStatus: "completed", CallDuration: "9", SequenceNumber: "2" };
  expect((await sendWebhook(`${trunk.path}/voice-status`, { fields: ended })).status).toBe(204);
  await eventually(async () => expect(await calls(tenant)).toMatchObject([{ status: "completed" }]));
  expect(await calls(tenant)).toMatchObject([
    {
      phone_number_id: number.id,
      to: number.e164,
      from_kind: "sip",
      from_address: "sip:alice@pbx.example.org:5060",
      duration_seconds: 9,
      taken_by: "fallback",
    },
  ]);
  await sendWebhook(`${trunk.path}/voice`, { fields: freshCall({ To: sipUri(number.e164) }) });
  await eventually(async () => expect(await calls(tenant)).toHaveLength(2));
  const { body: log } = await tenant.api.get("/v1/events");
  const proofs = log.data.filter(({ type }: Json) => /proved|first_call/.test(type));
  expect(proofs.map(({ type, subject }: Json) => [type, subject.id]).toSorted()).toEqual([
    ["phone_number.ownership_proved", number.id],
    ["sip_trunk.first_call", trunk.id],
  ]);
  const usage = await env.DB.prepare("select calls, seconds from usage_daily where phone_number_id = ?")
    .bind(number.id)
    .all();
  expect(usage.results).toEqual([{ calls: 1, seconds: 9 }]);
});

test.each([
  ["E.164", "+14155550123", {}],
  ["no plus", "14155550123", {}],
  ["separators and parameters", "+1(415)555-0123;npdi", {}],
  ["an escaped plus", "%2B14155550123", {}],
  ["00 in front", "0014155550123", {}],
  ["a trunk prefix", "914155550123", { plus: false, add_prefix: "9" }],
  ["a national number", "4155550123", { plus: false, strip_prefix: "1" }],
])("the number is found by %s", async (_, user, format) => {
  const numberFormat = { plus: true, strip_prefix: "", add_prefix: "", ...format };
  const tenant = await withTenant();
  const trunk = await storeTrunk(tenant, { numberFormat });
  await storeTrunkNumber(trunk, "+14155550123");
  const send = (To: string) => sendWebhook(`${trunk.path}/voice`, { fields: freshCall({ To }) });
  expect((await send(sipUri(user))).body).toContain("no one can take your call");
  expect((await send(user)).body).toContain("no one can take your call");
  expect((await send(sipUri("+14155550124"))).body).toContain("not in service");
  await db.delete(phoneNumbers).where(eq(phoneNumbers.sipTrunkId, trunk.id));
});

test("the read finds the same number as the pure rules, in any format", async () => {
  const digits = fc.array(fc.constantFrom("0", "1", "4", "9"), { maxLength: 3 }).map((list) => list.join(""));
  const format = fc.record({ plus: fc.boolean(), strip_prefix: digits, add_prefix: digits }, { noNullPrototype: true });
  const written = fc.tuple(
    fc.constantFrom("", "+", "00", "0", "9", "+9"),
    fc.constantFrom("14155550123", "4155550123", "155550123", "4930901820", "30901820"),
  );
  const tenant = await withTenant();
  const counted = { found: 0, unknown: 0 };
  await fc.assert(
    fc.asyncProperty(format, written, async (numberFormat, [prefix, rest]) => {
      const trunk = await storeTrunk(tenant, { numberFormat });
      const own = ["+14155550123", "+4930901820"];
      for (const e164 of own) await storeTrunkNumber(trunk, e164);
      const user = prefix + rest;
      const trunkCall = { sipTrunkId: trunk.id, user };
      const webhook = { db, tenantId: tenant.id, phoneNumberId: "", signedBy: null, trunkCall } as WebhookContext;
      const { routing } = await readForCall(webhook, "CA1");
      // A number stands in the platform's account once.
      await db.delete(phoneNumbers).where(eq(phoneNumbers.sipTrunkId, trunk.id));
      const expected = possibleNumbers(user, numberFormat).find((e164) => own.includes(e164)) ?? null;
      expect(routing.number?.e164 ?? null).toBe(expected);
      counted[expected === null ? "unknown" : "found"] += 1;
    }),
    { numRuns: 60 },
  );
  expect(Math.min(counted.found, counted.unknown)).toBeGreaterThan(5);
});

test("a call for a number that the trunk does not have is refused in words and shown as one finding", async () => {
  const { tenant, trunk } = await withTrunk();
  const other = await ownedBy(tenant);
  for (const To of [sipUri("+14155550199"), sipUri(other.e164), sipUri("reception"), ""]) {
    const { status, body } = await sendWebhook(`${trunk.path}/voice`, { fields: freshCall({ To }) });
    expect({ status, body }).toEqual({ status: 200, body: expect.stringContaining("not in service") });
  }
  await eventually(async () =>
    expect(await findings(tenant)).toMatchObject([
      { kind: "trunk_number_unknown", subject: { type: "sip_trunk", id: trunk.id }, evidence: { called: "" } },
    ]),
  );
  expect(await calls(tenant)).toEqual([]);
});

test("another tenant's trunk and a deleted one answer as if there were none", async () => {
  const { tenant, trunk, number } = await withTrunk();
  const neighbour = await withTenant();
  const fields = freshCall({ To: sipUri(number.e164) });
  const elsewhere = await sendWebhook(`/twilio/${neighbour.id}/trunks/${trunk.id}/voice`, { fields });
  expect(elsewhere).toMatchObject({ status: 200, body: expect.stringContaining("not in service") });
  await env.DB.prepare("update sip_trunks set deleted_at = 5 where id = ?").bind(trunk.id).run();
  const deleted = await sendWebhook(`${trunk.path}/voice`, { fields: freshCall({ To: sipUri(number.e164) }) });
  expect(deleted).toMatchObject({ status: 200, body: expect.stringContaining("not in service") });
  expect([await calls(tenant), await calls(neighbour)]).toEqual([[], []]);
});

test.each(["caller", "called"])(
  "a call over a trunk shows no number but one that its tenant bought, with caller_id %s",
  async (caller_id) => {
    const { tenant, trunk, number } = await withTrunk();
    const victim = await ownedBy(await withTenant());
    const dial = { kind: "dial", phone_number: "+14155550177", caller_id };
    const { body: agent } = await tenant.api.post("/v1/agents", { name: "Desk", destination: dial });
    await tenant.api.post(`/v1/phone-numbers/${number.id}/assign`, { agent_id: agent.id });
    const plan = { fallback: { ...dial, phone_number: "+14155550188" } };
    await tenant.api.put(`/v1/phone-numbers/${number.id}/routing`, plan);
    const fields = () => freshCall({ To: sipUri(number.e164), From: victim.e164 });
    const first = fields();
    const refused = await sendWebhook(`${trunk.path}/voice`, { fields: first });
    expect(refused.body).toContain("no one can take your call");
    expect(refused.body).not.toContain("<Dial");
    const result = { fields: { ...first, DialCallStatus: "failed" } };
    const after = await sendWebhook(`${number.path}/voice-result?leg=agent`, result);
    expect(after.body).not.toContain("<Dial");
    const bought = await ownedBy(tenant);
    const second = fields();
    const dialled = await sendWebhook(`${trunk.path}/voice`, { fields: second });
    const next = { fields: { ...second, DialCallStatus: "failed" } };
    const fallback = await sendWebhook(`${number.path}/voice-result?leg=agent`, next);
    for (const [{ body }, to] of [
      [dialled, "+14155550177"],
      [fallback, "+14155550188"],
    ] as const) {
      expect(body).toContain(`<Number>${to}</Number>`);
      expect(body).toContain(`callerId="${bought.e164}"`);
    }
    // The number in the tenant's own account: its owner answers for what it shows.
    const account = await ownAccount(tenant);
    const ownTrunk = await storeTrunk(tenant, { carrierAccountId: account.id });
    const ownNumber = await storeTrunkNumber(ownTrunk);
    await tenant.api.post(`/v1/phone-numbers/${ownNumber.id}/assign`, { agent_id: agent.id });
    const own = await sendWebhook(`${ownTrunk.path}/voice`, {
      fields: freshCall({ AccountSid: account.sid, To: sipUri(ownNumber.e164) }),
      token: account.secrets.authToken ?? "",
    });
    expect(own.body).toContain("<Number>+14155550177</Number>");
    expect(own.body.includes("callerId=")).toBe(caller_id === "called");
    expect(own.body).not.toContain(bought.e164);
  },
);

test("a trunk in an own account takes that account's signature only, for its unknown numbers too", async () => {
  const tenant = await withTenant();
  const [account, other] = [await ownAccount(tenant), await ownAccount(tenant)];
  const trunk = await storeTrunk(tenant, { carrierAccountId: account.id });
  const number = await storeTrunkNumber(trunk);
  const platformTrunk = await storeTrunk(tenant);
  const send = (path: string, sid: string, token: string | undefined, user: string) => {
    const fields: Fields = freshCall({ AccountSid: sid, To: sipUri(user) });
    return sendWebhook(`${path}/voice`, { fields, ...(token !== undefined && { token }) });
  };
  const { sid, secrets } = account;
  expect((await send(trunk.path, sid, secrets.authToken ?? "", number.e164)).body).toContain("no one can take");
  expect((await send(trunk.path, sid, secrets.authToken ?? "", freshNumber())).body).toContain("not in service");
  expect((await send(trunk.path, other.sid, other.secrets.authToken ?? "", number.e164)).status).toBe(403);
  expect((await send(trunk.path, env.TWILIO_ACCOUNT_SID, undefined, number.e164)).status).toBe(403);
  expect((await send(platformTrunk.path, sid, secrets.authToken ?? "", number.e164)).status).toBe(403);
  expect((await sendWebhook(`${trunk.path}/voice`, { fields: freshCall(), unsigned: true })).status).toBe(403);
});

test("a call over a trunk that came while the database was away is recorded for its number by the queue", async () => {
  const { tenant, trunk, number } = await withTrunk();
  const held = captureQueue();
  const comeBack = failQueries(/./);
  const fields = freshCall({ To: sipUri(number.e164) });
  expect((await sendWebhook(`${trunk.path}/voice`, { fields })).body).toContain("We cannot take your call");
  // Writes of earlier calls may go to the queue as well.
  const ofThisCall = () => held.filter(({ update }) => update.carrierId === fields.CallSid);
  await eventually(() => expect(ofThisCall()).toHaveLength(1));
  comeBack();
  await deliver("records", ofThisCall());
  expect(await calls(tenant)).toMatchObject([{ phone_number_id: number.id, outcome: "platform_fallback" }]);
});
