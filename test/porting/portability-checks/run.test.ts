import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import { ANSWER_MS, GIVE_UP_MS } from "#porting/portability-checks/answer";
import { NUMBERS_AT_ONCE } from "#porting/portability-checks/ask-numbers";
import { MAX_OPEN_CHECKS } from "#porting/portability-checks/create-check";
import { expireAnswers } from "#porting/portability-checks/expire-answers";
import { stalledChecks } from "#porting/portability-checks/queries";
import { CHECK_LEASE_MS, NUMBERS_PER_RUN, requeueCheck } from "#porting/portability-checks/run-check";
import { withBareTenant } from "../../support/inventory";
import { freshNumber } from "../../support/seed";
import { repetitions, visits } from "../../support/soak";
import { portable, World } from "./world";

const numbers = (count: number): string[] => Array.from({ length: count }, () => freshNumber());
const tenant = async (): Promise<string> => (await withBareTenant()).principal.tenantId;

const busy = { kind: "unavailable", carrierCode: 20429, retryAfterSeconds: 3 } as const;

/** What the cleanup job does about checks, at a time when every lease and message is overdue. */
async function recover(world: World): Promise<string[]> {
  world.now += CHECK_LEASE_MS + 20 * 60_000;
  const ctx = world.context("");
  const stalled = await stalledChecks(ctx, { after: null, limit: 100 });
  for (const check of stalled) await requeueCheck(ctx, check);
  return stalled.map(({ id }) => id);
}

test("a large check: the request asks about the first numbers, the queue about the rest, each once", async () => {
  const [world, tenantId] = [new World(), await tenant()];
  const asked = numbers(120);
  const { check, results } = await world.create(tenantId, asked);
  expect(check).toMatchObject({ numberCount: 120, portable: 20, endedAt: null });
  expect(results.items).toHaveLength(100);
  expect([...world.asked.keys()]).toEqual(asked.slice(0, 20));
  expect(await world.deliverAll()).toBe(2);
  expect((await world.check(tenantId, check.id)).check).toMatchObject({
    portable: 120,
    endedAt: world.now,
    runner: null,
  });
  expect((await world.items(tenantId, check.id)).map(({ e164 }) => e164)).toEqual(asked);
  expect(world.asked.size).toBe(120);
  expect(world.askedTwice).toBe(0);
  const events = await env.DB.prepare("select type from events where subject_id = ? order by seq").bind(check.id).all();
  expect(events.results.map(({ type }) => type)).toEqual(["portability_check.created", "portability_check.completed"]);
});

test("a check of 1,000 numbers takes few trips: one for each number, and one for every five", async () => {
  const [world, tenantId] = [new World(), await tenant()];
  const { check } = await world.create(tenantId, numbers(1_000));
  // Written; twenty questions, each five stored; handed over and sent; read in two.
  expect(world.trips).toBe(1 + 20 + 4 + 2 + 2);
  await world.deliver();
  expect(world.trips).toBe(2 + NUMBERS_PER_RUN + NUMBERS_PER_RUN / NUMBERS_AT_ONCE + 2);
  for (let runs = 0; runs < repetitions(1, 100) && world.queue.length > 0; runs += 1) await world.deliver();
  expect((await world.check(tenantId, check.id)).check.portable).toBe(world.asked.size);
  expect(world.asked.size).toBe(repetitions(120, 1_000));
  expect(world.askedTwice).toBe(0);
});

test("answers of the last day are used again by every tenant, and older ones are not", async () => {
  const world = new World();
  const asked = numbers(3);
  await world.create(await tenant(), asked);
  world.now += ANSWER_MS - 1;
  const again = await world.create(await tenant(), asked);
  expect(again.check).toMatchObject({ portable: 3, endedAt: world.now });
  expect(world.askedTwice).toBe(0);
  world.now += 2;
  expect((await world.create(await tenant(), asked)).check.portable).toBe(3);
  expect(world.askedTwice).toBe(3);
});

test("two checks of the same numbers at once: each number is asked about once, and both get all answers", async () => {
  const [world, first, second] = [new World(), await tenant(), await tenant()];
  const asked = numbers(60);
  const [a, b] = await Promise.all([world.create(first, asked), world.create(second, asked.toReversed())]);
  while (world.queue.length > 0) await Promise.all(world.queue.slice(0, 2).map(() => world.deliver()));
  for (const [tenantId, { check }] of [
    [first, a],
    [second, b],
  ] as const) {
    expect((await world.check(tenantId, check.id)).check).toMatchObject({ portable: 60, endedAt: expect.any(Number) });
  }
  expect(world.askedTwice).toBe(0);
});

test("while Twilio is busy numbers stay pending, with waits that grow; then they get their answers", async () => {
  const [world, tenantId] = [new World(), await tenant()];
  world.says = () => busy;
  const { check, results } = await world.create(tenantId, numbers(8));
  expect(results.items.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => "pending"));
  const waits: number[] = [];
  for (let runs = 0; runs < 5; runs += 1) {
    waits.push(((world.queue[0]?.at ?? 0) - world.now) / 1_000);
    await world.deliver();
  }
  expect(waits).toEqual([3, 4, 8, 16, 32]);
  world.says = portable;
  await world.deliverAll();
  expect((await world.check(tenantId, check.id)).check).toMatchObject({ portable: 8, endedAt: expect.any(Number) });
});

test.each([
  ["an outage", { kind: "unknown", message: "Twilio answered 500." }],
  [
    "the platform's rejected credentials",
    { kind: "refused", code: "carrier_credentials_invalid", carrierCode: 20003, message: "No." },
  ],
] as const)("%s is no answer; after a day the numbers stay undetermined and the check ends", async (_, answer) => {
  const [world, tenantId] = [new World(), await tenant()];
  world.says = () => answer;
  const { check } = await world.create(tenantId, numbers(2));
  world.now += GIVE_UP_MS;
  await world.deliver();
  expect(world.queue).toEqual([]);
  expect((await world.check(tenantId, check.id)).check).toMatchObject({ undetermined: 2, endedAt: world.now });
  const items = await world.items(tenantId, check.id);
  expect(items.map(({ answer: given }) => given?.reason?.code)).toEqual(
    Array.from({ length: 2 }, () => "portability_undetermined"),
  );
});

test("a refusal is an answer, kept for the day", async () => {
  const [world, tenantId] = [new World(), await tenant()];
  world.says = () => ({ kind: "refused", code: "carrier_refused", carrierCode: 20001, message: "Twilio refuses it." });
  const asked = numbers(1);
  const { check, results } = await world.create(tenantId, asked);
  expect(check).toMatchObject({ undetermined: 1, endedAt: world.now });
  expect(results.items[0]?.answer?.reason).toEqual({
    code: "portability_undetermined",
    carrierCode: "20001",
    text: "Twilio refuses it.",
  });
  expect((await world.create(tenantId, asked)).check.undetermined).toBe(1);
  expect(world.askedTwice).toBe(0);
});

test("a slow Twilio: the request begins nothing after four seconds, a run nothing after thirty", async () => {
  const [world, tenantId] = [new World(), await tenant()];
  world.requestMs = 1_000;
  const { check } = await world.create(tenantId, numbers(120));
  expect(check.portable).toBe(5);
  await world.deliver();
  expect(world.asked.size).toBe(5 + 30);
});

test("tenants take turns, however many checks one of them has", async () => {
  const [world, greedy, modest] = [new World(), await tenant(), await tenant()];
  const large = [await world.create(greedy, numbers(100)), await world.create(greedy, numbers(100))];
  const small = await world.create(modest, numbers(20 + NUMBERS_PER_RUN));
  expect(world.queue.map(({ id }) => id)).toEqual([large[0]?.check.id, small.check.id]);
  for (let runs = 0; runs < 2; runs += 1) await world.deliver();
  expect((await world.check(modest, small.check.id)).check.portable).toBe(20 + NUMBERS_PER_RUN);
  expect(world.queue.map(({ id }) => id)).toEqual([large[0]?.check.id]);
  await world.deliverAll();
  for (const { check } of large) expect((await world.check(greedy, check.id)).check.portable).toBe(100);
  expect(world.askedTwice).toBe(0);
});

test("a tenant may have so many open checks", async () => {
  const [world, tenantId] = [new World(), await tenant()];
  world.says = () => busy;
  const { check } = await world.create(tenantId, numbers(1));
  await env.DB.prepare(
    `insert into portability_checks select portability_checks.id || value, tenant_id, 1, 0, 0, 0, null, '', null, wake_at, 0, created_at, null
     from portability_checks, json_each(?) where portability_checks.id = ?`,
  )
    .bind(JSON.stringify(Array.from({ length: MAX_OPEN_CHECKS - 1 }, (_, at) => at)), check.id)
    .run();
  world.says = portable;
  await expect(world.create(tenantId, numbers(1))).rejects.toMatchObject({ code: "portability_check_limit_reached" });
  expect((await world.create(await tenant(), numbers(1))).check.portable).toBe(1);
  await world.deliver();
  expect((await world.create(tenantId, numbers(1))).check.portable).toBe(1);
  // The copies have no numbers, so they would never end.
  await env.DB.prepare("delete from portability_checks where tenant_id = ? and ended_at is null").bind(tenantId).run();
});

test("a suspended tenant's check waits until it is resumed, and a closed one's ends", async () => {
  const setStatus = (id: string, status: string) =>
    env.DB.prepare("update tenants set status = ? where id = ?").bind(status, id).run();
  const [world, tenantId] = [new World(), await tenant()];
  world.says = () => busy;
  const { check } = await world.create(tenantId, numbers(2));
  await setStatus(tenantId, "suspended");
  world.says = portable;
  await world.deliverAll();
  expect(await recover(world)).not.toContain(check.id);
  await setStatus(tenantId, "closed");
  expect(await recover(world)).toContain(check.id);
  await world.deliverAll();
  expect((await world.check(tenantId, check.id)).check).toMatchObject({ undetermined: 2, endedAt: expect.any(Number) });
});

test("wherever the request or a run dies, the check comes to its end, and few numbers are asked about again", async () => {
  const quiet = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const count = 27;
  // The request takes 32 trips, and the run that follows 12.
  const lives = [32, 12].flatMap((last, at) =>
    Array.from({ length: last }, (_, before) => before + 1)
      .filter(visits)
      .flatMap((trip) => [true, false].map((made) => ({ inRequest: at === 0, death: { trip, made } }))),
  );
  for (const { inRequest, death } of lives) {
    const life = JSON.stringify({ inRequest, death });
    const [world, tenantId] = [new World(), await tenant()];
    const asked = numbers(count);
    if (!inRequest) await world.create(tenantId, asked);
    expect(await (inRequest ? world.createAndDie(tenantId, asked, death) : world.deliver(death)), life).toBe(true);
    world.queue.length = 0;
    for (let rounds = 0; (await recover(world)).length > 0; rounds += 1) {
      expect(rounds, life).toBeLessThan(4);
      await world.deliverAll();
    }
    const { results } = await env.DB.prepare("select * from portability_checks where tenant_id = ?")
      .bind(tenantId)
      .all();
    // A request that died before its first write has left nothing.
    expect(results.length, life).toBe(inRequest && death.trip === 1 && !death.made ? 0 : 1);
    for (const row of results) expect(row, life).toMatchObject({ portable: count, runner: null });
    expect(world.askedTwice, life).toBeLessThanOrEqual(NUMBERS_AT_ONCE);
  }
  quiet.mockRestore();
});

test("old answers and claims of the dead are deleted, and what counts or is being asked for stays", async () => {
  const world = new World();
  await env.DB.prepare("delete from portability_answers").run();
  const [old, fresh, claimed, dead] = numbers(4);
  const put = (e164: string | undefined, checkedAt: number, claimedUntil: number) =>
    env.DB.prepare("insert into portability_answers values (?, 1, '{}', ?, ?)")
      .bind(e164, checkedAt, claimedUntil)
      .run();
  await put(old, world.now - ANSWER_MS, 0);
  await put(fresh, world.now - ANSWER_MS + 1, 0);
  await put(claimed, 0, world.now + 1);
  await put(dead, 0, world.now);
  expect(await expireAnswers(world.context(""), 500)).toBe(2);
  const { results } = await env.DB.prepare("select e164 from portability_answers order by e164").all();
  expect(results.map(({ e164 }) => e164)).toEqual([fresh, claimed].toSorted());
});
