import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import { BASE } from "../../support/api";
import { signIn } from "../../support/browser";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";
import { call, callWith, countTrips, known, none, order, owned } from "./round-trips";

/** The round trips of each operation of the API. */

countTrips();

/** The evaluation after a response: the facts, and the results that changed. */
const evaluated = { ...none(), database: 2 };

const reserve = (tenant: Tenant, e164: string, key?: string) =>
  call(tenant, "POST", "/v1/reservations", { phone_number: e164 }, key);

test("a key that this isolate does not know costs one trip more, and noting its use one beside the answer", async () => {
  const tenant = await withTenant();
  const first = await call(tenant, "GET", "/v1/reservations");
  expect(first.before.database + first.after.database).toBe(3);
  expect(await call(tenant, "GET", "/v1/reservations")).toMatchObject({ before: { database: 1 }, after: none() });
});

test("a session that this isolate knows costs a request no trip more than a key, and one trip for all if it does not", async () => {
  const { key } = await known();
  const { cookie, csrfToken } = await signIn(key);
  const page = { cookie, "x-csrf-token": csrfToken, origin: BASE, "sec-fetch-site": "same-origin" };
  const trips = (database: number) => ({ before: { ...none(), database }, after: none() });
  expect(await callWith(page, "GET", "/v1/reservations")).toMatchObject({ status: 200, ...trips(2) });
  expect(await callWith(page, "GET", "/v1/reservations")).toMatchObject({ status: 200, ...trips(1) });
  const agent = { name: "Desk", destination: { kind: "say", message: "Hi." } };
  expect(await callWith(page, "POST", "/v1/agents", agent)).toMatchObject({ status: 201, ...trips(1) });
  expect(await callWith(page, "GET", "/v1/session")).toMatchObject({ status: 200, ...trips(1) });
  expect(await callWith(page, "GET", "/v1/sessions")).toMatchObject({ status: 200, ...trips(1) });
  expect(await callWith(page, "DELETE", "/v1/session")).toMatchObject({ status: 204, before: { database: 1 } });
});

test("signing in is two trips: the tenant, then the session with its event", async () => {
  const tenant = await known();
  expect(await call(tenant, "POST", "/v1/sessions", {})).toMatchObject({ status: 201, before: { database: 2 } });
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

test("a portability check that the answers of the last day complete is written, read and looked up here; its list is one trip", async () => {
  const tenant = await known();
  const phone_numbers = [freshNumber(), freshNumber()];
  const trips = (database: number, carrier = 0) => ({ before: { ...none(), database, carrier }, after: none() });
  const check = (key?: string) => call(tenant, "POST", "/v1/portability-checks", { phone_numbers }, key);
  // Two questions, stored together; handed over.
  expect(await check()).toMatchObject({ status: 201, ...trips(5, 2) });
  expect(await check()).toMatchObject({ status: 201, ...trips(3) });
  const { body } = await check("a key of its own");
  expect(await check("a key of its own")).toMatchObject({ status: 201, body, ...trips(3) });
  expect(await call(tenant, "GET", `/v1/portability-checks/${body.id}`)).toMatchObject({ status: 200, ...trips(2) });
  expect(await call(tenant, "GET", "/v1/portability-checks")).toMatchObject({ status: 200, ...trips(1) });
  expect(await call(tenant, "GET", "/v1/porting-reasons")).toMatchObject({ status: 200, ...trips(0) });
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

test("extending and canceling a reservation are one object call and two trips to the database each", async () => {
  const tenant = await known();
  const { body: held } = await reserve(tenant, freshNumber());
  const extended = await call(tenant, "POST", `/v1/reservations/${held.id}/extend`, { ttl_seconds: 1800 });
  expect(extended).toMatchObject({ status: 200, before: { database: 2, object: 1, carrier: 0 }, after: none() });
  const canceled = await call(tenant, "DELETE", `/v1/reservations/${held.id}`);
  expect(canceled).toMatchObject({ status: 204, before: { database: 2, object: 1, carrier: 0 }, after: none() });
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

test("changing, suspending and resuming a number are one trip to the database each, and a repeat that changes nothing two", async () => {
  const tenant = await known();
  const { id } = await owned(tenant);
  const trips = (database: number, after = none()) => ({ status: 200, before: { ...none(), database }, after });
  const rename = () => call(tenant, "PATCH", `/v1/phone-numbers/${id}`, { friendly_name: "Desk" });
  expect(await rename()).toMatchObject(trips(1));
  expect(await rename()).toMatchObject(trips(2));
  for (const move of ["suspend", "resume"]) {
    const moved = () => call(tenant, "POST", `/v1/phone-numbers/${id}/${move}`);
    expect(await moved()).toMatchObject(trips(1, evaluated));
    expect(await moved()).toMatchObject(trips(2));
  }
});

test("assigning is one trip to the database, two for a number with an agent, one more for each number that is dialled on the way, and simulating a call two: the number, then all that routing needs", async () => {
  const tenant = await known();
  const { id } = await owned(tenant);
  const agent = await call(tenant, "POST", "/v1/agents", {
    name: "Desk",
    destination: { kind: "say", message: "Hi." },
  });
  expect(agent).toMatchObject({ status: 201, before: { database: 1, object: 0, carrier: 0 } });
  const assigned = await call(tenant, "POST", `/v1/phone-numbers/${id}/assign`, { agent_id: agent.body.id });
  expect(assigned).toMatchObject({ status: 200, before: { database: 1, object: 0, carrier: 0 }, after: evaluated });
  const other = await call(tenant, "POST", "/v1/agents", { name: "Hall", destination: agent.body.destination });
  const reassigned = await call(tenant, "POST", `/v1/phone-numbers/${id}/assign`, { agent_id: other.body.id });
  expect(reassigned).toMatchObject({ status: 200, before: { database: 2, object: 0, carrier: 0 } });
  const dialling = { name: "Phone", destination: { kind: "dial", phone_number: "+14155550188" } };
  const { body: phone } = await call(tenant, "POST", "/v1/agents", dialling);
  const dialled = await call(tenant, "POST", `/v1/phone-numbers/${id}/assign`, { agent_id: phone.id });
  // The number stays ready: the facts are read, and nothing is written.
  expect(dialled).toMatchObject({
    status: 200,
    before: { database: 3, object: 0, carrier: 0 },
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
  expect(await patch("Desk")).toMatchObject({ before: { database: 1 }, after: none() });
  const now = Date.now();
  vi.setSystemTime(now + 3_000);
  expect(await patch("Bar")).toMatchObject({ before: { database: 1 }, after: none() });
  vi.setSystemTime(now + 11_000);
  const { before, after } = await patch("Hall");
  // The key is looked up again by then, too.
  expect(before.database + after.database).toBe(1 + 1 + 1);
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
