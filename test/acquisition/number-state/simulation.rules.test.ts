import fc from "fast-check";
import { expect, test } from "vitest";
import { holdNumber } from "#acquisition/number-state/hold-number";
import { MAX_HOLD_MS } from "#acquisition/reservations/lifetime";
import { COOLING_OFF_MS } from "#inventory/phone-numbers/lifecycle";
import { repetitions } from "../../support/soak";
import { type Fate, type TenantName, tenants, World } from "./world";

/** A step in the life of one number. */
type Act = (world: World) => void;

const fates = [
  "sold",
  "sold_elsewhere",
  "busy",
  "not_asked",
  "lost_before",
  "lost_after",
  "lost_late",
  "lost_late",
  "crash_before",
  "crash_after",
] as const;

const tenant = fc.constantFrom(...tenants);
const ttl = fc.integer({ min: 60_000, max: 7_200_000 });

const reservationId = (world: World): string => {
  const { phase } = world.record;
  return phase.kind === "held" ? phase.hold.reservationId : "rsv_none";
};

const act: fc.Arbitrary<Act> = fc.oneof(
  fc.tuple(tenant, ttl).map(
    ([who, ms]): Act =>
      (world) =>
        void world.hold(who, ms),
  ),
  fc.tuple(tenant, ttl).map(
    ([who, ms]): Act =>
      (world) =>
        void world.extend(who, reservationId(world), ms),
  ),
  tenant.map(
    (who): Act =>
      (world) =>
        void world.cancel(who, reservationId(world)),
  ),
  {
    weight: 2,
    arbitrary: fc.tuple(tenant, fc.boolean()).map(
      ([who, underHold]): Act =>
        (world) => {
          world.purchase(who, underHold ? reservationId(world) : null);
        },
    ),
  },
  fc.nat().map(
    (pick): Act =>
      (world) => {
        const requests = [...world.commanded.values()];
        const request = requests[pick % Math.max(1, requests.length)];
        if (request) world.repeat(request);
      },
  ),
  {
    weight: 8,
    arbitrary: fc.constantFrom<Fate>(...fates).map(
      (fate): Act =>
        (world) =>
          world.answer(fate),
    ),
  },
  fc.constant<Act>((world) => world.release()),
  tenant.map(
    (who): Act =>
      (world) =>
        world.restore(who),
  ),
  { weight: 3, arbitrary: fc.constant<Act>((world) => world.wake()) },
  { weight: 2, arbitrary: fc.constant<Act>((world) => world.flush()) },
  fc.boolean().map(
    (up): Act =>
      (world) => {
        world.databaseUp = up;
      },
  ),
  {
    weight: 3,
    arbitrary: fc.integer({ min: 1, max: 120_000 }).map(
      (ms): Act =>
        (world) =>
          world.advance(ms),
    ),
  },
  fc.constant<Act>((world) => world.advance(20 * 60_000)),
  fc.constant<Act>((world) => world.advance(COOLING_OFF_MS)),
);

function mustHold(world: World): void {
  const { phase } = world.record;
  // The carrier's inventory balances, and a number that the object calls owned is in it.
  expect(world.charges - world.returns).toBe(world.owned ? 1 : 0);
  if (phase.kind === "owned") expect(world.owned?.carrierId).toBe(phase.owner.carrierId);
  if (phase.kind === "cooling") {
    // No tenant may hold it; its last owner may only restore it.
    for (const who of tenants)
      expect(
        holdNumber(
          world.record,
          { by: world.actor(who), reservationId: "rsv_x", ttlMs: 60_000, forOrder: false },
          world.now,
        ).answer.kind,
      ).not.toBe(phase.cooling.until > world.now ? "held" : "cooling_off");
  }
  if (phase.kind === "held") expect(phase.hold.expiresAt).toBeLessThanOrEqual(phase.hold.createdAt + MAX_HOLD_MS);
}

test("after any crashes, lost answers and late answers no number is bought twice or lost, and each item finishes once", () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 80, size: "max" }), (acts) => {
      const world = new World();
      for (const step of acts) {
        step(world);
        mustHold(world);
      }
      world.finish();
      mustHold(world);

      const ends = world.written.filter((change) => change.kind === "item_finished");
      expect(new Set(ends.map(({ itemId }) => itemId)).size).toBe(ends.length);
      const completed = ends.filter(({ outcome }) => outcome.kind === "completed");
      expect(world.charges).toBe(completed.length);
      expect(world.owned !== null).toBe(world.record.phase.kind === "owned");
      // D1 has one number that is active or cools off, if any: the one that the object has.
      const kept = [...world.rows].filter(([, status]) => status !== "released").map(([id]) => id);
      const { phase } = world.record;
      expect(kept).toEqual(
        phase.kind === "owned"
          ? [phase.owner.phoneNumberId]
          : phase.kind === "cooling"
            ? [phase.cooling.phoneNumberId]
            : [],
      );
      const versions = new Map<string, number>();
      for (const change of world.written) {
        const image = "reservation" in change ? change.reservation : null;
        if (!image) continue;
        expect(image.version).toBeGreaterThan(versions.get(image.id) ?? 0);
        versions.set(image.id, image.version);
      }
    }),
    { numRuns: repetitions(3_000, 30_000) },
  );
});

test("D1 gets an outcome for every purchase command that the object accepted, and for no other", () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60, size: "max" }), (acts) => {
      const world = new World();
      for (const step of acts) step(world);
      world.finish();
      const finished = new Set(world.written.flatMap((one) => (one.kind === "item_finished" ? [one.itemId] : [])));
      expect([...world.commanded.keys()].filter((itemId) => !finished.has(itemId))).toEqual([]);
    }),
    { numRuns: repetitions(2_000, 20_000) },
  );
});

test("if many tenants ask for a free number at once, one of them holds it", () => {
  fc.assert(
    fc.property(fc.array(tenant, { minLength: 2, maxLength: 50 }), (callers: TenantName[]) => {
      const world = new World();
      const answers = callers.map((who) => world.hold(who, 900_000));
      expect(answers.filter((answer) => answer.kind === "held" && answer.created)).toHaveLength(1);
      const holders = callers.filter((_, index) => answers[index]?.kind === "held");
      expect(new Set(holders).size).toBe(1);
    }),
  );
});

test("a hold ends at its instant, also before its alarm comes", () => {
  fc.assert(
    fc.property(ttl, fc.integer({ min: -1, max: 1 }), fc.boolean(), (ms, offset, alarmFirst) => {
      const world = new World();
      world.hold("ten_a", ms);
      world.advance(ms + offset);
      if (alarmFirst) world.wake();
      expect(world.hold("ten_b", ms).kind).toBe(offset < 0 ? "held_by_other" : "held");
    }),
  );
});
