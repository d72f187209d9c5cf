import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { readSnapshot } from "#inventory/routing/queries";
import { routeCall } from "#inventory/routing/route-call";
import { openDatabase } from "#kernel/db/db";
import { parseParty } from "#kernel/values/party";
import type { Json } from "../../support/api";
import { rightBefore } from "../../support/interleave";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

interface Stage {
  readonly tenant: Tenant;
  readonly id: string;
  readonly path: string;
  readonly a: string;
  readonly b: string;
}

async function stage(): Promise<Stage> {
  const tenant = await withTenant();
  const { body } = await tenant.api.post("/v1/orders", { items: [{ phone_number: freshNumber() }] });
  const id = body.items[0].phone_number_id;
  const agent = async (name: string): Promise<string> =>
    (await tenant.api.post("/v1/agents", { name, destination: { kind: "say", message: `${name}.` } })).body.id;
  return { tenant, id, path: `/v1/phone-numbers/${id}/routing`, a: await agent("A"), b: await agent("B") };
}

const whole = ({ a, b }: Stage): Json => ({
  blocked_callers: ["+14155550111"],
  countries: { mode: "deny", list: ["GB"] },
  schedule: {
    time_zone: "America/New_York",
    open: [{ days: ["mon", "fri"], from: "09:00", to: "24:00" }],
    closed_on: ["2026-12-25"],
    closed: { kind: "say", message: "Closed.", voice: null, language: null },
  },
  callers: [{ from: "+14155550100", agent_id: a }],
  agents: [
    { agent_id: a, weight: 90 },
    { agent_id: b, weight: 10 },
  ],
  sticky: true,
  fallback: { kind: "dial", phone_number: "+14155550199", timeout_seconds: 20, caller_id: "caller" },
});

const empty = {
  blocked_callers: [],
  countries: null,
  schedule: null,
  callers: [],
  agents: [],
  sticky: false,
  fallback: null,
};

test("a plan is set, read, replaced under its version and removed, and its history is kept", async () => {
  const on = await stage();
  const { api } = on.tenant;
  expect((await api.get(on.path)).status).toBe(404);
  expect((await api.delete(on.path)).status).toBe(404);
  const set = await api.put(on.path, whole(on));
  expect(set).toMatchObject({ status: 200, body: { phone_number_id: on.id, version: 1, valid_to: null } });
  expect(set.body.plan).toEqual(whole(on));
  const read = await api.get(on.path);
  expect(read.body).toEqual(set.body);
  expect(read.headers.get("etag")).toBe('"1"');
  expect((await api.put(on.path, whole(on))).body).toEqual(set.body);
  expect((await api.put(on.path, {}, { "if-match": '"7"' })).status).toBe(412);
  const replaced = await api.put(on.path, {}, { "if-match": '"1"' });
  expect(replaced.body).toMatchObject({ version: 2, plan: empty });
  expect((await api.delete(on.path, { "if-match": '"1"' })).status).toBe(412);
  expect((await api.delete(on.path, { "if-match": '"2"' })).status).toBe(204);
  expect((await api.get(on.path)).status).toBe(404);
  expect((await api.put(on.path, {}, { "if-match": '"2"' })).status).toBe(412);
  expect((await api.put(on.path, { sticky: true })).body.version).toBe(3);
  const { body: history } = await api.get(`${on.path}/history`);
  expect(history.data.map(({ version, plan }: Json) => [version, plan])).toEqual([
    [3, { ...empty, sticky: true }],
    [2, empty],
    [1, whole(on)],
  ]);
  const events = await api.get(`/v1/events?sort=seq&type=phone_number.routing_changed&subject_id=${on.id}`);
  expect(events.body.data.map(({ data }: Json) => data.version)).toEqual([1, 2, null, 3]);
});

test("the plan that was in force at an instant is found, also among plans of the same millisecond", async () => {
  const on = await stage();
  const { api } = on.tenant;
  const begun = Date.now() + 1_000;
  vi.useFakeTimers({ toFake: ["Date"], now: begun });
  for (const sticky of [true, false, true]) await api.put(on.path, { sticky });
  vi.setSystemTime(begun - 500);
  await api.delete(on.path);
  vi.setSystemTime(begun + 60_000);
  await api.put(on.path, {});
  const at = async (time: number): Promise<number[]> =>
    (await api.get(`${on.path}/history?at=${new Date(time).toISOString()}`)).body.data.map(
      ({ version }: Json) => version,
    );
  const asked = [begun - 1, begun, begun + 1, begun + 2, begun + 3, begun + 59_999, begun + 60_000, begun + 1e9];
  expect(await Promise.all(asked.map(at))).toEqual([[], [1], [2], [3], [], [], [4], [4]]);
});

test("of two plans that are set at once one comes into force, and the other request is refused", async () => {
  const on = await stage();
  const { api } = on.tenant;
  for (let round = 0; round < 4; round += 1) {
    const answers = await Promise.all([
      api.put(on.path, { agents: [{ agent_id: on.a, weight: 1 + round }] }),
      api.put(on.path, { agents: [{ agent_id: on.b, weight: 1 + round }] }),
      api.delete(on.path),
    ]);
    for (const { status } of answers) expect([200, 204, 404, 409]).toContain(status);
    expect(answers.filter(({ status }) => status === 200 || status === 204).length).toBeGreaterThanOrEqual(1);
    const open = "select count(*) as n from routing_plans where phone_number_id = ? and valid_to is null";
    expect(await env.DB.prepare(open).bind(on.id).first("n")).toBeLessThanOrEqual(1);
  }
});

test("a plan that lost a race is decided again: without If-Match it follows the other, with one it is stale", async () => {
  const on = await stage();
  const { api } = on.tenant;
  const winner = { agents: [{ agent_id: on.a, weight: 7 }] };
  for (const [write, late, left] of [
    ["insert into", () => api.put(on.path, { sticky: true }), { ...empty, sticky: true }],
    ["update", () => api.put(on.path, { sticky: true }), { ...empty, sticky: true }],
    ["update", () => api.delete(on.path), undefined],
  ] as const) {
    if (write === "update") await api.put(on.path, { blocked_callers: ["+14155550111"] });
    rightBefore(`${write} "routing_plans"`, () => api.put(on.path, winner));
    expect((await late()).status).toBeOneOf([200, 204]);
    vi.restoreAllMocks();
    expect((await api.get(on.path)).body.plan).toEqual(left);
  }
  const etag = (await api.put(on.path, {})).headers.get("etag") ?? "";
  rightBefore('update "routing_plans"', () => api.put(on.path, winner));
  expect(await api.put(on.path, { sticky: true }, { "if-match": etag })).toMatchObject({ status: 412 });
  expect((await api.get(on.path)).body.plan).toEqual({ ...empty, ...winner });
});

test.for([
  [{ agents: [{ agent_id: "agt_1", weight: -1 }] }, "/agents/0/weight"],
  [{ agents: [{ agent_id: "agt_1", weight: 1_001 }] }, "/agents/0/weight"],
  [
    {
      agents: [
        { agent_id: "agt_1", weight: 1 },
        { agent_id: "agt_1", weight: 2 },
      ],
    },
    "/agents",
  ],
  [{ agents: Array.from({ length: 21 }, (_, at) => ({ agent_id: `agt_${at}`, weight: 1 })) }, "/agents"],
  [{ callers: [{ from: "Anonymous", agent_id: "agt_1" }] }, "/callers/0/from"],
  [{ callers: [{ from: "+1900*", agent_id: "agt_1" }] }, "/callers/0/from"],
  [{ blocked_callers: ["4155550100"] }, "/blocked_callers/0"],
  [{ countries: { mode: "allow", list: [] } }, "/countries/list"],
  [{ countries: { mode: "allow", list: ["XX"] } }, "/countries/list/0"],
  [{ schedule: { time_zone: "+01:00", open: [] } }, "/schedule/time_zone"],
  [{ schedule: { time_zone: "Europe/Bonn", open: [] } }, "/schedule/time_zone"],
  [{ schedule: { time_zone: "UTC", open: [{ days: ["mon"], from: "9:00", to: "17:00" }] } }, "/schedule/open/0/from"],
  [{ schedule: { time_zone: "UTC", open: [{ days: ["mon"], from: "24:00", to: "17:00" }] } }, "/schedule/open/0/from"],
  [{ schedule: { time_zone: "UTC", open: [{ days: ["mon"], from: "09:00", to: "24:01" }] } }, "/schedule/open/0/to"],
  [{ schedule: { time_zone: "UTC", open: [{ days: ["mon"], from: "09:00", to: "09:00" }] } }, "/schedule/open/0/to"],
  [{ schedule: { time_zone: "UTC", open: [{ days: [], from: "09:00", to: "10:00" }] } }, "/schedule/open/0/days"],
  [{ schedule: { time_zone: "UTC", open: [], closed_on: ["2026-02-30"] } }, "/schedule/closed_on/0"],
  [{ fallback: { kind: "redirect", url: "https://agents.example.com/twiml" } }, "/fallback/kind"],
  [{ fallback: { kind: "dial", phone_number: "+14155550199", fallback: null } }, "/fallback"],
  [{ fallbacks: [] }, "/fallbacks"],
] as [Json, string][])("the plan %j is refused at %s", async ([plan, pointer]) => {
  const { status, body } = await (await withTenant()).api.put("/v1/phone-numbers/num_1/routing", plan);
  expect({ status, code: body.code }).toEqual({ status: 422, code: "validation_failed" });
  const pointers: string[] = body.errors.map((error: Json) => error.pointer);
  expect(pointers.some((found) => pointer.startsWith(found) || found.startsWith(pointer))).toBe(true);
});

test("an error inside a nullable part names its field", async () => {
  const { api } = await withTenant();
  const refused = async (plan: Json): Promise<Json> =>
    (await api.put("/v1/phone-numbers/num_1/routing", plan)).body.errors;
  expect(await refused({ schedule: { zone: "UTC" } })).toEqual([
    { in: "body", pointer: "/schedule/time_zone", detail: "This field is required." },
    { in: "body", pointer: "/schedule/open", detail: "This field is required." },
    { in: "body", pointer: "/schedule/zone", detail: "This field is not known. Did you mean time_zone?" },
  ]);
  expect(await refused({ schedule: { time_zone: "UTC", open: [], closed: { kind: "say" } } })).toEqual([
    { in: "body", pointer: "/schedule/closed/message", detail: "This field is required." },
  ]);
  expect(await refused({ countries: "US" })).toEqual([
    { in: "body", pointer: "/countries", detail: "Must be an object, not a string." },
  ]);
  const { body } = await api.patch("/v1/phone-numbers/num_1", { sms_forward_to: "911" });
  expect(body.errors).toEqual([
    { in: "body", pointer: "/sms_forward_to", detail: expect.stringContaining("is not E.164") },
  ]);
});

test("a simulated call is routed as a real one would be, from what is stored", async () => {
  const on = await stage();
  const { api } = on.tenant;
  await api.post(`/v1/phone-numbers/${on.id}/assign`, { agent_id: on.a });
  await api.put(on.path, whole(on));
  const db = openDatabase(env.DB);
  const { body: number } = await api.get(`/v1/phone-numbers/${on.id}`);
  for (const from of ["+14155550100", "+14155550111", "+442079460000", "+14155550122", null]) {
    for (const at of ["2026-11-23T15:00:00.000Z", "2026-11-24T15:00:00.000Z"]) {
      const { body } = await api.post("/v1/routing/simulate", { phone_number_id: on.id, from, at, call_key: "CA1" });
      const call = { from: parseParty(from ?? ""), to: number.phone_number, at: Date.parse(at), callKey: "CA1" };
      const { outcome, trace } = routeCall(call, await readSnapshot(db, on.tenant.id, on.id));
      expect(body).toMatchObject({ phone_number_id: on.id, phone_number: number.phone_number, at, plan_version: 1 });
      expect(body.decision).toMatchObject({ outcome: outcome.kind, trace });
      expect(body.decision.agent?.id ?? null).toBe(outcome.kind === "agent" ? outcome.agent.id : null);
    }
  }
});

test("a call is imagined at any instant from 1970 to 2999, and at no other", async () => {
  const on = await stage();
  const open = [{ days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], from: "22:00", to: "21:59" }];
  for (const time_zone of ["Pacific/Kiritimati", "Pacific/Pago_Pago"]) {
    const at = async (instant: string): Promise<number> => {
      const plan = { schedule: { time_zone, open } };
      return (await on.tenant.api.post("/v1/routing/simulate", { phone_number_id: on.id, at: instant, plan })).status;
    };
    expect(await at("1970-01-01T00:00:00Z")).toBe(200);
    expect(await at("2999-12-31T23:59:59Z")).toBe(200);
    for (const beyond of ["0000-01-01T00:00:00Z", "1970-01-01T00:00:00+00:01", "3000-01-01T00:00:00Z"]) {
      expect(await at(beyond)).toBe(422);
    }
  }
});

test("an imagined agent or plan is tried without being stored", async () => {
  const on = await stage();
  const { api } = on.tenant;
  await api.post(`/v1/phone-numbers/${on.id}/assign`, { agent_id: on.a });
  await api.put(on.path, { agents: [{ agent_id: on.b, weight: 1 }] });
  const before = await api.get("/v1/events");
  const ask = async (change: Json): Promise<Json> =>
    (await api.post("/v1/routing/simulate", { phone_number_id: on.id, ...change })).body;
  expect((await ask({})).decision).toMatchObject({ agent: { id: on.b, name: "B" }, decided_by: "weights" });
  expect(await ask({ plan: null })).toMatchObject({ plan_version: null, decision: { agent: { id: on.a } } });
  expect((await ask({ plan: null, agent_id: on.b })).decision).toMatchObject({
    agent: { id: on.b },
    decided_by: "assignment",
  });
  expect((await ask({ plan: null, agent_id: null })).decision).toMatchObject({ outcome: "no_agent", agent: null });
  const plan = { fallback: { kind: "say", message: "Later." } };
  expect((await ask({ plan, agent_id: null })).decision).toMatchObject({
    outcome: "fallback",
    decided_by: "fallback",
    destination: { kind: "say", message: "Later." },
    fallback: null,
  });
  expect(await ask({ agent_id: "agt_none" })).toMatchObject({ code: "agent_not_found" });
  expect((await api.get("/v1/events")).body).toEqual(before.body);
});

test("a change is effective for the next call: agent, plan, destination and status", async () => {
  const on = await stage();
  const { api } = on.tenant;
  const next = async (): Promise<Json> =>
    (await api.post("/v1/routing/simulate", { phone_number_id: on.id })).body.decision;
  expect((await next()).outcome).toBe("no_agent");
  await api.post(`/v1/phone-numbers/${on.id}/assign`, { agent_id: on.a });
  expect((await next()).destination).toMatchObject({ message: "A." });
  await api.patch(`/v1/agents/${on.a}`, { destination: { kind: "say", message: "Changed." } });
  expect((await next()).destination).toMatchObject({ message: "Changed." });
  await api.put(on.path, { agents: [{ agent_id: on.b, weight: 1 }] });
  expect((await next()).destination).toMatchObject({ message: "B." });
  await api.post(`/v1/phone-numbers/${on.id}/suspend`);
  expect((await next()).outcome).toBe("suspended");
});

test("a number's snapshot is one round trip, and a neighbour's is empty", async () => {
  const on = await stage();
  await on.tenant.api.post(`/v1/phone-numbers/${on.id}/assign`, { agent_id: on.a });
  await on.tenant.api.put(on.path, { agents: [{ agent_id: on.b, weight: 1 }] });
  const trips = vi.spyOn(Object.getPrototypeOf(env.DB), "batch");
  const db = openDatabase(env.DB);
  const snapshot = await readSnapshot(db, on.tenant.id, on.id);
  expect(trips).toHaveBeenCalledTimes(1);
  expect(snapshot).toMatchObject({ number: { id: on.id, agentId: on.a }, planVersion: 1 });
  expect(snapshot.agents.map(({ id }) => id).sort()).toEqual([on.a, on.b].sort());
  const neighbour = await withTenant();
  const foreign = await readSnapshot(db, neighbour.id, on.id);
  expect(foreign).toMatchObject({ number: null, agents: [] });
  expect(routeCall({ from: parseParty(""), to: "", at: 0, callKey: "CA1" }, foreign).outcome).toEqual({
    kind: "not_in_service",
  });
});
