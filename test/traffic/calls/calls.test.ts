import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { databasesOf } from "#runtime/databases";
import { createWebhookContext } from "#runtime/webhook-context";
import { admin, type Json } from "../../support/api";
import { freshCall, ownedBy } from "../../support/carrier";
import { at, START, sendToNumber, webhooksOfCall, withAgent } from "../../support/conversation";
import { eventually } from "../../support/eventually";
import { type Tenant, withTenant } from "../../support/seed";

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const list = async ({ api }: Tenant): Promise<Json[]> => (await api.get("/v1/calls")).body.data;
const usage = async ({ api }: Tenant, by: string): Promise<Json[]> =>
  (await api.get(`/v1/usage?from=2026-11-01&to=2026-12-31&group_by=${by}`)).body.data;

/** The times at which our clock says that something was written differ with the order, and are left out. */
const lasting = ({ id: _, created_at: __, updated_at: ___, carrier_id: ____, phone_number_id: _____, ...rest }: Json) =>
  rest;

function permutations<T>(list: readonly T[]): T[][] {
  if (list.length <= 1) return [[...list]];
  return list.flatMap((first, index) =>
    permutations(list.filter((_, at) => at !== index)).map((rest) => [first, ...rest]),
  );
}

test("a call is recorded from its beginning to its end, with why it went where", async () => {
  const tenant = await withTenant();
  const { number, agentId } = await withAgent(tenant);
  const call = freshCall({ To: number.e164 });
  const answers: string[] = [];
  for (const webhook of webhooksOfCall(call)) {
    at(webhook.at);
    answers.push((await sendToNumber(number, webhook)).body);
    await eventually(async () => {
      const [row] = await list(tenant);
      expect(Date.parse(row?.updated_at)).toBe(START + webhook.at);
    });
  }
  expect(answers[0]).toContain("<Number>+14155550100</Number>");
  expect(answers[0]).toContain(`action="https://pm.example.com${number.path}/voice-result?leg=agent"`);
  expect(answers[2]).toContain("<Number>+14155550101</Number>");
  expect(answers[3]).toContain("<Response><Hangup/></Response>");
  const [row] = await list(tenant);
  expect(row).toEqual({
    id: expect.stringMatching(/^cal_/),
    phone_number_id: number.id,
    carrier_id: call.CallSid,
    from: "+14158675310",
    from_address: "+14158675310",
    from_kind: "phone_number",
    from_country: "US",
    to: number.e164,
    status: "completed",
    outcome: "agent",
    agent_id: agentId,
    taken_by: "fallback",
    legs: [
      { to: "agent", sip_gateway_id: null, status: "no_answer", duration_seconds: 0 },
      { to: "fallback", sip_gateway_id: null, status: "completed", duration_seconds: 61 },
    ],
    started_at: "2026-11-22T10:00:00.000Z",
    answered_at: "2026-11-22T10:00:02.000Z",
    ended_at: "2026-11-22T10:01:24.000Z",
    duration_seconds: 82,
    created_at: "2026-11-22T10:00:00.000Z",
    updated_at: "2026-11-22T10:01:24.000Z",
  });
  expect((await tenant.api.get(`/v1/calls/${row.id}`)).body).toEqual(row);
  const decision = await tenant.api.get(`/v1/calls/${row.id}/decision`);
  expect(decision.body).toMatchObject({ call_id: row.id, outcome: "agent", reason: "assignment", agent_id: agentId });
  expect(decision.body.trace.at(0)).toMatchObject({ rule: "number", result: "passed" });
  expect(decision.body.trace.at(-1)).toMatchObject({ rule: "assignment", result: "decided" });
  const { body: events } = await tenant.api.get(`/v1/events?subject_id=${row.id}&sort=seq`);
  const expectedCall = {
    phone_number_id: number.id,
    from: "+14158675310",
    to: number.e164,
    agent_id: agentId,
    outcome: "agent",
  };
  expect(events.data).toMatchObject([
    { type: "call.started", actor: "carrier", subject: { type: "call", id: row.id }, data: expectedCall },
    { type: "call.completed", data: { ...expectedCall, status: "completed", duration_seconds: 82 } },
  ]);
});

test("every order in which a call's webhooks can come, repeats included, ends in the same record, events and usage", async () => {
  const tenant = await withTenant();
  const { number, agentId } = await withAgent(tenant);
  at(90_000);
  const orders = permutations([0, 1, 2, 3, 4]);
  const live = async (order: readonly number[]) => {
    const life = webhooksOfCall(freshCall({ To: number.e164 }));
    const inOrder = order.flatMap((index) => life[index] ?? []);
    for (const webhook of [...inOrder, ...inOrder.slice(0, 2)]) await sendToNumber(number, webhook);
  };
  while (orders.length > 0) await Promise.all(orders.splice(0, 20).map(live));
  const rows = async (): Promise<Json[]> => (await tenant.api.get("/v1/calls?limit=200")).body.data;
  await eventually(async () => {
    const all = await rows();
    expect(all.filter(({ legs, answered_at }) => legs.length === 2 && answered_at !== null)).toHaveLength(120);
    for (const row of all) expect(row).toMatchObject({ status: "completed", agent_id: agentId });
  });
  expect([...new Set((await rows()).map((row) => JSON.stringify(lasting(row))))]).toHaveLength(1);
  const counts = { calls: 120, answered_calls: 120, seconds: 120 * 82, minutes: 240, messages_in: 0, messages_out: 0 };
  expect(await usage(tenant, "day")).toEqual([{ day: "2026-11-22", ...counts }]);
  // The agent was called, and the fallback took the calls.
  const none = { calls: 0, answered_calls: 0, seconds: 0, minutes: 0, messages_in: 0, messages_out: 0 };
  expect(await usage(tenant, "agent")).toEqual([
    { agent_id: null, ...counts, calls: 0 },
    { agent_id: agentId, ...none, calls: 120 },
  ]);
  const { results } = await env.DB.prepare(
    "select type, count(*) as times from events where tenant_id = ? and type like 'call.%' group by type order by type",
  )
    .bind(tenant.id)
    .all();
  expect(results).toEqual([
    { type: "call.completed", times: 120 },
    { type: "call.started", times: 120 },
  ]);
});

test("all webhooks of a call at once end in the record that they end in one after the other", async () => {
  const tenant = await withTenant();
  const { number, agentId } = await withAgent(tenant);
  at(90_000);
  const life = webhooksOfCall(freshCall({ To: number.e164 }));
  await Promise.all([...life, ...life].map((webhook) => sendToNumber(number, webhook)));
  await eventually(async () =>
    expect(await list(tenant)).toMatchObject([
      { status: "completed", agent_id: agentId, duration_seconds: 82, legs: [{ to: "agent" }, { to: "fallback" }] },
    ]),
  );
  expect(await usage(tenant, "number")).toMatchObject([{ phone_number_id: number.id, calls: 1, minutes: 2 }]);
});

test("a change of the plan is for the next call: one that rings falls back to what it was given", async () => {
  const tenant = await withTenant();
  const { number } = await withAgent(tenant);
  const call = freshCall();
  const [rings, , result] = webhooksOfCall(call);
  if (!rings || !result) throw new Error("The call has no life.");
  await sendToNumber(number, rings);
  await eventually(async () => expect(await list(tenant)).toHaveLength(1));
  const fallback = { kind: "dial", phone_number: "+14155550102" };
  await tenant.api.put(`/v1/phone-numbers/${number.id}/routing`, { fallback });
  expect((await sendToNumber(number, result)).body).toContain("+14155550101");
  const [next] = webhooksOfCall(freshCall());
  if (!next) throw new Error("The call has no life.");
  await sendToNumber(number, next);
  const [, , other] = webhooksOfCall(freshCall());
  if (other) expect((await sendToNumber(number, other)).body).toContain("+14155550102");
});

test("a call that is under way when the number changes hands ends in the log of whose it was", async () => {
  const [tenant, next] = [await withTenant(), await withTenant()];
  const { number } = await withAgent(tenant);
  const [rings, ...others] = webhooksOfCall(freshCall());
  if (rings) await sendToNumber(number, rings);
  await eventually(async () => expect(await list(tenant)).toHaveLength(1));
  const moved = await admin.post(`/v1/tenants/${tenant.id}/phone-numbers/${number.id}/transfer`, {
    tenant_id: next.id,
  });
  expect(moved.status).toBe(200);
  for (const webhook of others) await sendToNumber(number, webhook);
  await eventually(async () =>
    expect(await list(tenant)).toMatchObject([{ status: "completed", duration_seconds: 82, to: number.e164 }]),
  );
  await eventually(async () => expect(await usage(tenant, "number")).toMatchObject([{ calls: 1, seconds: 82 }]));
  expect(await list(next)).toEqual([]);
});

test("calls are found by number, caller, agent, status and time", async () => {
  const tenant = await withTenant();
  const { number, agentId } = await withAgent(tenant);
  const other = await ownedBy(tenant);
  at(0);
  const life = webhooksOfCall(freshCall({ From: "+14158675399" }));
  for (const webhook of life) await sendToNumber(number, webhook);
  await eventually(async () => expect(await list(tenant)).toMatchObject([{ status: "completed" }]));
  at(3_600_000);
  await sendToNumber(other, { webhook: "voice", at: 0, fields: freshCall() });
  await eventually(async () => expect(await list(tenant)).toHaveLength(2));
  const found = async (query: string) =>
    (await tenant.api.get(`/v1/calls?${query}`)).body.data.map((call: Json) => call.phone_number_id);
  expect(await found(`phone_number_id=${number.id}`)).toEqual([number.id]);
  expect(await found(`phone_number_id=${encodeURIComponent(number.e164)}`)).toEqual([number.id]);
  expect(await found(`phone_number_id=${other.e164}&status=ringing`)).toEqual([other.id]); // the plus sign unescaped
  expect(await found("from=%2B14158675399")).toEqual([number.id]);
  expect(await found(`agent_id=${agentId}`)).toEqual([number.id]);
  expect(await found("status=ringing")).toEqual([other.id]);
  expect(await found("created_after=2026-11-22T10:30:00Z")).toEqual([other.id]);
  expect(await found("created_before=2026-11-22T10:30:00Z")).toEqual([number.id]);
  expect(await found(`agent_id=${agentId}&status=completed&phone_number_id=${number.id}`)).toEqual([number.id]);
  expect(await found(`agent_id=${agentId}&status=busy`)).toEqual([]);
  const first = await tenant.api.get("/v1/calls?limit=1");
  const second = await tenant.api.get(`/v1/calls?limit=1&cursor=${first.body.next_cursor}`);
  expect([first, second].map(({ body }) => body.data[0].phone_number_id)).toEqual([other.id, number.id]);
  expect(second.body.has_more).toBe(false);
});

test("a key for the inventory does not see who called or what was written", async () => {
  const { api } = await withTenant({}, { scopes: ["numbers:read", "numbers:write"] });
  for (const path of ["/v1/calls", "/v1/calls/cal_1", "/v1/messages", "/v1/messages/msg_1"]) {
    expect(await api.get(path)).toMatchObject({ status: 403, body: { required_scope: "calls:read" } });
  }
  expect((await api.get("/v1/usage")).status).toBe(200);
});

test("each call that is over is one point for analysis", async () => {
  const points: Json[] = [];
  vi.spyOn(Object.getPrototypeOf(env.USAGE), "writeDataPoint").mockImplementation((point) => {
    points.push(point);
  });
  const tenant = await withTenant();
  const { number, agentId } = await withAgent(tenant);
  const life = webhooksOfCall(freshCall());
  for (const webhook of [...life, ...life]) await sendToNumber(number, webhook);
  await eventually(async () => expect(await list(tenant)).toMatchObject([{ status: "completed" }]));
  const blobs = ["call", number.id, agentId, "completed", "agent"];
  expect(points).toEqual([{ indexes: [tenant.id], blobs, doubles: [1, 82] }]);
});

test("a deployment without the data set for analysis writes no point, and loses nothing else", () => {
  const { USAGE: _, ...bindings } = env;
  const parts = {
    tenantId: "ten_1",
    phoneNumberId: "num_1",
    requestId: "req_1",
    signedBy: null,
    trunkCall: null,
    database: databasesOf(env).first,
  };
  const { recordUsagePoint } = createWebhookContext(bindings as unknown as Env, createExecutionContext(), parts);
  const ended = { agentId: null, status: "completed", outcome: "agent", seconds: 1 };
  expect(() => recordUsagePoint({ kind: "call", tenantId: "ten_1", phoneNumberId: "num_1", ...ended })).not.toThrow();
});

test("the list of all calls has each once, newest first, whatever their statuses", async () => {
  const tenant = await withTenant();
  const statuses = ["queued", "completed", "busy", "in_progress", "no_answer", "canceled", "failed", "ringing"];
  const ended = ["completed", "busy", "no_answer", "canceled", "failed"];
  const rows = Array.from({ length: 40 }, (_, i) => {
    // Several begin at the same moment.
    const at = Math.floor(((i * 7) % 40) / 3);
    const status = statuses[(i * 3) % statuses.length] ?? "";
    return { id: `cal_${tenant.id}_${i}`, status, at, end: ended.includes(status) ? at : null };
  });
  const insert = `insert into calls (id, tenant_id, phone_number_id, carrier_id, from_kind, to_number, status, started_at, ended_at,
    legs, seen, created_at, updated_at) values (?1, ?2, 'num_1', ?1, 'sip', '+14155550199', ?3, 0, ?4, '{}', '{}', ?5, 0)`;
  await env.DB.batch(
    rows.map(({ id, status, at, end }) => env.DB.prepare(insert).bind(id, tenant.id, status, end, at)),
  );
  const newestFirst = rows.toSorted((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1)).map(({ id }) => id);
  const listed: string[] = [];
  for (let cursor = ""; ; ) {
    const { body } = await tenant.api.get(`/v1/calls?limit=3${cursor}`);
    listed.push(...body.data.map(({ id }: Json) => id));
    if (body.next_cursor === null) break;
    cursor = `&cursor=${body.next_cursor}`;
  }
  expect(listed).toEqual(newestFirst);
  const period = "created_after=1970-01-01T00:00:00.004Z&created_before=1970-01-01T00:00:00.008Z";
  const { body } = await tenant.api.get(`/v1/calls?limit=100&${period}`);
  const within = rows.filter(({ at }) => at >= 4 && at < 8).map(({ id }) => id);
  expect(body.data.map(({ id }: Json) => id)).toEqual(newestFirst.filter((id) => within.includes(id)));
});
