import { env } from "cloudflare:workers";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import type { Json } from "../../support/api";
import { type Fields, freshCall, ownedBy, sendWebhook } from "../../support/carrier";
import { importedNumber, ownAccount } from "../../support/carrier-accounts";
import { eventually } from "../../support/eventually";
import { scanningQueries } from "../../support/query-plans";
import { type Tenant, withTenant } from "../../support/seed";
import { storeGateway, storeTrunk } from "../../support/sip-trunks";
import { noteStatements, statementsOf } from "../../support/statements";

beforeAll(noteStatements);

/** Calls that leave over a tenant's SIP trunk. */

afterEach(() => {
  vi.restoreAllMocks();
});

const calls = async ({ api }: Tenant): Promise<Json[]> => (await api.get("/v1/calls")).body.data;

const national = { plus: false, strip_prefix: "1", add_prefix: "9" };

async function withAgent(destination: (trunkId: string) => object, trunkFields: Parameters<typeof storeTrunk>[1] = {}) {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  const trunk = await storeTrunk(tenant, { provider: "generic", carrierTrunkSid: null, ...trunkFields });
  const made = await tenant.api.post("/v1/agents", { name: "Desk", destination: destination(trunk.id) });
  expect(made.status).toBe(201);
  await tenant.api.post(`/v1/phone-numbers/${number.id}/assign`, { agent_id: made.body.id });
  return { tenant, number, trunk, agent: made.body };
}

const unescaped = (text: string) => text.replaceAll("&amp;", "&");

/** The URL that Twilio calls after the attempt of this TwiML, below the origin. */
const actionOf = (twiml: string): string =>
  unescaped(/ action="https:\/\/pm\.example\.com([^"]+)"/.exec(twiml)?.[1] ?? "");

const sipOf = (twiml: string): string => unescaped(/<Sip[^>]*>[^<]*<\/Sip>/.exec(twiml)?.[0] ?? "");

test("gateways are dialled one by one until one takes the call, and the record says which", async () => {
  const { tenant, number, trunk } = await withAgent(
    (sip_trunk_id) => ({ kind: "sip", sip_trunk_id, timeout_seconds: 25 }),
    { numberFormat: national },
  );
  const first = await storeGateway(trunk, {
    host: "a.example.net",
    port: 5061,
    transport: "tls",
    priority: 1,
    username: "user",
    password: "pass<word>",
  });
  const second = await storeGateway(trunk, { host: "b.example.net", transport: "tcp", priority: 2 });
  await storeGateway(trunk, { host: "c.example.net", priority: 3 });
  await storeGateway(trunk, { host: "off.example.net", priority: 0, enabled: false });
  await storeGateway(trunk, { host: "in.example.net", priority: 0, inbound: true, outbound: false });
  const fields = freshCall();
  const user = `9${number.e164.slice(2)}`;
  const send = async (path: string, more: Fields = {}) =>
    (await sendWebhook(path, { fields: { ...fields, ...more } })).body;
  const rings = await send(`${number.path}/voice`);
  expect(sipOf(rings)).toBe(
    `<Sip username="user" password="pass&lt;word>">sip:${user}@a.example.net:5061;transport=tls</Sip>`,
  );
  expect(rings).toContain('timeout="25"');
  const next = await send(actionOf(rings), { DialCallStatus: "failed" });
  expect(sipOf(next)).toBe(`<Sip>sip:${user}@b.example.net;transport=tcp</Sip>`);
  const over = await send(actionOf(next), { DialCallStatus: "completed", DialCallDuration: "8" });
  expect(over).toContain("<Hangup/>");
  await send(`${number.path}/voice-status`, { CallStatus: "completed", CallDuration: "9", SequenceNumber: "3" });
  await eventually(async () => expect(await calls(tenant)).toMatchObject([{ status: "completed", taken_by: "agent" }]));
  const [call] = await calls(tenant);
  expect(call.legs).toEqual([
    { to: "agent", sip_gateway_id: first, status: "failed", duration_seconds: null },
    { to: "agent", sip_gateway_id: second, status: "completed", duration_seconds: 8 },
  ]);
});

test("after the last gateway the call goes to the fallback; a busy destination is not dialled again", async () => {
  const { tenant, number, trunk } = await withAgent((sip_trunk_id) => ({ kind: "sip", sip_trunk_id, user: "desk" }));
  await tenant.api.put(`/v1/phone-numbers/${number.id}/routing`, {
    fallback: { kind: "dial", phone_number: "+14155550188" },
  });
  for (const host of ["a.example.net", "b.example.net"]) await storeGateway(trunk, { host });
  const fields = freshCall();
  const send = async (path: string, more: Fields = {}) =>
    (await sendWebhook(path, { fields: { ...fields, ...more } })).body;
  const rings = await send(`${number.path}/voice`);
  expect(sipOf(rings)).toMatch(/<Sip>sip:desk@[ab]\.example\.net;transport=udp<\/Sip>/);
  const next = await send(actionOf(rings), { DialCallStatus: "failed" });
  expect(sipOf(next)).not.toBe(sipOf(rings));
  const last = await send(actionOf(next), { DialCallStatus: "failed" });
  expect(last).toContain("<Number>+14155550188</Number>");
  expect(actionOf(last)).toMatch(/voice-result\?leg=fallback$/);
  await send(actionOf(last), { DialCallStatus: "completed", DialCallDuration: "3" });
  await send(`${number.path}/voice-status`, { CallStatus: "completed", CallDuration: "4", SequenceNumber: "3" });
  await eventually(async () => expect(await calls(tenant)).toMatchObject([{ taken_by: "fallback" }]));
  const busy = freshCall();
  const again = (await sendWebhook(`${number.path}/voice`, { fields: busy })).body;
  const answer = await sendWebhook(actionOf(again), { fields: { ...busy, DialCallStatus: "busy" } });
  expect(answer.body).toContain("<Number>+14155550188</Number>");
});

test("a number is dialled over gateways or, over a byoc trunk, at Twilio", async () => {
  const destination = (sip_trunk_id: string) => ({
    kind: "dial",
    phone_number: "+14155550177",
    sip_trunk_id,
    caller_id: "called",
  });
  const generic = await withAgent(destination, { numberFormat: national });
  await storeGateway(generic.trunk, { host: "a.example.net" });
  const rings = (await sendWebhook(`${generic.number.path}/voice`, { fields: freshCall() })).body;
  expect(sipOf(rings)).toBe("<Sip>sip:94155550177@a.example.net;transport=udp</Sip>");
  expect(rings).toContain(`callerId="${generic.number.e164}"`);
  const byoc = await withAgent(destination, { provider: "byoc", carrierTrunkSid: `BY${"1".repeat(32)}` });
  const fields = freshCall();
  const dialled = (await sendWebhook(`${byoc.number.path}/voice`, { fields })).body;
  expect(dialled).toContain(`<Number byoc="BY${"1".repeat(32)}">+14155550177</Number>`);
  const after = await sendWebhook(actionOf(dialled), { fields: { ...fields, DialCallStatus: "failed" } });
  expect(after.body).toContain("Sorry, no one can take your call");
});

test("a byoc trunk of another Twilio account is not dialled: the plan is refused, and an agent's call goes on", async () => {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  const account = await ownAccount(tenant);
  const trunk = await storeTrunk(tenant, { carrierAccountId: account.id });
  const dial = { kind: "dial", phone_number: "+14155550177", sip_trunk_id: trunk.id };
  for (const [plan, pointer] of [
    [{ fallback: dial }, "/fallback/sip_trunk_id"],
    [
      { schedule: { time_zone: "UTC", open: [{ days: ["mon"], from: "09:00", to: "17:00" }], closed: dial } },
      "/schedule/closed/sip_trunk_id",
    ],
  ] as const) {
    const { status, body } = await tenant.api.put(`/v1/phone-numbers/${number.id}/routing`, plan);
    expect.soft({ status, body }).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
  }
  const { body: agent } = await tenant.api.post("/v1/agents", { name: "Desk", destination: dial });
  await tenant.api.post(`/v1/phone-numbers/${number.id}/assign`, { agent_id: agent.id });
  await tenant.api.put(`/v1/phone-numbers/${number.id}/routing`, {
    fallback: { kind: "dial", phone_number: "+14155550188" },
  });
  const { body } = await sendWebhook(`${number.path}/voice`, { fields: freshCall() });
  expect(body).toContain("<Number>+14155550188</Number>");
  const simulated = await tenant.api.post("/v1/routing/simulate", { phone_number_id: number.id });
  expect(simulated.body.trunk_attempts).toEqual([]);
  const imported = await importedNumber(account);
  expect((await tenant.api.put(`/v1/phone-numbers/${imported.id}/routing`, { fallback: dial })).status).toBe(200);
});

test("the simulator shows the gateways in the order of the real call, without passwords", async () => {
  const { tenant, number, trunk } = await withAgent((sip_trunk_id) => ({ kind: "sip", sip_trunk_id }), {
    settings: { secure: true, credentials: false, disasterRecoveryUrl: null } as never,
  });
  for (const at of [1, 2, 3]) {
    await storeGateway(trunk, { host: `g${at}.example.net`, transport: "tls", username: "user", password: "secret" });
  }
  const fields = freshCall();
  const simulated = await tenant.api.post("/v1/routing/simulate", {
    phone_number_id: number.id,
    call_key: fields.CallSid,
  });
  expect(simulated.status).toBe(200);
  expect(JSON.stringify(simulated.body)).not.toContain("secret");
  const dialled: string[] = [];
  let { body } = await sendWebhook(`${number.path}/voice`, { fields });
  while (sipOf(body)) {
    dialled.push(/>([^<]*)</.exec(sipOf(body))?.[1] ?? "");
    ({ body } = await sendWebhook(actionOf(body), { fields: { ...fields, DialCallStatus: "failed" } }));
  }
  expect(dialled).toHaveLength(3);
  expect(dialled[0]).toMatch(/;transport=tls;secure=true$/);
  expect(simulated.body.trunk_attempts.map(({ to }: Json) => to)).toEqual(dialled);
});

test("a trunk that no call can leave over counts as a failed attempt", async () => {
  const { tenant, number, trunk } = await withAgent((sip_trunk_id) => ({ kind: "sip", sip_trunk_id }));
  const plan = { fallback: { kind: "dial", phone_number: "+14155550188" } };
  await tenant.api.put(`/v1/phone-numbers/${number.id}/routing`, plan);
  const fields = freshCall();
  const { body } = await sendWebhook(`${number.path}/voice`, { fields });
  expect(body).toContain("<Number>+14155550188</Number>");
  const ended = { ...fields, CallStatus: "completed", CallDuration: "4", SequenceNumber: "3" };
  await sendWebhook(`${number.path}/voice-status`, { fields: ended });
  await eventually(async () => expect(await calls(tenant)).toMatchObject([{ taken_by: "fallback" }]));
  await tenant.api.put(`/v1/phone-numbers/${number.id}/routing`, { fallback: null });
  const none = await sendWebhook(`${number.path}/voice`, { fields: freshCall() });
  expect(none.body).toContain("Sorry, no one can take your call");
  // A password that was sealed under a key that is gone: the next gateway is dialled.
  await storeGateway(trunk, { host: "b.example.net", priority: 20 });
  const sealed = await storeGateway(trunk, { host: "a.example.net", username: "user", password: "x" });
  await env.DB.prepare("update sip_gateways set password = 'v1.gone.00.00' where id = ?").bind(sealed).run();
  const passed = await sendWebhook(`${number.path}/voice`, { fields: freshCall() });
  expect(sipOf(passed.body)).toContain("b.example.net");
});

test("agents and plans may name trunks of their tenant only, and both keep their trunk from being deleted", async () => {
  const tenant = await withTenant();
  const neighbour = await storeTrunk(await withTenant(), { provider: "generic" });
  const [generic, byoc] = [await storeTrunk(tenant, { provider: "generic" }), await storeTrunk(tenant)];
  const create = (destination: object) => tenant.api.post("/v1/agents", { name: "Desk", destination });
  const uri = "sip:a@sip.example.com";
  for (const [destination, pointer] of [
    [{ kind: "sip" }, "/destination/uri"],
    [{ kind: "sip", uri, sip_trunk_id: generic.id }, "/destination/uri"],
    [{ kind: "sip", uri, user: "desk" }, "/destination/user"],
    [{ kind: "sip", sip_trunk_id: generic.id, user: "a@b" }, "/destination/user"],
    [{ kind: "sip", sip_trunk_id: neighbour.id }, "/destination/sip_trunk_id"],
    [{ kind: "sip", sip_trunk_id: byoc.id }, "/destination/sip_trunk_id"],
    [{ kind: "dial", phone_number: "+14155550177", sip_trunk_id: neighbour.id }, "/destination/sip_trunk_id"],
  ] as const) {
    const { status, body } = await create(destination);
    expect({ status, pointers: body.errors?.map((error: Json) => error.pointer) }).toEqual({
      status: 422,
      pointers: [pointer],
    });
  }
  const number = await ownedBy(tenant);
  const fallback = { kind: "sip", sip_trunk_id: neighbour.id };
  expect((await tenant.api.put(`/v1/phone-numbers/${number.id}/routing`, { fallback })).status).toBe(422);
  const destination = { kind: "sip", sip_trunk_id: generic.id, user: "desk", timeout_seconds: 20 };
  const agent = await create(destination);
  expect(agent).toMatchObject({ status: 201, body: { destination } });
  const refused = await tenant.api.delete(`/v1/sip-trunks/${generic.id}`);
  expect(refused).toMatchObject({
    status: 409,
    body: { code: "sip_trunk_in_use", detail: expect.stringContaining("Desk") },
  });
  await tenant.api.delete(`/v1/agents/${agent.body.id}`);
  const plan = `/v1/phone-numbers/${number.id}/routing`;
  const schedule = { time_zone: "Europe/Berlin", open: [{ days: ["mon"], from: "09:00", to: "17:00" }] };
  for (const body of [{ fallback: destination }, { schedule: { ...schedule, closed: destination } }]) {
    expect(await tenant.api.put(plan, body)).toMatchObject({ status: 200 });
    expect(await tenant.api.delete(`/v1/sip-trunks/${generic.id}`)).toMatchObject({
      status: 409,
      body: { code: "sip_trunk_in_use", detail: expect.stringContaining(number.e164) },
    });
  }
  await tenant.api.delete(plan);
  const queries = await statementsOf(async () => {
    expect((await tenant.api.delete(`/v1/sip-trunks/${generic.id}`)).status).toBe(204);
  });
  expect(await scanningQueries(queries)).toEqual([]);
});
