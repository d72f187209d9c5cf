import fc from "fast-check";
import { expect, test } from "vitest";
import { applyBuyAnswer } from "#acquisition/number-state/apply-carrier-answer";
import { applyPublishResult } from "#acquisition/number-state/apply-publish-result";
import { MAX_THROTTLED_ATTEMPTS, OUTAGE_PATIENCE_MS } from "#acquisition/number-state/ask-carrier";
import { knownOutcome } from "#acquisition/number-state/start-purchase";
import { alarmAt } from "#acquisition/number-state/wake-times";
import { repetitions } from "../../support/soak";
import { type Fate, World } from "./world";

const finishedItems = (world: World) => world.written.filter((change) => change.kind === "item_finished");

/** One purchase whose carrier requests meet these fates in turn. */
function buyThrough(fates: readonly Fate[]): World {
  const world = new World();
  world.purchase("ten_a", null);
  for (const fate of fates) {
    if (world.asked) world.answer(fate);
    const at = alarmAt(world.record);
    if (!world.asked && at !== null) {
      world.advance(Math.max(0, at - world.now));
      world.wake();
    }
  }
  world.finish();
  return world;
}

const fate = fc.constantFrom<Fate>(
  "sold",
  "sold_elsewhere",
  "busy",
  "not_asked",
  "lost_before",
  "lost_after",
  "lost_late",
  "crash_before",
  "crash_after",
);

test("through any sequence of carrier failures, a purchase finishes once and agrees with the carrier's inventory", () => {
  fc.assert(
    fc.property(fc.array(fate, { maxLength: 25, size: "max" }), (fates) => {
      const world = buyThrough(fates);
      const [end, ...more] = finishedItems(world);
      expect(more).toEqual([]);
      expect(end?.outcome.kind).toBe(world.owned ? "completed" : "failed");
      expect(world.record.phase.kind).toBe(world.owned ? "owned" : "free");
      expect(world.charges).toBe(world.owned ? 1 : 0);
    }),
    { numRuns: repetitions(5_000, 50_000) },
  );
});

const capabilities = { voice: true, sms: true, mms: false, fax: false };
const strangers = {
  carrierId: "PN9",
  e164: "+14155550123",
  label: "head office",
  country: null,
  type: null,
  capabilities,
};

test("a number that the carrier account has already is never changed: not before the first attempt, not after an unconfirmed one", () => {
  const before = new World();
  before.owned = strangers;
  before.purchase("ten_a", null);
  before.finish();
  const unconfirmed = new World();
  unconfirmed.buy("ten_a");
  unconfirmed.owned = strangers;
  unconfirmed.answer("lost_before");
  unconfirmed.finish();
  for (const world of [before, unconfirmed]) {
    expect(world.owned).toBe(strangers);
    expect(world.record.phase.kind).toBe("free");
    expect(finishedItems(world)).toMatchObject([
      { outcome: { kind: "failed", code: "number_unavailable", retryable: false } },
    ]);
  }
});

/** Gives all carrier requests these fates for `ms`, or until the item finishes. */
function endure(world: World, ms: number, fate: (round: number) => Fate): void {
  const until = world.now + ms;
  for (let round = 0; world.now < until && finishedItems(world).length === 0; round += 1) {
    if (world.asked) world.answer(fate(round));
    const at = Math.min(until, alarmAt(world.record) ?? until);
    world.advance(Math.max(1, at - world.now));
    if (world.now < until) world.wake();
  }
}

const outage = fc.array(fc.constantFrom<Fate>("lost_before", "not_asked", "crash_before"), { minLength: 1 });

test("an outage shorter than OUTAGE_PATIENCE_MS fails no item, with the breaker open or closed", () => {
  fc.assert(
    fc.property(outage, fc.integer({ min: 1, max: OUTAGE_PATIENCE_MS }), fc.boolean(), (fates, ms, attempted) => {
      const world = new World();
      world.purchase("ten_a", null);
      if (attempted) world.answer("sold");
      const begun = world.now;
      endure(world, ms, (round) => fates[round % fates.length] ?? "not_asked");
      expect(finishedItems(world)).toEqual([]);
      world.finish();
      expect(finishedItems(world)).toMatchObject([{ outcome: { kind: "completed" } }]);
      // It ends soon after the outage: after half its length, or after the proof for one unconfirmed attempt.
      expect(world.now - begun).toBeLessThanOrEqual(ms * 1.5 + 5 * 60_000 + 60_000);
    }),
    { numRuns: repetitions(2_000, 20_000) },
  );
});

test("an inventory that cannot be read delays the first attempt and fails the item in the end, with no attempt made", () => {
  for (const fate of ["lost_before", "not_asked"] as const) {
    const world = new World();
    world.purchase("ten_a", null);
    const begun = world.now;
    endure(world, 2 * OUTAGE_PATIENCE_MS, () => fate);
    expect(finishedItems(world)).toMatchObject([{ outcome: { code: "carrier_unavailable", retryable: true } }]);
    expect(world.now - begun).toBeGreaterThanOrEqual(OUTAGE_PATIENCE_MS);
    expect(world.now - begun).toBeLessThanOrEqual(OUTAGE_PATIENCE_MS + 60_000 + 5_000);
    expect(world.charges).toBe(0);
  }
});

test("an outage does not count as throttling, and does not shorten the patience with the next outage", () => {
  const world = new World();
  world.purchase("ten_a", null);
  const outage = OUTAGE_PATIENCE_MS - 60_000;
  endure(world, outage, () => "not_asked");
  endure(world, 120_000, () => "busy");
  expect(world.record.phase).toMatchObject({
    kind: "waiting",
    purchase: { throttledAttempts: MAX_THROTTLED_ATTEMPTS - 1 },
  });
  endure(world, outage, () => "lost_before");
  world.finish();
  expect(finishedItems(world)).toMatchObject([{ outcome: { kind: "completed" } }]);
});

test("an inventory that was read ends an outage: the next one has the full patience again", () => {
  const world = new World();
  world.purchase("ten_a", null);
  const outage = OUTAGE_PATIENCE_MS - 60_000;
  endure(world, outage, () => "not_asked");
  world.advance(60_000);
  world.wake();
  world.answer("sold");
  expect(world.record.phase.kind).toBe("purchasing");
  endure(world, outage, () => "not_asked");
  world.finish();
  expect(finishedItems(world)).toMatchObject([{ outcome: { kind: "completed" } }]);
});

test("a carrier that stays busy fails the item after its attempts, much sooner than one out of reach", () => {
  const world = new World();
  world.purchase("ten_a", null);
  const begun = world.now;
  endure(world, OUTAGE_PATIENCE_MS, () => "busy");
  expect(finishedItems(world)).toMatchObject([{ outcome: { code: "carrier_busy", retryable: true } }]);
  expect(world.now - begun).toBeLessThan(3 * 60_000);
});

test("a number that is being returned counts as open, not as bought", () => {
  const world = new World();
  world.buy("ten_a");
  world.answer("sold");
  const [entry] = world.record.outbox;
  const [request] = world.commanded.values();
  if (!entry || !request) throw new Error("Nothing was bought.");
  const { record } = applyPublishResult(world.record, entry, "refused", world.now);
  expect(record.phase.kind).toBe("releasing");
  expect(knownOutcome(record, request, world.now)).toEqual({ kind: "pending", unknown: false });
  const wakeUp = alarmAt(record) ?? 0;
  expect(wakeUp - world.now).toBeGreaterThanOrEqual(10_000);
});

test("an answer to an earlier attempt than the latest changes nothing", () => {
  const world = new World();
  world.buy("ten_a");
  const refused = { kind: "refused", code: "number_unavailable", carrierCode: 21422, message: "gone" } as const;
  expect(applyBuyAnswer(world.record, 0, refused, world.now).record).toBe(world.record);
  expect(applyBuyAnswer(world.record, 1, refused, world.now).record.phase.kind).toBe("free");
});

test("a retryable failure gives the hold back, a final one ends it", () => {
  const outcomes = (last: Fate, times: number) => {
    const world = new World();
    const held = world.hold("ten_a", 7_200_000);
    world.buy("ten_a");
    for (let i = 0; i < times; i += 1) {
      world.answer(last);
      world.advance(60_000);
      world.wake();
      if (world.record.phase.kind === "checking") world.answer("sold");
    }
    world.finish();
    const images = world.written.flatMap((change) =>
      "reservation" in change && change.reservation ? [change.reservation] : [],
    );
    return { held, phase: world.record.phase.kind, status: images.at(-1)?.status };
  };
  expect(outcomes("busy", 10)).toMatchObject({ phase: "held", status: "held" });
  expect(outcomes("sold_elsewhere", 1)).toMatchObject({ phase: "free", status: "lost" });
  expect(outcomes("sold", 1)).toMatchObject({ phase: "owned", status: "completed" });
});

test("while a number is being bought its hold does not expire", () => {
  const world = new World();
  world.hold("ten_a", 60_000);
  world.purchase("ten_a", null);
  world.answer("lost_before");
  world.advance(3_600_000);
  expect(world.hold("ten_b", 60_000).kind).toBe("held_by_other");
});
