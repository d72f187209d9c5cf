import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { openDatabase } from "#kernel/db/db";
import { watchedDatabase } from "#kernel/db/watched-database";
import { ABANDONED_MS, abandonedRequests, cancelAbandoned } from "#porting/progress/cancel-abandoned";
import { createJobContext } from "#runtime/job-context";
import { sidesOf, visits } from "../../support/soak";
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
      died &&= isDead();
    }
    if (!died) break;
  }
});

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
