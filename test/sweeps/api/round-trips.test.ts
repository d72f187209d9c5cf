import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import worker from "#index";
import { wakeSubscribers } from "#runtime/wake-subscribers";
import { BASE, type Json } from "../../support/api";
import { type Fields, freshCall, freshMessage, sign } from "../../support/carrier";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";

/**
 * What a request waits for: every trip to the database, to a number's object and to the carrier that is made before the
 * answer, exactly. With a warm memory of keys and prices, as a busy isolate has it.
 */

interface Trips {
  database: number;
  object: number;
  carrier: number;
}

const none = (): Trips => ({ database: 0, object: 0, carrier: 0 });
let trips = none();

/** What an isolate has heard of the carrier is written down beside some request every 15 seconds, whichever that is. */
const isOccasional = (statement: unknown): boolean =>
  String(Reflect.get(Object(statement), "statement")).startsWith('insert into "carrier_outcomes"');

/** Counts a method's calls where the platform defines it, so that calls made inside objects count as well. */
function countCalls(prototype: object, methods: readonly string[]): void {
  for (const name of methods) {
    const original: unknown = Reflect.get(prototype, name);
    if (typeof original !== "function") throw new Error(`There is no method ${name} to count.`);
    vi.spyOn(prototype as Record<string, () => unknown>, name).mockImplementation(function (this: unknown, ...args) {
      if (!isOccasional(this)) trips.database += 1;
      return Reflect.apply(original, this, args);
    });
  }
}

const numbers = new Proxy(env.NUMBERS, {
  get: (namespace, name) =>
    name === "getByName" ? (e164: string) => counted(namespace.getByName(e164)) : Reflect.get(namespace, name),
});

const counted = <Stub extends object>(stub: Stub): Stub =>
  new Proxy(stub, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return (...args: unknown[]) => {
        trips.object += 1;
        return Reflect.apply(member, target, args);
      };
    },
  });

beforeAll(() => {
  countCalls(Object.getPrototypeOf(env.DB), ["batch", "exec"]);
  countCalls(Object.getPrototypeOf(env.DB.prepare("select 1")), ["all", "first", "run", "raw"]);
  const { fetch } = globalThis;
  vi.spyOn(globalThis, "fetch").mockImplementation((...args) => {
    trips.carrier += 1;
    return fetch(...args);
  });
});

afterAll(() => {
  vi.restoreAllMocks();
});

/** The evaluation after a response: the facts, and the results that changed. */
const evaluated = { ...none(), database: 2 };

interface Counted {
  readonly status: number;
  readonly body: Json;
  readonly before: Trips;
  readonly after: Trips;
}

async function call(tenant: Tenant, method: string, path: string, body?: unknown, key?: string): Promise<Counted> {
  const request = new Request<unknown, IncomingRequestCfProperties>(BASE + path, {
    method,
    headers: {
      authorization: `Bearer ${tenant.key}`,
      ...(body !== undefined && { "content-type": "application/json" }),
      ...(key !== undefined && { "idempotency-key": key }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const ctx = createExecutionContext();
  const answered = Promise.withResolvers<void>();
  const { wait } = scheduler;
  // What waits a moment for the answer to be on its way waits for just that; whatever waits longer does so for something else.
  const waiting = vi
    .spyOn(scheduler, "wait")
    .mockImplementation((ms) => (ms < 100 ? answered.promise : wait.call(scheduler, ms)));
  trips = none();
  const response = await worker.fetch(request, { ...env, NUMBERS: numbers }, ctx);
  const answer: Json = await response.json();
  const before = trips;
  trips = none();
  answered.resolve();
  await waitOnExecutionContext(ctx);
  waiting.mockRestore();
  return { status: response.status, body: answer, before, after: trips };
}

/** A tenant of the test's own, whose key, webhook endpoints and country's prices this isolate has just read. */
async function known(): Promise<Tenant> {
  const tenant = await withTenant({ reservation_limit: 100 });
  await call(tenant, "GET", "/v1/available-phone-numbers?country=US&limit=1");
  await wakeSubscribers(env, new Set([tenant.id]));
  return tenant;
}

const reserve = (tenant: Tenant, e164: string, key?: string) =>
  call(tenant, "POST", "/v1/reservations", { phone_number: e164 }, key);

const order = (tenant: Tenant, e164: string, key?: string) =>
  call(tenant, "POST", "/v1/orders", { items: [{ phone_number: e164 }] }, key);

async function owned(tenant: Tenant): Promise<{ id: string; e164: string }> {
  const e164 = freshNumber();
  const { body } = await order(tenant, e164);
  return { id: body.items[0].phone_number_id, e164 };
}

test("a key that this isolate does not know costs one trip more, and noting its use one beside the answer", async () => {
  const tenant = await withTenant();
  const first = await call(tenant, "GET", "/v1/reservations");
  expect(first.before.database + first.after.database).toBe(3);
  expect(await call(tenant, "GET", "/v1/reservations")).toMatchObject({ before: { database: 1 }, after: none() });
});

test.each(["", "?ready=true", "?tag=sales"])(
  "the list of numbers%s is one trip, which tells how many are not ready, too; a page of none is two",
  async (query) => {
    const tenant = await known();
    const list = () => call(tenant, "GET", `/v1/phone-numbers${query}`);
    const trips = (database: number) => ({ before: { ...none(), database }, after: none() });
    expect(await list()).toMatchObject({ status: 200, body: { data: [], meta: { offline_count: 0 } }, ...trips(2) });
    const { id } = await owned(tenant);
    await env.DB.prepare("update phone_numbers set ready = 1, tags = '[\"sales\"]' where id = ?").bind(id).run();
    expect(await list()).toMatchObject({
      status: 200,
      body: { data: [{ id }], meta: { offline_count: 0 } },
      ...trips(1),
    });
  },
);

test.each([
  "/v1/reservations",
  "/v1/orders",
  "/v1/events",
  "/v1/events?after_seq=0",
  "/v1/events/verify",
  "/v1/events/archives",
  "/v1/findings",
  "/v1/me",
])("GET %s is one trip to the database", async (path) => {
  const { status, before, after } = await call(await known(), "GET", path);
  expect({ status, before, after }).toEqual({
    status: 200,
    before: { database: 1, object: 0, carrier: 0 },
    after: none(),
  });
});

test("getting a number, by id or by number, a reservation or an order is one trip to the database", async () => {
  const tenant = await known();
  const held = await reserve(tenant, freshNumber());
  const bought = await order(tenant, freshNumber());
  const [item] = bought.body.items;
  for (const path of [
    `/v1/phone-numbers/${item.phone_number_id}`,
    `/v1/phone-numbers/${encodeURIComponent(item.phone_number)}`,
    `/v1/reservations/${held.body.id}`,
    `/v1/orders/${bought.body.id}`,
  ]) {
    const { status, before, after } = await call(tenant, "GET", path);
    expect({ path, status, before, after }).toEqual({
      path,
      status: 200,
      before: { database: 1, object: 0, carrier: 0 },
      after: none(),
    });
  }
});

test("searching is one trip to the carrier and one to the database", async () => {
  const { status, before, after } = await call(await known(), "GET", "/v1/available-phone-numbers?country=US");
  expect({ status, before, after }).toEqual({
    status: 200,
    before: { database: 1, object: 0, carrier: 1 },
    after: none(),
  });
});

test("reserving is one call to the number's object, which makes one trip to the database", async () => {
  const { status, before, after } = await reserve(await known(), freshNumber());
  expect({ status, before, after }).toEqual({
    status: 201,
    before: { database: 1, object: 1, carrier: 0 },
    after: none(),
  });
});

test("an Idempotency-Key costs reserving two trips to the database more, and a repeat is one trip in all", async () => {
  const tenant = await known();
  const e164 = freshNumber();
  expect((await reserve(tenant, e164, "once")).before).toEqual({ database: 3, object: 1, carrier: 0 });
  expect((await reserve(tenant, e164, "once")).before).toEqual({ database: 1, object: 0, carrier: 0 });
});

test("a number that somebody else holds is refused by its object alone", async () => {
  const e164 = freshNumber();
  await reserve(await known(), e164);
  const { status, before } = await reserve(await known(), e164);
  expect({ status, before }).toEqual({ status: 409, before: { database: 0, object: 1, carrier: 0 } });
});

test("extending and cancelling a reservation are one object call and two trips to the database each", async () => {
  const tenant = await known();
  const { body: held } = await reserve(tenant, freshNumber());
  const extended = await call(tenant, "POST", `/v1/reservations/${held.id}/extend`, { ttl_seconds: 1800 });
  expect(extended).toMatchObject({ status: 200, before: { database: 2, object: 1, carrier: 0 }, after: none() });
  const cancelled = await call(tenant, "DELETE", `/v1/reservations/${held.id}`);
  expect(cancelled).toMatchObject({ status: 200, before: { database: 2, object: 1, carrier: 0 }, after: none() });
});

test("buying one number is one object call, two trips to the carrier (its books, then the sale) and two to the database", async () => {
  const { status, before, after } = await order(await known(), freshNumber());
  expect({ status, before, after }).toEqual({
    status: 201,
    before: { database: 2, object: 1, carrier: 2 },
    after: evaluated,
  });
});

test("an Idempotency-Key costs an order one trip to the database more, and a repeat is one trip in all", async () => {
  const tenant = await known();
  const e164 = freshNumber();
  expect((await order(tenant, e164, "once")).before).toEqual({ database: 3, object: 1, carrier: 2 });
  const repeated = await order(tenant, e164, "once");
  expect(repeated).toMatchObject({ before: { database: 1, object: 0, carrier: 0 }, after: none() });
});

test("each further number of an order is one more of each", async () => {
  const items = [freshNumber(), freshNumber(), freshNumber()].map((e164) => ({ phone_number: e164 }));
  const { status, before, after } = await call(await known(), "POST", "/v1/orders", { items });
  expect({ status, before, after }).toEqual({
    status: 201,
    before: { database: 4, object: 3, carrier: 6 },
    after: evaluated,
  });
});

test("changing, suspending and resuming a number are two trips to the database each", async () => {
  const tenant = await known();
  const { id } = await owned(tenant);
  const two = { status: 200, before: { database: 2, object: 0, carrier: 0 } };
  const renamed = await call(tenant, "PATCH", `/v1/phone-numbers/${id}`, { friendly_name: "Desk" });
  expect(renamed).toMatchObject({ ...two, after: none() });
  expect(await call(tenant, "POST", `/v1/phone-numbers/${id}/suspend`)).toMatchObject({ ...two, after: evaluated });
  expect(await call(tenant, "POST", `/v1/phone-numbers/${id}/resume`)).toMatchObject({ ...two, after: evaluated });
});

test("assigning is three trips to the database, one more for each number that is dialled on the way, and simulating a call two: the number, then all that routing needs", async () => {
  const tenant = await known();
  const { id } = await owned(tenant);
  const agent = await call(tenant, "POST", "/v1/agents", {
    name: "Desk",
    destination: { kind: "say", message: "Hi." },
  });
  expect(agent).toMatchObject({ status: 201, before: { database: 1, object: 0, carrier: 0 } });
  const assigned = await call(tenant, "POST", `/v1/phone-numbers/${id}/assign`, { agent_id: agent.body.id });
  expect(assigned).toMatchObject({ status: 200, before: { database: 3, object: 0, carrier: 0 }, after: evaluated });
  const dialling = { name: "Phone", destination: { kind: "dial", phone_number: "+14155550188" } };
  const { body: phone } = await call(tenant, "POST", "/v1/agents", dialling);
  const dialled = await call(tenant, "POST", `/v1/phone-numbers/${id}/assign`, { agent_id: phone.id });
  // The number stays ready: the facts are read, and nothing is written.
  expect(dialled).toMatchObject({
    status: 200,
    before: { database: 4, object: 0, carrier: 0 },
    after: { database: 1 },
  });
  const simulated = await call(tenant, "POST", "/v1/routing/simulate", { phone_number_id: id });
  expect(simulated).toMatchObject({ status: 200, before: { database: 2, object: 0, carrier: 0 }, after: none() });
});

test("releasing a number is one object call, one trip to the carrier and four to the database", async () => {
  const tenant = await known();
  const { id } = await owned(tenant);
  const { status, before, after } = await call(tenant, "POST", `/v1/phone-numbers/${id}/release`);
  expect({ status, before, after }).toEqual({
    status: 200,
    before: { database: 4, object: 1, carrier: 1 },
    after: evaluated,
  });
});

test("webhook endpoints cost a change one look into the database beside the answer, when the isolate has not had one lately", async () => {
  const tenant = await known();
  const { id } = await owned(tenant);
  const patch = (friendly_name: string) => call(tenant, "PATCH", `/v1/phone-numbers/${id}`, { friendly_name });
  expect(await patch("Desk")).toMatchObject({ before: { database: 2 }, after: none() });
  const now = Date.now();
  vi.useFakeTimers({ toFake: ["Date"], now: now + 3_000 });
  expect(await patch("Bar")).toMatchObject({ before: { database: 2 }, after: none() });
  vi.setSystemTime(now + 11_000);
  const { before, after } = await patch("Hall");
  vi.useRealTimers();
  // The key is looked up again by then, too.
  expect(before.database + after.database).toBe(2 + 1 + 1);
});
/** A webhook as Twilio sends it, and what its answer waited for. */
async function webhook(path: string, fields: Fields): Promise<Counted> {
  const request = new Request<unknown, IncomingRequestCfProperties>(BASE + path, {
    method: "POST",
    headers: {
      "x-twilio-signature": await sign(BASE + path, fields),
      "content-type": "application/x-www-form-urlencoded",
    },
    body: new URLSearchParams({ ...fields }).toString(),
  });
  const ctx = createExecutionContext();
  const answered = Promise.withResolvers<void>();
  // The window of the write ends with the answer; whatever would wait longer than that waits for ever.
  const waiting = vi
    .spyOn(scheduler, "wait")
    .mockImplementation((ms) => (ms < 1_000 ? answered.promise : new Promise(() => {})));
  trips = none();
  const response = await worker.fetch(request, env, ctx);
  const body = await response.text();
  const before = trips;
  trips = none();
  answered.resolve();
  await waitOnExecutionContext(ctx);
  waiting.mockRestore();
  return { status: response.status, body, before, after: trips };
}

test("a call is answered after one trip to the database; all its webhooks together write at most four batches, after their answers", async () => {
  const tenant = await known();
  const { id } = await owned(tenant);
  const agent = { name: "Desk", destination: { kind: "dial", phone_number: "+14155550100" } };
  const { body: made } = await call(tenant, "POST", "/v1/agents", agent);
  await call(tenant, "POST", `/v1/phone-numbers/${id}/assign`, { agent_id: made.id });
  const fields = freshCall();
  const path = `/twilio/${tenant.id}/numbers/${id}`;
  const status = (CallStatus: string, SequenceNumber: string) => ({ ...fields, CallStatus, SequenceNumber });
  const one = { database: 1, object: 0, carrier: 0 };
  const rings = await webhook(`${path}/voice`, fields);
  expect(rings).toMatchObject({ status: 200, body: expect.stringContaining("<Number>"), before: one, after: one });
  const rest = [
    await webhook(`${path}/voice-status`, status("initiated", "0")),
    await webhook(`${path}/voice-status`, status("ringing", "1")),
    await webhook(`${path}/voice-status`, status("in-progress", "2")),
    await webhook(`${path}/voice-result?leg=agent`, { ...fields, DialCallStatus: "completed", DialCallDuration: "8" }),
    await webhook(`${path}/voice-status`, { ...status("completed", "3"), CallDuration: "9" }),
  ];
  for (const { before } of rest) expect(before).toEqual(one);
  expect(rest.map(({ after }) => after.database)).toEqual([0, 0, 1, 1, 1]);
});

test("a repeated webhook writes nothing, and a message is one trip before its answer and one after", async () => {
  const tenant = await known();
  const { id } = await owned(tenant);
  const path = `/twilio/${tenant.id}/numbers/${id}`;
  const [fields, text] = [freshCall(), freshMessage()];
  await webhook(`${path}/voice`, fields);
  expect((await webhook(`${path}/voice`, fields)).after).toEqual(none());
  const one = { database: 1, object: 0, carrier: 0 };
  expect(await webhook(`${path}/sms`, text)).toMatchObject({ status: 200, before: one, after: one });
  expect((await webhook(`${path}/sms`, text)).after).toEqual(none());
});

test.each(["/v1/calls", "/v1/messages", "/v1/usage", "/v1/webhook-refusals"])(
  "GET %s is one trip to the database",
  async (path) => {
    const { status, before, after } = await call(await known(), "GET", path);
    expect({ status, before, after }).toEqual({
      status: 200,
      before: { database: 1, object: 0, carrier: 0 },
      after: none(),
    });
  },
);
