import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { openDatabase } from "#kernel/db/db";
import { watchedDatabase } from "#kernel/db/watched-database";
import { ABANDONED_MS, abandonedRequests, cancelAbandoned } from "#porting/progress/cancel-abandoned";
import { sealPortingSecrets } from "#porting/requests/secrets";
import { createJobContext } from "#runtime/job-context";
import { sidesOf, visits } from "../../support/soak";
import { ModelCarrier } from "./model-carrier";
import { PortWorld } from "./world";

afterEach(() => void vi.restoreAllMocks());

const DAY = 24 * 60 * 60_000;

test("a request is created at Twilio with its bill, follows the port there, and its numbers come into service", async () => {
  const world = await PortWorld.create(2);
  await world.run();
  expect(await world.status()).toEqual({
    request: "submitted",
    numbers: ["pending", "pending"],
    task: null,
    portId: world.port.id,
  });
  const { body: updates } = await world.tenant.api.get("/v1/events?type=porting_request.carrier_updated");
  const { id: carrier_request_id } = world.port;
  // The newest first.
  expect(updates.data.map(({ data }: { data: unknown }) => data)).toEqual([
    { carrier_request_id, carrier_status: "in_review" },
    { carrier_request_id, carrier_status: null },
  ]);
  expect(world.orders).toHaveLength(1);
  expect(world.orders[0]).toMatchObject({
    documentIds: [`RD${"1".padStart(32, "0")}`],
    losingCarrier: { customerName: "Acme Incorporated", address: { postalCode: "60661" } },
    numbers: world.e164s.map((e164) => ({ e164, pin: null })),
  });
  world.port.step({ kind: "sign" }, world.now);
  await world.later();
  expect((await world.status()).request).toBe("awaiting_signature");
  world.port.step({ kind: "process" }, world.now);
  await world.later();
  expect(await world.status()).toMatchObject({ request: "in_process", numbers: ["submitted", "submitted"] });
  for (const number of [0, 1]) world.port.step({ kind: "date", number, days: 5 }, world.now);
  await world.hint();
  expect(await world.status()).toMatchObject({ request: "foc_confirmed", numbers: ["foc_confirmed", "foc_confirmed"] });
  world.now += 5 * DAY;
  world.port.step({ kind: "move", number: 0 }, world.now);
  world.list();
  await world.hint();
  expect(await world.status()).toMatchObject({ request: "activating", numbers: ["ported", "activating"] });
  world.port.step({ kind: "move", number: 1 }, world.now);
  await world.later();
  expect(await world.status()).toMatchObject({ request: "activating", numbers: ["ported", "activating"] });
  world.list();
  await world.later();
  expect(await world.status()).toMatchObject({ request: "completed", numbers: ["ported", "ported"] });
  const { body } = await world.tenant.api.get(`/v1/phone-numbers/${encodeURIComponent(world.e164s[1] ?? "")}`);
  expect(body).toMatchObject({
    phone_number: world.e164s[1],
    status: "active",
    acquisition_method: "porting",
    tags: ["ported"],
    monthly_price: { amount: "1.15", currency: "USD" },
  });
  expect(world.configured.at(-1)?.voiceUrl).toContain(`/numbers/${body.id}/voice`);
  expect(await world.events("phone_number.ported_in")).toBe(2);
  expect(await world.events("porting_request.number_ported")).toBe(2);
});

test("an unanswered creation is looked for before it is repeated: it is found, or its absence is proved", async () => {
  const lost = await PortWorld.create();
  lost.creation = "lost";
  await lost.run();
  expect((await lost.status()).portId).toBeNull();
  await lost.later(60_000);
  expect(lost.ports).toHaveLength(1);
  expect(await lost.status()).toMatchObject({ portId: lost.port.id, task: null });

  const dropped = await PortWorld.create();
  dropped.creation = "dropped";
  await dropped.run();
  for (let minutes = 0; minutes < 9; minutes += 1) await dropped.later(60_000);
  expect(dropped.ports).toHaveLength(0);
  for (let minutes = 0; minutes < 9; minutes += 1) await dropped.later(60_000);
  expect(dropped.ports).toHaveLength(1);
  expect(await dropped.status()).toMatchObject({ portId: dropped.port.id, task: null });
});

test("Twilio that is busy is asked again; a refusal becomes an exception that names it", async () => {
  const world = await PortWorld.create();
  world.creation = "busy";
  await world.run();
  expect(world.queued.at(-1)).toBe(30);
  world.creation = "refused";
  await world.later(60_000);
  expect(await world.status()).toMatchObject({ request: "exception", task: null, portId: null });
  const { exception } = (await world.tenant.api.get(`/v1/porting-requests/${world.id}`)).body;
  expect(exception.reasons).toEqual([
    { code: "other", detail: "Twilio refused the port: Too soon. (22172)", phone_number: null },
  ]);
});

test("a number whose URLs Twilio refuses to set is not ported before it takes them; its own settings count over the request's", async () => {
  const world = await PortWorld.create(1);
  await env.DB.prepare("update porting_numbers set configuration = ? where porting_request_id = ?")
    .bind('{"agent_id":null,"routing":null,"tags":["own"]}', world.id)
    .run();
  await world.run();
  world.port.finish(world.now);
  world.list();
  const { configure } = world.carrier;
  world.carrier.configure = async () => ({
    kind: "refused",
    code: "carrier_refused",
    carrierCode: 21421,
    message: "Not now.",
  });
  await world.later();
  await world.later();
  expect(await world.status()).toMatchObject({ request: "activating", numbers: ["activating"] });
  if (configure) world.carrier.configure = configure;
  await world.later();
  expect(await world.status()).toMatchObject({ request: "completed", numbers: ["ported"] });
  expect(world.configured).toHaveLength(1);
  const { body } = await world.tenant.api.get(`/v1/phone-numbers/${encodeURIComponent(world.e164s[0] ?? "")}`);
  expect(body.tags).toEqual(["own"]);
});

test("a search among very many ports goes on over several runs, and one that began too early proves no absence", async () => {
  const world = await PortWorld.create(1);
  const others = Array.from({ length: 450 }, (_, at) => new ModelCarrier(["+13125550100"], 900_000 + at));
  const { listPorts, fetchPort } = world.porting;
  let asked = 0;
  world.porting.listPorts = async (_, page) => {
    asked += 1;
    const start = Number(page ?? 0);
    const own = await listPorts?.({}, null);
    const all = [
      ...others.map(({ id, status }) => ({ ...line, id, status })),
      ...(own?.kind === "ok" ? own.value.ports : []),
    ];
    const next = start + 100 < all.length ? String(start + 100) : null;
    return { kind: "ok", value: { ports: all.slice(start, start + 100), next } };
  };
  world.porting.fetchPort = async (id) => {
    asked += 1;
    const other = others.find((port) => port.id === id);
    return other ? { kind: "ok", value: other.fetch() } : ((await fetchPort?.(id)) ?? { kind: "ok", value: null });
  };
  world.creation = "dropped";
  await world.run();
  const runs: number[] = [];
  const look = async (ms: number) => {
    asked = 0;
    await world.later(ms);
    runs.push(asked);
  };
  // The whole list takes three runs. The first time they begin before ten minutes have passed, and prove nothing.
  for (const minutes of [9, 1, 1]) await look(minutes * 60_000);
  expect(world.orders).toHaveLength(0);
  expect(Math.max(...runs)).toBeLessThanOrEqual(303);
  for (let left = 5; left > 0 && world.orders.length === 0; left -= 1) await look(60_000);
  expect(world.orders).toHaveLength(1);
  expect(runs.length).toBeGreaterThanOrEqual(6);

  const lost = await PortWorld.create(1);
  lost.creation = "lost";
  await lost.run();
  const before = lost.porting.listPorts;
  lost.porting.listPorts = async (filter, page) => {
    const listed = (await before?.(filter, page)) ?? { kind: "ok", value: { ports: [], next: null } };
    if (listed.kind !== "ok" || page !== null) return listed;
    return {
      kind: "ok",
      value: { ports: others.slice(0, 200).map(({ id, status }) => ({ ...line, id, status })), next: "1" },
    };
  };
  const fetchOwn = lost.porting.fetchPort;
  lost.porting.fetchPort = async (id) => {
    const other = others.find((port) => port.id === id);
    return other ? { kind: "ok", value: other.fetch() } : ((await fetchOwn?.(id)) ?? { kind: "ok", value: null });
  };
  await lost.later(60_000);
  expect(await lost.status()).toMatchObject({ portId: null, task: { search: { page: "1", pages: 1 } } });
  expect(lost.queued.at(-1)).toBe(0);
  await lost.later(1_000);
  expect(await lost.status()).toMatchObject({ portId: lost.port.id, task: null });
});

const line = { rawStatus: "In review", requested: 1, ported: null, suggestedAction: null } as const;

test("a carrier that quotes the account number or a PIN in its reason does not bring it into events or the timeline", async () => {
  const world = await PortWorld.create(2);
  const { vault } = createJobContext(env, createExecutionContext());
  const owner = { id: world.id, tenantId: world.tenant.id };
  const sealed = await sealPortingSecrets(vault, owner, { accountNumber: "0012345678", pin: "4217" });
  await env.DB.prepare("update porting_requests set secrets = ?, secrets_key_id = ? where id = ?")
    .bind(sealed.secrets, sealed.secretsKeyId, world.id)
    .run();
  await world.run();
  for (const kind of ["sign", "process"] as const) world.port.step({ kind }, world.now);
  world.port.step({ kind: "reject", number: 0 }, world.now);
  const { fetchPort } = world.porting;
  world.porting.fetchPort = async (id) => {
    const answer = await fetchPort?.(id);
    if (answer?.kind !== "ok" || !answer.value) return { kind: "ok", value: null };
    const text = "Account 12345678 and PIN 4217 are not ours.";
    const numbers = answer.value.numbers.map((number) => ({
      ...number,
      rejection: number.rejection && { ...number.rejection, text },
    }));
    return { kind: "ok", value: { ...answer.value, numbers } };
  };
  await world.later();
  const { exception } = (await world.tenant.api.get(`/v1/porting-requests/${world.id}`)).body;
  expect(exception.reasons).toMatchObject([{ detail: "Account [hidden] and PIN [hidden] are not ours." }]);
  const { results } = await env.DB.prepare(
    "select data from events where tenant_id = ?1 union all select detail || data from porting_entries where tenant_id = ?1",
  )
    .bind(world.tenant.id)
    .all();
  expect(results.length).toBeGreaterThan(5);
  expect(JSON.stringify(results)).not.toMatch(/12345678|4217 are/);
});

test("a run that dies before or after any of its trips is finished by a later one, and Twilio has one port", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  for (let trip = 1; ; trip += 1) {
    if (!visits(trip)) continue;
    let died = true;
    for (const made of sidesOf(trip)) {
      const world = await PortWorld.create(2);
      const { ctx, isDead } = dyingAt(trip, made);
      await world.run(ctx).catch(() => undefined);
      const life = [
        () => world.port.step({ kind: "sign" }, world.now),
        () => world.port.step({ kind: "process" }, world.now),
        () => world.port.step({ kind: "date", number: 0, days: 1 }, world.now),
        () => world.port.step({ kind: "date", number: 1, days: 1 }, world.now),
        () => world.port.step({ kind: "move", number: 0 }, world.now),
        () => world.port.step({ kind: "move", number: 1 }, world.now),
        () => world.list(),
      ];
      await world.later(DAY);
      await world.later(DAY);
      expect(world.ports, `trip ${trip}, ${made}`).toHaveLength(1);
      for (const step of life) {
        step();
        const dying = dyingAt(trip, made);
        await world.hint(dying.ctx).catch(() => undefined);
        await world.later(DAY);
      }
      await world.later(DAY);
      expect(await world.status(), `trip ${trip}, ${made}`).toMatchObject({
        request: "completed",
        numbers: ["ported", "ported"],
      });
      expect(await world.events("porting_request.number_ported")).toBe(2);
      expect(await world.events("phone_number.ported_in")).toBe(2);
      expect(await world.events("porting_request.completed")).toBe(1);
      expect(await timesSent(world), `trip ${trip}, ${made}`).toBe(1);
      died &&= isDead();
    }
    if (!died) break;
  }
});

/** How often an event has said that Twilio has another port. */
async function timesSent({ tenant }: PortWorld): Promise<number> {
  const { body } = await tenant.api.get("/v1/events?type=porting_request.carrier_updated&limit=200");
  return body.data.filter(({ data }: { data: { carrier_status: unknown } }) => data.carrier_status === null).length;
}

/** A context whose n-th trip to the database is the last. */
function dyingAt(trip: number, made: boolean) {
  let trips = 0;
  const database = watchedDatabase(env.DB, async (_, send) => {
    trips += 1;
    if (trips < trip) return await send();
    if (trips === trip && made) await send();
    throw new Error("D1_ERROR: the isolate is gone");
  });
  const ctx = createJobContext(env, createExecutionContext());
  return { ctx: { ...ctx, db: openDatabase(database) }, isDead: () => trips >= trip };
}

test("a port that Twilio does not cancel is not replaced: after some refusals it goes on, with an exception that says so", async () => {
  const world = await PortWorld.create();
  await world.run();
  const { id } = world.port;
  const task = JSON.stringify({ kind: "recreate", attempts: 0 });
  await env.DB.prepare("update porting_requests set carrier_task = ? where id = ?").bind(task, world.id).run();
  world.cancellation = "refused";
  for (let runs = 0; runs < 3; runs += 1) await world.later();
  expect(await world.status()).toMatchObject({ portId: id, task: { kind: "recreate", attempts: 3 } });
  await world.later();
  expect(await world.status()).toMatchObject({ request: "exception", portId: id, task: null });
});

test("a number that was canceled here is canceled at Twilio, once", async () => {
  const world = await PortWorld.create(2);
  await world.run();
  await env.DB.prepare(
    "update porting_numbers set status = 'canceled', is_open = 0 where porting_request_id = ? and e164 = ?",
  )
    .bind(world.id, world.e164s[0])
    .run();
  await world.later();
  await world.later();
  expect(world.canceledNumbers).toEqual([world.port.fetch().numbers[0]?.id]);
  expect(await world.status()).toMatchObject({ request: "submitted", numbers: ["canceled", "pending"] });
});

test("a request that stays in exception for 30 days is canceled, so that its numbers are free", async () => {
  const world = await PortWorld.create(1);
  await world.run();
  await env.DB.prepare("update porting_requests set status = 'exception', status_since = ? where id = ?")
    .bind(world.now - ABANDONED_MS + 1, world.id)
    .run();
  const abandoned = async () => {
    const ctx = { ...world.context(), now: world.now };
    const rows = await abandonedRequests(ctx, { after: null, limit: 10 });
    for (const row of rows.filter(({ id }) => id === world.id)) await cancelAbandoned(ctx, row);
  };
  await abandoned();
  expect(await world.status()).toMatchObject({ request: "exception" });
  world.now += 2;
  await abandoned();
  expect(await world.status()).toMatchObject({ request: "cancel_requested", task: { kind: "cancel" } });
  await world.run();
  await world.later();
  expect(await world.status()).toMatchObject({ request: "canceled", numbers: ["canceled"], task: null });
});
