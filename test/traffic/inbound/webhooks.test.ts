import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { READ_BUDGET_MS } from "#traffic/inbound/read-in-time";
import type { Json } from "../../support/api";
import { type Fields, freshCall, freshMessage, ownedBy, sendWebhook } from "../../support/carrier";
import { interceptQueries } from "../../support/database";
import { eventually } from "../../support/eventually";
import { type Tenant, withTenant } from "../../support/seed";

const twiml = /^<\?xml version="1.0" encoding="UTF-8"\?><Response(\/>|>.*<\/Response>)$/;
const webhooks = ["voice", "voice-result", "voice-status", "sms", "sms-status"];

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const calls = async ({ api }: Tenant): Promise<Json[]> => (await api.get("/v1/calls")).body.data;
const messages = async ({ api }: Tenant): Promise<Json[]> => (await api.get("/v1/messages")).body.data;
const refusals = async ({ api }: Tenant): Promise<Json[]> => (await api.get("/v1/webhook-refusals")).body.data;

test("a signed call is answered with valid TwiML in every state of the number, and for a number that is none", async () => {
  const tenant = await withTenant();
  const { id, path } = await ownedBy(tenant);
  const answerOf = async (at = path) => {
    const { status, type, body } = await sendWebhook(`${at}/voice`, { fields: freshCall() });
    expect({ status, type }).toEqual({ status: 200, type: "text/xml; charset=utf-8" });
    expect(body).toMatch(twiml);
    return body;
  };
  expect(await answerOf()).toContain("no one can take your call");
  await tenant.api.post(`/v1/phone-numbers/${id}/suspend`);
  expect(await answerOf()).toContain("temporarily out of service");
  await tenant.api.post(`/v1/phone-numbers/${id}/release`);
  expect(await answerOf()).toContain("not in service");
  const neighbour = await withTenant();
  expect(await answerOf(`/twilio/${tenant.id}/numbers/num_none`)).toContain("not in service");
  expect(await answerOf(`/twilio/${neighbour.id}/numbers/${id}`)).toContain("not in service");
  await eventually(async () => expect(await calls(tenant)).toHaveLength(3));
  expect((await calls(tenant)).map(({ outcome }) => outcome)).toEqual(["not_in_service", "suspended", "no_agent"]);
  expect(await calls(neighbour)).toEqual([]);
});

test("the next call follows the change before it: the agent, no agent after its deletion, the plan", async () => {
  const tenant = await withTenant();
  const { id, path } = await ownedBy(tenant);
  const answerOf = async () => (await sendWebhook(`${path}/voice`, { fields: freshCall() })).body;
  const destination = { kind: "say", message: "Hello from the desk." };
  const { body: agent } = await tenant.api.post("/v1/agents", { name: "Desk", destination });
  await tenant.api.post(`/v1/phone-numbers/${id}/assign`, { agent_id: agent.id });
  expect(await answerOf()).toContain("<Say>Hello from the desk.</Say>");
  await tenant.api.patch(`/v1/agents/${agent.id}`, { destination: { ...destination, message: "Changed." } });
  expect(await answerOf()).toContain("<Say>Changed.</Say>");
  expect((await tenant.api.delete(`/v1/agents/${agent.id}?force=true`)).status).toBe(204);
  expect(await answerOf()).toContain("no one can take your call");
  await env.DB.prepare("update phone_numbers set agent_id = ? where id = ?").bind(agent.id, id).run();
  expect(await answerOf()).toContain("no one can take your call");
  await tenant.api.put(`/v1/phone-numbers/${id}/routing`, { fallback: { kind: "say", message: "Nobody is in." } });
  expect(await answerOf()).toContain("<Say>Nobody is in.</Say>");
  const outcomes = async () => (await calls(tenant)).map(({ outcome }) => outcome);
  await eventually(async () =>
    expect(await outcomes()).toEqual(["fallback", "no_agent", "no_agent", "agent", "agent"]),
  );
});

test.each([
  ["anonymous", "+266696687"],
  ["anonymous", "Anonymous"],
  ["client", "client:alice"],
  ["sip", "sip:alice@example.com"],
  ["anonymous", ""],
  ["other", "5551234"],
  ["other", "\u0000'; drop table calls --"],
])("a caller that is %s (%j) gets valid TwiML, and is recorded without a number", async (kind, from) => {
  const tenant = await withTenant();
  const { path } = await ownedBy(tenant);
  const { status, body } = await sendWebhook(`${path}/voice`, { fields: freshCall({ From: from }) });
  expect({ status, body }).toEqual({ status: 200, body: expect.stringMatching(twiml) });
  await eventually(async () =>
    expect(await calls(tenant)).toMatchObject([{ from: null, from_kind: kind, status: "ringing" }]),
  );
});

test("a form without a call gets valid TwiML or 204 from every webhook, and records nothing", async () => {
  const tenant = await withTenant();
  const { path } = await ownedBy(tenant);
  for (const webhook of webhooks) {
    for (const fields of [{}, { CallSid: "", MessageSid: "" }, { CallSid: "x".repeat(500), MessageSid: "SM;" }]) {
      const { status, body } = await sendWebhook(`${path}/${webhook}`, { fields });
      if (webhook.endsWith("-status"))
        expect.soft({ webhook, status, body }).toEqual({ webhook, status: 204, body: "" });
      else expect.soft({ webhook, status, body }).toEqual({ webhook, status: 200, body: expect.stringMatching(twiml) });
    }
  }
  expect([await calls(tenant), await messages(tenant)]).toEqual([[], []]);
});

/** Other fields with the same signature: what is signed is names and values in the order of names, with nothing in between. */
function cutAnew(fields: Fields, name: string, kept: number): Fields {
  const names = Object.keys(fields).sort();
  const at = names.indexOf(name);
  const value = fields[name] ?? "";
  const rest =
    value.slice(kept) +
    names
      .slice(at + 1)
      .map((later) => later + fields[later])
      .join("");
  return {
    ...Object.fromEntries(names.slice(0, at).map((each) => [each, fields[each] ?? ""])),
    [name]: value.slice(0, kept),
    [rest]: "",
  };
}

test("a signed form can't be changed into one about another call or message", async () => {
  const tenant = await withTenant();
  const { id, path } = await ownedBy(tenant);
  await tenant.api.patch(`/v1/phone-numbers/${id}`, { sms_forward_to: "+14155550188" });
  const { body: agent } = await tenant.api.post("/v1/agents", {
    name: "Desk",
    destination: { kind: "say", message: "The secret." },
  });
  await tenant.api.post(`/v1/phone-numbers/${id}/assign`, { agent_id: agent.id });
  const [call, text] = [
    freshCall({ CallSid: `CA${"0abcdef1".repeat(4)}` }),
    freshMessage({ MessageSid: `SM${"0abcdef1".repeat(4)}` }),
  ];
  expect((await sendWebhook(`${path}/voice`, { fields: call })).body).toContain("The secret.");
  expect((await sendWebhook(`${path}/sms`, { fields: text })).body).toContain("+14155550188");
  await eventually(async () => expect([await calls(tenant), await messages(tenant)]).toMatchObject([[{}], [{}]]));
  for (const kept of [3, 4, 20, 32]) {
    const shorter = await sendWebhook(`${path}/voice`, { fields: call, sent: cutAnew(call, "CallSid", kept) });
    expect.soft(shorter).toMatchObject({ status: 200, body: expect.stringContaining("We cannot take your call") });
    const others = await sendWebhook(`${path}/sms`, { fields: text, sent: cutAnew(text, "MessageSid", kept) });
    expect.soft(others).toMatchObject({ status: 200, body: expect.stringContaining("<Response/>") });
  }
  const { CallSid, ApiVersion, ...without } = call;
  const nameless = { ...without, ApiVersion: `${ApiVersion}CallSid${CallSid}` };
  expect((await sendWebhook(`${path}/voice`, { fields: call, sent: nameless })).body).toContain(
    "We cannot take your call",
  );
  const result = { ...call, DialCallStatus: "busy" };
  const sent = { ...nameless, DialCallStatus: "busy" };
  expect((await sendWebhook(`${path}/voice-result?leg=agent`, { fields: result, sent })).body).toContain("<Hangup/>");
  await sendWebhook(`${path}/voice`, { fields: freshCall() });
  await eventually(async () => expect(await calls(tenant)).toHaveLength(2));
  expect(await messages(tenant)).toHaveLength(1);
});

test("webhooks may come as GET, the fields in the signed query", async () => {
  const tenant = await withTenant();
  const { path } = await ownedBy(tenant);
  const { status, body } = await sendWebhook(`${path}/voice`, { method: "GET", fields: freshCall() });
  expect({ status, body }).toEqual({ status: 200, body: expect.stringMatching(twiml) });
  await eventually(async () => expect(await calls(tenant)).toMatchObject([{ from: "+14158675310" }]));
});

test("a body past 1 MB is not even read", async () => {
  const { status } = await sendWebhook("/twilio/ten_1/numbers/num_1/voice", {
    fields: { Padding: "x".repeat(1024 * 1024) },
  });
  expect(status).toBe(413);
});

test("a request that Twilio did not sign gets a bare 403 from every webhook, is counted, and records nothing else", async () => {
  const [tenant, neighbour] = [await withTenant(), await withTenant()];
  const { id, path } = await ownedBy(tenant);
  const { id: others } = await ownedBy(neighbour);
  const { id: sibling } = await ownedBy(tenant);
  const before = await tenant.api.get("/v1/events");
  for (const webhook of webhooks) {
    const fields = webhook.startsWith("voice") ? freshCall() : freshMessage();
    const attempts = [
      await sendWebhook(`${path}/${webhook}`, { fields, unsigned: true }),
      await sendWebhook(`${path}/${webhook}`, { fields, token: "another token" }),
      await sendWebhook(`${path}/${webhook}`, { fields, signedFor: `https://evil.example.com${path}/${webhook}` }),
      ...(await Promise.all(
        [
          `/twilio/${tenant.id}/numbers/${sibling}`,
          `/twilio/${neighbour.id}/numbers/${id}`,
          `/twilio/${neighbour.id}/numbers/${others}`,
        ].map((other) =>
          sendWebhook(`${path}/${webhook}`, { fields, signedFor: `https://pm.example.com${other}/${webhook}` }),
        ),
      )),
      await sendWebhook(`${path}/${webhook}`, { fields, sent: { ...fields, From: "+19005550000" } }),
      await sendWebhook(`${path}/${webhook}`, { fields, sent: "{" }),
    ];
    for (const { status, body } of attempts)
      expect.soft({ webhook, status, body }).toEqual({ webhook, status: 403, body: "" });
  }
  const counted = { unsigned: webhooks.length, wrong_signature: 7 * webhooks.length, replayed: 0 };
  await eventually(async () => expect(await refusals(tenant)).toMatchObject([{ phone_number_id: id, ...counted }]));
  expect(await refusals(neighbour)).toEqual([]);
  expect([await calls(tenant), await messages(tenant)]).toEqual([[], []]);
  expect((await tenant.api.get("/v1/events")).body).toEqual(before.body);
});

test("requests that name no known number are counted in one row of the platform", async () => {
  const tenant = await withTenant();
  for (const path of ["/twilio/ten_none/numbers/num_1", `/twilio/${tenant.id}/numbers/num_2`]) {
    expect(await sendWebhook(`${path}/voice`, { unsigned: true })).toMatchObject({ status: 403, body: "" });
  }
  await eventually(async () => {
    const { results } = await env.DB.prepare(
      "select phone_number_id, unsigned from webhook_refusals where tenant_id = 'ten_platform'",
    ).all();
    expect(results).toEqual([{ phone_number_id: "", unsigned: 2 }]);
  });
  expect(await refusals(tenant)).toEqual([]);
});

test("a rejected webhook is counted once, even if the database's answer to the count is lost", async () => {
  const tenant = await withTenant();
  const { path } = await ownedBy(tenant);
  let lost = 0;
  const leave = interceptQueries(async (proceed, sql) => {
    const answer = await proceed();
    if (!/insert into "webhook_refusals"/.test(sql)) return answer;
    lost += 1;
    throw new Error("D1_ERROR: Network connection lost.");
  });
  await sendWebhook(`${path}/voice`, { unsigned: true });
  await eventually(() => expect(lost).toBe(1));
  leave();
  await sendWebhook(`${path}/sms`, { unsigned: true });
  await eventually(async () => expect(await refusals(tenant)).toMatchObject([{ unsigned: 2 }]));
});

test("both tokens are good while Twilio's is being changed", async () => {
  const { path } = await ownedBy(await withTenant());
  const next = { fields: freshCall(), token: "the-second-token" };
  expect((await sendWebhook(`${path}/voice`, next)).status).toBe(200);
  expect((await sendWebhook(`${path}/voice`, { ...next, token: "the-third-token" })).status).toBe(403);
});

test("a call that comes while the database is away gets the platform's fallback, and is recorded once it is back", async () => {
  const tenant = await withTenant();
  const { path } = await ownedBy(tenant);
  const comeBack = interceptQueries(() => {
    throw new Error("D1_ERROR: away");
  });
  const { status, body } = await sendWebhook(`${path}/voice`, { fields: freshCall() });
  const text = await sendWebhook(`${path}/sms`, { fields: freshMessage() });
  comeBack();
  expect({ status, body }).toEqual({ status: 200, body: expect.stringContaining("<Say>We cannot take your call") });
  expect(text).toMatchObject({ status: 200, body: '<?xml version="1.0" encoding="UTF-8"?><Response/>' });
  await eventually(async () => expect(await calls(tenant)).toMatchObject([{ outcome: "platform_fallback" }]));
  await eventually(async () => expect(await messages(tenant)).toHaveLength(1));
});

test("a database that does not answer keeps no caller waiting: all webhooks are answered without it and recorded", async () => {
  const tenant = await withTenant();
  const { path } = await ownedBy(tenant);
  const recover = interceptQueries(() => scheduler.wait(60_000));
  const begun = Date.now();
  const answers = await Promise.all([
    sendWebhook(`${path}/voice`, { fields: freshCall() }),
    sendWebhook(`${path}/voice-result?leg=agent`, { fields: freshCall({ DialCallStatus: "no-answer" }) }),
    sendWebhook(`${path}/voice-status`, { fields: freshCall({ CallStatus: "completed" }) }),
    sendWebhook(`${path}/sms`, { fields: freshMessage() }),
    sendWebhook(`${path}/sms-status`, { fields: freshMessage({ MessageStatus: "sent" }) }),
  ]);
  const took = Date.now() - begun;
  recover();
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 204, 200, 204]);
  for (const { status, body } of answers) if (status === 200) expect(body).toMatch(twiml);
  expect(took).toBeGreaterThanOrEqual(READ_BUDGET_MS);
  expect(READ_BUDGET_MS).toBeLessThan(2_000);
  await eventually(async () => expect(await calls(tenant)).toHaveLength(3));
  await eventually(async () => expect(await messages(tenant)).toHaveLength(2));
});
