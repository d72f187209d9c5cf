import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { MAX_FORCED } from "#inventory/agents/delete-agent";
import type { Json } from "../../support/api";
import { apartFromReadiness } from "../../support/event-log";
import { rightBefore } from "../../support/interleave";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";

afterEach(() => {
  vi.restoreAllMocks();
});

const destinations: Record<string, Json> = {
  stream: { kind: "stream", url: "wss://agents.example.com/media", parameters: { room: "7" } },
  conversation_relay: {
    kind: "conversation_relay",
    url: "wss://agents.example.com/relay?x=1",
    parameters: {},
    welcome_greeting: "Hello & welcome",
    language: "en-US",
    voice: "en-US-Journey-O",
    tts_provider: "Google",
    transcription_provider: "Deepgram",
    interruptible: "speech",
    dtmf_detection: true,
  },
  sip: { kind: "sip", uri: "sip:desk@sip.example.com;transport=tls", timeout_seconds: 30 },
  dial: { kind: "dial", phone_number: "+14155550199", timeout_seconds: 15, caller_id: "called" },
  redirect: { kind: "redirect", url: "https://agents.example.com/twiml?x=1", method: "GET" },
  say: { kind: "say", message: "We have moved.\nPlease write.", voice: "Polly.Joanna", language: "en-US" },
};

const agentTo = async ({ api }: Tenant, destination: Json = destinations.say, name = "Desk"): Promise<Json> => {
  const answer = await api.post("/v1/agents", { name, destination });
  expect(answer).toMatchObject({ status: 201 });
  return answer.body;
};

async function numbersOf(tenant: Tenant, count: number): Promise<Json[]> {
  const items = Array.from({ length: count }, () => ({ phone_number: freshNumber() }));
  const { body } = await tenant.api.post("/v1/orders", { items });
  return body.items.map((item: Json) => ({ id: item.phone_number_id, phone_number: item.phone_number }));
}

const assign = ({ api }: Tenant, number: Json, agent: Json) =>
  api.post(`/v1/phone-numbers/${number.id}/assign`, { agent_id: agent.id });

const eventsOf = async ({ api }: Tenant, query: string): Promise<Json[]> =>
  (await api.get(`/v1/events?sort=seq&limit=200&${query}`)).body.data;

test.for(Object.keys(destinations))("an agent of kind %s is made, read, listed, changed and deleted", async (kind) => {
  const tenant = await withTenant();
  const made = await agentTo(tenant, destinations[kind]);
  expect(made).toEqual({
    id: expect.stringMatching(/^agt_/),
    name: "Desk",
    destination: destinations[kind],
    created_at: expect.any(String),
    updated_at: made.created_at,
  });
  const path = `/v1/agents/${made.id}`;
  const read = await tenant.api.get(path);
  expect(read.body).toEqual(made);
  expect((await tenant.api.get(`/v1/agents?kind=${kind}`)).body.data).toEqual([made]);
  const etag = read.headers.get("etag") ?? "";
  const other = kind === "dial" ? destinations.sip : destinations.dial;
  const changed = await tenant.api.patch(path, { name: "Sales", destination: other }, { "if-match": etag });
  expect(changed).toMatchObject({ status: 200, body: { id: made.id, name: "Sales", destination: other } });
  expect((await tenant.api.patch(path, { name: "Late" }, { "if-match": etag })).status).toBe(412);
  expect((await tenant.api.delete(path, { "if-match": etag })).status).toBe(412);
  expect((await tenant.api.get(`/v1/agents?kind=${kind}`)).body.data).toEqual([]);
  expect(await tenant.api.delete(path)).toMatchObject({ status: 204, body: "" });
  expect((await tenant.api.get(path)).status).toBe(404);
  expect((await eventsOf(tenant, `subject_id=${made.id}`)).map(({ type, data }) => [type, data])).toEqual([
    ["agent.created", { name: "Desk", kind }],
    ["agent.updated", { name: "Sales", kind: other.kind, changed: ["name", "destination"] }],
    ["agent.deleted", { name: "Sales", kind: other.kind }],
  ]);
});

test("a missing field of a destination means the carrier's default, and sending that default changes nothing", async () => {
  const tenant = await withTenant();
  const bare = { kind: "conversation_relay", url: "wss://agents.example.com/relay" };
  const agent = await agentTo(tenant, bare);
  expect(agent.destination).toEqual({
    ...bare,
    parameters: {},
    welcome_greeting: null,
    language: null,
    voice: null,
    tts_provider: null,
    transcription_provider: null,
    interruptible: null,
    dtmf_detection: null,
  });
  const before = await tenant.api.get(`/v1/agents/${agent.id}`);
  const same = await tenant.api.patch(`/v1/agents/${agent.id}`, { name: "Desk", destination: bare });
  expect(same.body).toEqual(before.body);
  expect(same.headers.get("etag")).toBe(before.headers.get("etag"));
  expect((await agentTo(tenant, { kind: "sip", uri: "sip:a@sip.example.com" })).destination.timeout_seconds).toBe(20);
});

test.for([
  [{ kind: "stream", url: "ws://agents.example.com/media" }, "/destination/url", "wss://"],
  [{ kind: "stream", url: "https://agents.example.com/media" }, "/destination/url", "wss://"],
  [{ kind: "stream", url: "wss://agents.example.com/media?x=1" }, "/destination/url", "query"],
  [{ kind: "stream", url: "wss://agents.example.com/media?" }, "/destination/url", "query"],
  [{ kind: "stream", url: "wss://agents.example.com/media#x" }, "/destination/url", "fragment"],
  [{ kind: "stream", url: "wss://u:p@agents.example.com/media" }, "/destination/url", "user name"],
  [{ kind: "stream", url: "wss://127.0.0.1/media" }, "/destination/url", "private or local"],
  [{ kind: "stream", url: "wss://127.0.0.1../media" }, "/destination/url", "private or local"],
  [{ kind: "stream", url: "wss://2130706433/media" }, "/destination/url", "private or local"],
  [{ kind: "stream", url: "wss://agents.example.com\\@127.0.0.1/media" }, "/destination/url", "backslashes"],
  [{ kind: "conversation_relay", url: "wss://pm.example.com./v1/live" }, "/destination/url", "this platform"],
  [{ kind: "redirect", url: "https://pm.example.com./twilio/" }, "/destination/url", "this platform"],
  [{ kind: "sip", uri: "sip:a@127.0.0.1.." }, "/destination/uri", "private or local"],
  [{ kind: "sip", uri: "sip:a@010.8.8.8" }, "/destination/uri", "written 8.8.8.8"],
  [{ kind: "stream", url: "wss://localhost/media" }, "/destination/url", "public host name"],
  [{ kind: "stream", url: "wss://[fd00::1]/media" }, "/destination/url", "private or local"],
  [{ kind: "stream", url: "wss://" }, "/destination/url", "URL"],
  [
    { kind: "stream", url: "wss://a.example.com", parameters: { x: "y".repeat(500) } },
    "/destination/parameters",
    "500",
  ],
  [{ kind: "conversation_relay", url: "ws://agents.example.com" }, "/destination/url", "wss://"],
  [{ kind: "conversation_relay", url: "wss://a.example.com", language: "English" }, "/destination/language", "tag"],
  [{ kind: "sip", uri: "tel:+14155550100" }, "/destination/uri", "sip:"],
  [{ kind: "sip", uri: "sip:a@sip.example.com", timeout_seconds: 4 }, "/destination/timeout_seconds", "5"],
  [{ kind: "dial", phone_number: "4155550199" }, "/destination/phone_number", "E.164"],
  [{ kind: "dial", phone_number: "+14155550199", timeout_seconds: 121 }, "/destination/timeout_seconds", "120"],
  [{ kind: "stream", url: "wss://agents.example.com/a\nb" }, "/destination/url", "percent-encode"],
  [{ kind: "conversation_relay", url: "wss://agents.example.com/a b" }, "/destination/url", "percent-encode"],
  [{ kind: "redirect", url: "https://PM.example.com:443/twilio/" }, "/destination/url", "this platform"],
  [{ kind: "redirect", url: "http://agents.example.com/twiml" }, "/destination/url", "https://"],
  [{ kind: "redirect", url: "https://10.1.2.3/twiml" }, "/destination/url", "private or local"],
  [{ kind: "say", message: " " }, "/destination/message", "1"],
  [{ kind: "say", message: "a\u0000b" }, "/destination/message", "control characters"],
  [{ kind: "say", message: "x".repeat(4_001) }, "/destination/message", "4000"],
  [{ kind: "say", message: "Hi", url: "wss://a.example.com" }, "/destination/url", "not known"],
  [{ kind: "voicemail" }, "/destination/kind", ""],
] as const)("%j is refused at %s", async ([destination, pointer, why]) => {
  const { status, body } = await (await withTenant()).api.post("/v1/agents", { name: "Desk", destination });
  expect({ status, body }).toMatchObject({ status: 422, body: { code: "validation_failed" } });
  expect(body.errors).toContainEqual({ in: "body", pointer, detail: expect.stringContaining(why) });
});

test.for([
  ["redirect", "https://Agents.Example.com:443/a/../é ", "https://agents.example.com/%C3%A9"],
  ["stream", "WSS://0x8.8.8.8", "wss://8.8.8.8/"],
])("the URL of a %s is stored as it was understood: %s", async ([kind, url, stored]) => {
  const { destination } = await agentTo(await withTenant(), { kind, url });
  expect(destination.url).toBe(stored);
});

test("an agent can't redirect calls to the platform's own webhooks, which would redirect them again", async () => {
  const tenant = await withTenant();
  const agent = await agentTo(tenant);
  const change = (url: string) =>
    tenant.api.patch(`/v1/agents/${agent.id}`, { destination: { kind: "redirect", url } });
  expect(await change("https://pm.example.com/twilio/ten_1/numbers/num_1/voice")).toMatchObject({
    status: 422,
    body: { code: "validation_failed", errors: [{ in: "body", pointer: "/destination/url" }] },
  });
  expect((await change("https://pm.example.org/twilio/ten_1/numbers/num_1/voice")).status).toBe(200);
});

test("an Idempotency-Key makes one agent however often it is sent", async () => {
  const { api } = await withTenant();
  const once = { "idempotency-key": "agent-1" };
  const asked = { name: "Desk", destination: destinations.stream };
  const answers = await Promise.all([1, 2, 3].map(() => api.post("/v1/agents", asked, once)));
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  expect((await api.get("/v1/agents")).body.data).toHaveLength(1);
});

test("a list of agents is paged in either order", async () => {
  const tenant = await withTenant();
  const made = [await agentTo(tenant), await agentTo(tenant), await agentTo(tenant)];
  for (const [sort, order] of [
    ["created_at", made],
    ["-created_at", [...made].reverse()],
  ] as const) {
    const first = await tenant.api.get(`/v1/agents?sort=${sort}&limit=2`);
    const second = await tenant.api.get(`/v1/agents?sort=${sort}&limit=2&cursor=${first.body.next_cursor}`);
    const ids = [...first.body.data, ...second.body.data].map(({ id }: Json) => id);
    expect([...ids].sort()).toEqual(order.map(({ id }) => id).sort());
    expect(second.body).toMatchObject({ has_more: false, next_cursor: null });
  }
});

test("an agent in use is not deleted, and the refusal names its numbers, assigned or planned", async () => {
  const tenant = await withTenant();
  const [assigned, planned, both] = await numbersOf(tenant, 3);
  const agent = await agentTo(tenant);
  await assign(tenant, assigned, agent);
  await assign(tenant, both, agent);
  for (const number of [planned, both]) {
    const plan = { agents: [{ agent_id: agent.id, weight: 1 }] };
    expect((await tenant.api.put(`/v1/phone-numbers/${number.id}/routing`, plan)).status).toBe(200);
  }
  const refused = await tenant.api.delete(`/v1/agents/${agent.id}`);
  expect(refused).toMatchObject({ status: 409, body: { code: "agent_in_use", has_more: false } });
  expect(refused.body.phone_numbers).toHaveLength(3);
  expect(refused.body.phone_numbers).toEqual(expect.arrayContaining([assigned, planned, both]));
  expect((await tenant.api.get(`/v1/agents/${agent.id}`)).status).toBe(200);
  await tenant.api.post(`/v1/phone-numbers/${assigned.id}/unassign`);
  await tenant.api.post(`/v1/phone-numbers/${both.id}/unassign`);
  expect((await tenant.api.delete(`/v1/agents/${agent.id}`)).body.phone_numbers).toHaveLength(2);
  await tenant.api.delete(`/v1/phone-numbers/${planned.id}/routing`);
  await tenant.api.put(`/v1/phone-numbers/${both.id}/routing`, {});
  expect((await tenant.api.delete(`/v1/agents/${agent.id}`)).status).toBe(204);
});

test("force unassigns: every assignment ends with its event, and plans pass over the agent that is gone", async () => {
  const tenant = await withTenant();
  const [one, two, planned, others] = await numbersOf(tenant, 4);
  const [agent, other] = [await agentTo(tenant), await agentTo(tenant)];
  for (const number of [one, two]) await assign(tenant, number, agent);
  for (const number of [planned, others]) await assign(tenant, number, other);
  const plan = { agents: [{ agent_id: agent.id, weight: 1 }] };
  await tenant.api.put(`/v1/phone-numbers/${planned.id}/routing`, plan);
  const [{ seq }] = (await tenant.api.get("/v1/events?limit=1")).body.data;
  expect((await tenant.api.delete(`/v1/agents/${agent.id}?force=true`)).status).toBe(204);
  for (const number of [one, two]) {
    expect((await tenant.api.get(`/v1/phone-numbers/${number.id}`)).body.agent_id).toBeNull();
    const { body } = await tenant.api.get(`/v1/phone-numbers/${number.id}/assignments`);
    expect(body.data).toMatchObject([{ agent_id: agent.id, valid_to: expect.any(String) }]);
  }
  expect((await tenant.api.get(`/v1/phone-numbers/${others.id}`)).body.agent_id).toBe(other.id);
  const simulated = await tenant.api.post("/v1/routing/simulate", { phone_number_id: planned.id });
  expect(simulated.body.decision).toMatchObject({
    outcome: "agent",
    agent: { id: other.id },
    decided_by: "assignment",
  });
  const events = apartFromReadiness(await eventsOf(tenant, `after_seq=${seq}`));
  expect(events.map(({ seq: at, type, data }) => [at - seq, type, data.phone_number_id ?? null])).toEqual([
    [1, "agent.deleted", null],
    ...[one.id, two.id].sort().map((id, at) => [2 + at, "assignment.ended", id]),
  ]);
});

test("force needs the scope to change numbers as well", async () => {
  const tenant = await withTenant({}, { scopes: ["agents:write", "numbers:read"] });
  const agent = await agentTo(tenant);
  expect(await tenant.api.delete(`/v1/agents/${agent.id}?force=true`)).toMatchObject({
    status: 403,
    body: { required_scope: "numbers:write" },
  });
  expect((await tenant.api.delete(`/v1/agents/${agent.id}`)).status).toBe(204);
});

test("force takes 1,000 numbers off an agent in one batch, and refuses one more", async () => {
  const tenant = await withTenant();
  const [number] = await numbersOf(tenant, 1);
  const agent = await agentTo(tenant);
  await assign(tenant, number, agent);
  const copies = Array.from({ length: MAX_FORCED }, (_, at) => [`num_copy${10_000 + at}`, `+1312${2_000_000 + at}`]);
  const copied = `tenant_id, country, type, voice, sms, mms, fax, status, acquisition_method, carrier_id, tags, metadata,
    version, created_at, updated_at, agent_id, friendly_name`;
  await env.DB.batch([
    env.DB.prepare(
      `with bought as (select * from phone_numbers where id = ?), copies as (select value as copy from json_each(?))
       insert into phone_numbers (id, e164, ${copied}) select copy->>0, copy->>1, ${copied} from copies, bought`,
    ).bind(number.id, JSON.stringify(copies)),
    env.DB.prepare(
      `insert into assignments (phone_number_id, valid_from, valid_to, id, tenant_id, e164, agent_id)
       select value->>0, 1, null, 'asg_' || key, ?, value->>1, ? from json_each(?)`,
    ).bind(tenant.id, agent.id, JSON.stringify(copies)),
  ]);
  const path = `/v1/agents/${agent.id}`;
  const named = await tenant.api.delete(path);
  expect(named.body).toMatchObject({ code: "agent_in_use", has_more: true });
  expect(named.body.phone_numbers).toHaveLength(100);
  expect(await tenant.api.delete(`${path}?force=true`)).toMatchObject({ status: 409, body: { code: "agent_in_use" } });
  expect((await tenant.api.post(`/v1/phone-numbers/${number.id}/unassign`)).status).toBe(200);
  const [{ seq }] = (await tenant.api.get("/v1/events?limit=1")).body.data;
  expect((await tenant.api.delete(`${path}?force=true`)).status).toBe(204);
  const left = "select count(*) as n from assignments where agent_id = ? and valid_to is null";
  expect(await env.DB.prepare(left).bind(agent.id).first("n")).toBe(0);
  const log = `select count(*) as n, max(seq) - min(seq) as span from events
    where tenant_id = ? and seq > ? and type in ('agent.deleted', 'assignment.ended')`;
  expect(await env.DB.prepare(log).bind(tenant.id, seq).first()).toEqual({ n: MAX_FORCED + 1, span: MAX_FORCED });
});

test("an agent that is given a number while it is being deleted is deleted or given, never both", async () => {
  const tenant = await withTenant();
  const numbers = await numbersOf(tenant, 6);
  for (const [at, number] of numbers.entries()) {
    const agent = await agentTo(tenant);
    const [given, deleted] = await Promise.all([
      assign(tenant, number, agent),
      tenant.api.delete(`/v1/agents/${agent.id}${at % 2 === 0 ? "?force=true" : ""}`),
    ]);
    const exists = (await tenant.api.get(`/v1/agents/${agent.id}`)).status === 200;
    const { body } = await tenant.api.get(`/v1/phone-numbers/${number.id}`);
    expect(exists).toBe(deleted.status !== 204);
    if (!exists) expect(body.agent_id).toBeNull();
    else expect(given).toMatchObject({ status: 200, body: { agent_id: agent.id } });
  }
});

test.for(["", "?force=true"])(
  "an agent that gets a number or a plan between the look and the deletion%s is looked at again",
  async (query) => {
    const tenant = await withTenant();
    const [number] = await numbersOf(tenant, 1);
    const agent = await agentTo(tenant);
    const plan = { agents: [{ agent_id: agent.id, weight: 1 }] };
    const uses = [
      () => assign(tenant, number, agent),
      ...(query === "" ? [() => tenant.api.put(`/v1/phone-numbers/${number.id}/routing`, plan)] : []),
    ];
    for (const use of uses) {
      rightBefore('update "agents"', use);
      const refused = await tenant.api.delete(`/v1/agents/${agent.id}${query}`);
      vi.restoreAllMocks();
      if (query !== "") return expect(refused.status).toBe(204);
      expect(refused).toMatchObject({ status: 409, body: { code: "agent_in_use" } });
      expect((await tenant.api.get(`/v1/agents/${agent.id}`)).status).toBe(200);
      await tenant.api.post(`/v1/phone-numbers/${number.id}/unassign`);
    }
  },
);

test("an agent that loses one number and gets another between the look and a forced deletion loses both", async () => {
  const tenant = await withTenant();
  const [one, two] = await numbersOf(tenant, 2);
  const agent = await agentTo(tenant);
  await assign(tenant, one, agent);
  rightBefore('update "agents"', async () => {
    await tenant.api.post(`/v1/phone-numbers/${one.id}/unassign`);
    await assign(tenant, two, agent);
  });
  const refused = await tenant.api.delete(`/v1/agents/${agent.id}?force=true`);
  expect(refused.status).toBe(204);
  expect((await tenant.api.get(`/v1/phone-numbers/${two.id}`)).body.agent_id).toBeNull();
});

test("a neighbour's agent cannot be given a number", async () => {
  const [tenant, neighbour] = [await withTenant(), await withTenant()];
  const [number] = await numbersOf(tenant, 1);
  const foreign = await agentTo(neighbour);
  const plan = { agents: [{ agent_id: foreign.id, weight: 1 }] };
  for (const answer of [
    await assign(tenant, number, foreign),
    await tenant.api.put(`/v1/phone-numbers/${number.id}/routing`, plan),
    await tenant.api.post("/v1/routing/simulate", { phone_number_id: number.id, agent_id: foreign.id }),
    await tenant.api.post("/v1/orders", {
      items: [{ phone_number: freshNumber() }],
      configuration: { agent_id: foreign.id },
    }),
    await tenant.api.post("/v1/bulk-jobs", {
      action: "assign",
      phone_numbers: [number.id],
      agent_id: foreign.id,
    }),
  ]) {
    expect.soft(answer).toMatchObject({ status: 422, body: { code: "agent_not_found" } });
  }
});
