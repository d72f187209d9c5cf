import fc from "fast-check";
import { expect, test } from "vitest";
import { begunMinutes, difference, type Share, sumOf, usageDayOf } from "#traffic/usage/tally";

const share: fc.Arbitrary<Share> = fc.record({
  day: fc.constantFrom("2026-11-21", "2026-11-22"),
  phoneNumberId: fc.constantFrom("num_1", "num_2"),
  agentId: fc.constantFrom(null, "agt_1"),
  calls: fc.nat(3),
  answeredCalls: fc.nat(3),
  seconds: fc.nat(200),
  minutes: fc.nat(4),
  messagesIn: fc.nat(3),
  messagesOut: fc.nat(3),
  longCalls: fc.nat(3),
});

const place = ({ day, phoneNumberId, agentId }: Share) => `${day} ${phoneNumberId} ${agentId}`;

test("whatever becomes of a thing, its differences add up to what it is in the end, each at its place", () => {
  fc.assert(
    fc.property(fc.array(fc.array(share, { maxLength: 3 }), { minLength: 1 }), (lives) => {
      const added = lives.flatMap((after, at) => difference(lives[at - 1] ?? [], after));
      const last = lives.at(-1) ?? [];
      for (const where of new Set([...added, ...last].map(place))) {
        const at = (shares: readonly Share[]) => sumOf(shares.filter((each) => place(each) === where));
        expect(at(added)).toEqual(at(last));
      }
    }),
  );
});

test("an unchanged share adds nothing", () => {
  fc.assert(
    fc.property(share, (one) => {
      expect(difference([one], [{ ...one }])).toEqual([]);
    }),
  );
});

test("days are UTC, and minutes are begun", () => {
  expect([usageDayOf(Date.UTC(2026, 10, 22, 23, 59, 59, 999)), usageDayOf(Date.UTC(2026, 10, 23))]).toEqual([
    "2026-11-22",
    "2026-11-23",
  ]);
  expect([0, 1, 60, 61, 120].map(begunMinutes)).toEqual([0, 1, 1, 2, 2]);
});
