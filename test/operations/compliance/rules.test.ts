import fc from "fast-check";
import { expect, test } from "vitest";
import { registrationStates } from "#kernel/values/compliance";
import { standingOf } from "#operations/compliance/bundle";
import { changesTo, type KnownRegistration, registrationOf } from "#operations/compliance/registration";

const NOW = Date.UTC(2026, 10, 22);

test.each([
  ["approved", null, "approved"],
  ["provisionally_approved", null, "approved"],
  ["approved", NOW + 1, "expiring"],
  ["approved", NOW, "expired"],
  ["draft", null, "pending"],
  ["pending_review", null, "pending"],
  ["in_review", NOW - 1, "pending"],
  ["rejected", NOW - 1, "rejected"],
  [null, null, "gone"],
  ["under_a_spell", null, "unknown"],
] as const)("a bundle that is %s with the end %s is %s", (status, validUntil, standing) => {
  expect(standingOf({ status, validUntil }, NOW)).toBe(standing);
});

test("a bundle that was not asked for is unknown", () => {
  expect(standingOf(null, NOW)).toBe("unknown");
});

test("only a round that began after a number came proves that it is not registered", () => {
  fc.assert(
    fc.property(fc.nat(), fc.option(fc.nat()), (createdAt, beganAt) => {
      const isProved = beganAt !== null && beganAt > createdAt;
      expect(registrationOf(null, createdAt, beganAt)).toBe(isProved ? "none" : "unknown");
    }),
  );
  for (const state of registrationStates) expect(registrationOf(state, 5, null)).toBe(state);
});

const known: fc.Arbitrary<KnownRegistration> = fc.record({
  carrierId: fc.constantFrom("PN1", "PN2", "PN3", "PN4"),
  senderGroup: fc.constantFrom("MG1", "MG2"),
  state: fc.constantFrom(...registrationStates),
});
const once = (rows: fc.Arbitrary<KnownRegistration>) =>
  fc.uniqueArray(rows, { selector: ({ carrierId }) => carrierId });
const kept = once(known.filter(({ state }) => state !== "none"));

test("the changes turn the stored registrations into those read, and skip unchanged ones", () => {
  fc.assert(
    fc.property(kept, once(known), (stored, read) => {
      const { written, removed } = changesTo(stored, read);
      const after = new Map(stored.map((row) => [row.carrierId, row]));
      for (const { carrierId } of removed) after.delete(carrierId);
      for (const row of written) after.set(row.carrierId, row);
      const wanted = read.filter(({ state }) => state !== "none");
      expect([...after.values()].sort(byId)).toEqual(wanted.sort(byId));
      const changed = new Set([...written, ...removed].map(({ carrierId }) => carrierId));
      expect(changed.size).toBe(written.length + removed.length);
      for (const row of wanted) {
        const before = stored.find(({ carrierId }) => carrierId === row.carrierId);
        const isSame = before?.state === row.state && before.senderGroup === row.senderGroup;
        expect(changed.has(row.carrierId)).toBe(!isSame);
      }
    }),
  );
});

const byId = (one: KnownRegistration, other: KnownRegistration): number => (one.carrierId < other.carrierId ? -1 : 1);
