import { env } from "cloudflare:workers";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../support/api";
import { freshCall, freshMessage, type OwnedNumber, ownedBy, sendWebhook } from "../support/carrier";
import { eventually } from "../support/eventually";
import { type Tenant, withTenant } from "../support/seed";

const listed = async ({ api }: Tenant, path: string): Promise<Json[]> => (await api.get(path)).body.data;

/** Rings the number and returns the record of the call. */
async function ring(tenant: Tenant, { path }: OwnedNumber, fields: Record<string, string>): Promise<Json> {
  const call = freshCall(fields);
  expect((await sendWebhook(`${path}/voice`, { fields: call })).status).toBe(200);
  let record: Json;
  await eventually(async () => {
    record = (await listed(tenant, "/v1/calls?limit=10")).find((one) => one.carrier_id === call.CallSid);
    expect(record).toBeDefined();
  });
  return record;
}

const route = (tenant: Tenant, { id }: OwnedNumber, plan: object) =>
  tenant.api.put(`/v1/phone-numbers/${id}/routing`, plan);

const agentOf = async (tenant: Tenant, destination: object): Promise<string> =>
  (await tenant.api.post("/v1/agents", { name: "Desk", destination })).body.id;

const standIns = ["+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"];

test.each([
  ["+14158675310", { from: "+14158675310", from_kind: "phone_number", from_country: "US" }, "+14158675310"],
  ["+9991234567", { from: "+9991234567", from_kind: "phone_number", from_country: null }, "+9991234567"],
  ["+7378742833", { from: null, from_kind: "anonymous", from_country: null }, "anonymous"],
  ["Restricted", { from: null, from_kind: "anonymous", from_country: null }, "+266696687"],
  ["sip:alice@example.com", { from: null, from_kind: "sip", from_country: null }, "sips:alice@EXAMPLE.com"],
  ["client:alice", { from: null, from_kind: "client", from_country: null }, "client:alice"],
  ["whatsapp:+5215512345678", { from: null, from_kind: "channel", from_country: "MX" }, "whatsapp: 525512345678"],
  ["messenger:1234567890", { from: null, from_kind: "channel", from_country: null }, "messenger:1234567890"],
  ["72345", { from: null, from_kind: "short_code", from_country: null }, "72345"],
  ["ACME Bank", { from: null, from_kind: "alphanumeric", from_country: null }, "acme bank"],
  ["+12345", { from: null, from_kind: "other", from_country: null }, "other"],
])(
  "a call and a message from %j keep what the carrier said, and a filter finds them",
  async (From, expected, filter) => {
    const tenant = await withTenant();
    const number = await ownedBy(tenant);
    const call = await ring(tenant, number, { From });
    expect(call).toMatchObject({ ...expected, from_address: From });
    await ring(tenant, number, { From: "+14158675399" });
    for (const fields of [freshMessage({ From }), freshMessage({ From: "+14158675399" })]) {
      await sendWebhook(`${number.path}/sms`, { fields });
    }
    await eventually(async () => expect(await listed(tenant, "/v1/messages")).toHaveLength(2));
    for (const path of ["/v1/calls", "/v1/messages"]) {
      const found = await listed(tenant, `${path}?from=${encodeURIComponent(filter)}`);
      expect(found).toMatchObject([{ ...expected, from_address: From }]);
    }
    const { from_country: _, ...inEvents } = expected;
    for (const type of ["call.started", "message.received"]) {
      const events = await listed(tenant, `/v1/events?type=${type}&sort=seq`);
      expect(events[0].data).toMatchObject({ ...inEvents, from_address: From });
    }
  },
);

test("a filter that can find no caller is refused with the reason", async () => {
  const { api } = await withTenant();
  for (const [from, reason] of [
    ["4155550100", /E\.164/],
    ["Anonymous", /Write "anonymous"/],
    ["", /Write "anonymous"/],
    ["a@b", /as the carrier sends it/],
  ] as const) {
    for (const path of ["/v1/calls", "/v1/messages"]) {
      const { status, body } = await api.get(`${path}?from=${encodeURIComponent(from)}`);
      expect({ status, detail: body.errors[0].detail }).toEqual({ status: 422, detail: expect.stringMatching(reason) });
    }
  }
});

test("a forwarded text names its sender as the carrier did, in whatever channel it came", async () => {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  await tenant.api.patch(`/v1/phone-numbers/${number.id}`, { sms_forward_to: "+14155550188" });
  const forwarded = async (From: string): Promise<string> =>
    (await sendWebhook(`${number.path}/sms`, { fields: freshMessage({ From, Body: "Hello" }) })).body;
  for (const From of ["+14158675310", "72345", "ACME Bank", "client:alice"]) {
    expect(await forwarded(From)).toContain(`<Message to="+14155550188" `);
    expect(await forwarded(From)).toContain(`<Body>From ${From}: Hello</Body>`);
  }
  const channel = await forwarded("whatsapp:+14158675310");
  expect(channel).toContain(`<Message from="${number.e164}" to="+14155550188" `);
  expect(channel).toContain("<Body>From whatsapp:+14158675310: Hello</Body>");
});

test("a message is not forwarded to its sender, nor from a number of the platform, in another spelling", async () => {
  const tenant = await withTenant();
  const [number, other] = [await ownedBy(tenant), await ownedBy(tenant)];
  const mexican = `+5255${String(Date.now()).slice(-8)}`;
  await tenant.api.patch(`/v1/phone-numbers/${number.id}`, { sms_forward_to: mexican });
  await env.DB.prepare("update phone_numbers set e164 = ? where id = ?").bind("+525598765432", other.id).run();
  const answer = async (From: string): Promise<string> =>
    (await sendWebhook(`${number.path}/sms`, { fields: freshMessage({ From }) })).body;
  expect(await answer(mexican.replace("+52", "+521"))).toContain("<Response/>");
  expect(await answer("+5215598765432")).toContain("<Response/>");
  expect(await answer("+5215511112222")).toContain(`to="${mexican}"`);
});

test("hidden callers are blocked by one word or any stand-in number, and other spellings are answered with it", async () => {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  for (const rule of ["anonymous", ...standIns]) {
    expect((await route(tenant, number, { blocked_callers: [rule] })).body.plan.blocked_callers).toEqual([rule]);
    for (const From of ["+266696687", "+8656696", "RESTRICTED", ""]) {
      expect((await ring(tenant, number, { From })).outcome).toBe("rejected");
    }
  }
  for (const rule of ["Anonymous", "unknown", "private"]) {
    const { status, body } = await route(tenant, number, { blocked_callers: [rule] });
    expect({ status, errors: body.errors }).toEqual({
      status: 422,
      errors: [{ in: "body", pointer: "/blocked_callers/0", detail: expect.stringMatching(/^Write "anonymous"/) }],
    });
  }
});

test("a caller's agent that the plan can never reach is refused with the reason", async () => {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  const agent_id = await agentOf(tenant, { kind: "say", message: "Hello." });
  const refused = async (plan: object): Promise<string> => (await route(tenant, number, plan)).body.errors?.[0].detail;
  const callers = (from: string) => [{ from, agent_id }];
  expect(await refused({ blocked_callers: ["+1900*"], callers: callers("+19005550123") })).toContain("by +1900*");
  expect(await refused({ blocked_callers: ["+266696687"], callers: callers("anonymous") })).toContain(
    "rejects this caller",
  );
  expect(await refused({ countries: { mode: "allow", list: ["US"] }, callers: callers("anonymous") })).toContain("ZZ");
  expect(await refused({ countries: { mode: "deny", list: ["ZZ"] }, callers: callers("+2562533") })).toContain("ZZ");
  expect(await refused({ callers: callers("ACME") })).toContain("messages only");
  const twice = [...callers("+525512345678"), ...callers("+5215512345678")];
  expect(await refused({ callers: twice })).toBe("Each caller may occur once, in one spelling.");
  expect(
    await refused({ countries: { mode: "allow", list: ["us", "ZZ"] }, callers: callers("anonymous") }),
  ).toBeUndefined();
});

test("one phone in two spellings is one caller: to block lists, to its own agent, to lists", async () => {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  const agent_id = await agentOf(tenant, { kind: "say", message: "Hello." });
  for (const [one, other] of [
    ["+525512345678", "+5215512345678"],
    ["+541123456789", "+5491123456789"],
  ] as const) {
    for (const [named, shown] of [
      [one, other],
      [other, one],
    ] as const) {
      await route(tenant, number, { blocked_callers: [named] });
      expect((await ring(tenant, number, { From: shown })).outcome).toBe("rejected");
      await route(tenant, number, { callers: [{ from: named, agent_id }] });
      expect(await ring(tenant, number, { From: shown })).toMatchObject({ from: shown, agent_id });
      const found = await listed(tenant, `/v1/calls?from=${encodeURIComponent(named)}`);
      expect(found.some(({ from }) => from === shown)).toBe(true);
    }
  }
});

test("one phone in two spellings is one step of a loop", async () => {
  const tenant = await withTenant();
  const [one, two] = [await ownedBy(tenant), await ownedBy(tenant)];
  await env.DB.prepare("update phone_numbers set e164 = ? where id = ?").bind("+525598765433", one.id).run();
  const dial = (phone_number: string) => agentOf(tenant, { kind: "dial", phone_number });
  const assign = async ({ id }: OwnedNumber, agent_id: string) =>
    await tenant.api.post(`/v1/phone-numbers/${id}/assign`, { agent_id });
  const itself = await dial("+5491123456789");
  await env.DB.prepare("update phone_numbers set e164 = ? where id = ?").bind("+541123456789", two.id).run();
  expect(await assign(two, itself)).toMatchObject({ status: 422, body: { code: "routing_loop" } });
  expect((await assign(one, itself)).status).toBe(200);
  await env.DB.prepare(
    `update agents set destination = json_set(destination, '$.phoneNumber', '+5215598765433') where id = ?`,
  )
    .bind(await dial("+525598765433"))
    .run();
  const [back] = await listed(tenant, "/v1/agents?limit=1&sort=-created_at");
  expect(await assign(two, back.id)).toMatchObject({
    status: 422,
    body: { code: "routing_loop", loop: ["+541123456789", "+525598765433", "+541123456789"] },
  });
});

/** Addresses as a carrier sends them, and what it may say of the country. */
const addresses = fc.oneof(
  fc.constantFrom("+14158675310", "+19005550123", "+18005550123", "+442079460000", "+449999999999", "+12995550123"),
  fc.constantFrom("+5215512345678", "+525512345678", "+80012345678", ...standIns),
  fc.constantFrom(
    "sip:alice@example.com",
    "client:alice",
    "whatsapp:+5215512345678",
    "whatsapp:+442079460000",
    "72345",
  ),
);
const rule = fc.oneof(addresses, fc.constantFrom("anonymous", "other", "+1900*", "+44*", "+521*"));
const plans = fc.record({
  blocked_callers: fc.uniqueArray(rule, { maxLength: 3 }),
  countries: fc.option(
    fc.record({
      mode: fc.constantFrom("allow", "deny"),
      list: fc.uniqueArray(fc.constantFrom("US", "CA", "GB", "MX", "ZZ"), { minLength: 1 }),
    }),
  ),
});

test("a simulated call is decided as the real one, for every kind of caller", async () => {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  const agent_id = await agentOf(tenant, { kind: "say", message: "Hello." });
  await tenant.api.post(`/v1/phone-numbers/${number.id}/assign`, { agent_id });
  const seen = { rejected: 0, agent: 0 };
  await fc.assert(
    fc.asyncProperty(plans, addresses, fc.constantFrom("", "US", "CA", "GB"), async (plan, From, FromCountry) => {
      const set = await route(tenant, number, plan);
      expect(set.status).toBe(200);
      const call = await ring(tenant, number, { From, FromCountry });
      const { body: decision } = await tenant.api.get(`/v1/calls/${call.id}/decision`);
      const { body: simulated } = await tenant.api.post("/v1/routing/simulate", {
        phone_number_id: number.id,
        from: From,
        from_country: FromCountry || null,
      });
      expect(simulated.decision.trace).toEqual(decision.trace);
      seen[decision.outcome === "rejected" ? "rejected" : "agent"] += 1;
    }),
    { numRuns: 40, seed: 20261129 },
  );
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(5);
});
