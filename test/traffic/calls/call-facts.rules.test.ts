import fc from "fast-check";
import { expect, test } from "vitest";
import { callStatuses } from "#kernel/values/telephony";
import {
  addCallFacts,
  type CallFacts,
  callOutcomes,
  factsOfReport,
  hasEnded,
  mergeCallFacts,
  type StoredDecision,
} from "#traffic/calls/call-facts";
import { repetitions } from "../../support/soak";

const at = fc.integer({ min: 0, max: 100_000 });
const seconds = fc.option(fc.integer({ min: 0, max: 5 }), { nil: null });
const status = fc.constantFrom(...callStatuses);

const decision: fc.Arbitrary<StoredDecision> = fc.record({
  at,
  outcome: fc.constantFrom(...callOutcomes),
  reason: fc.constant(null),
  agentId: fc.option(fc.constantFrom("agt_1", "agt_2"), { nil: null }),
  agentVersion: fc.constant(null),
  planVersion: fc.constant(null),
  fallback: fc.constant(null),
  trace: fc.constant([]),
});
const legs = fc.dictionary(fc.constantFrom("agent", "fallback"), fc.record({ status, durationSeconds: seconds }), {
  noNullPrototype: true,
});

/** What any one webhook may tell. */
const callFacts: fc.Arbitrary<CallFacts> = fc
  .tuple(
    fc.record({ status, at, durationSeconds: seconds }),
    fc.record({ decision: fc.option(decision, { nil: null }), legs }, { requiredKeys: [] }),
  )
  .map(([report, more]) => factsOfReport(report, more));

const normal = (facts: CallFacts): CallFacts => mergeCallFacts(facts, facts);
const mergeAll = ([first, ...rest]: readonly CallFacts[]): CallFacts | undefined =>
  first && rest.reduce(mergeCallFacts, normal(first));

test("merging is commutative, associative and idempotent", () => {
  fc.assert(
    fc.property(callFacts, callFacts, callFacts, (a, b, c) => {
      expect(mergeCallFacts(a, b)).toEqual(mergeCallFacts(b, a));
      expect(mergeCallFacts(mergeCallFacts(a, b), c)).toEqual(mergeCallFacts(a, mergeCallFacts(b, c)));
      expect(mergeCallFacts(mergeCallFacts(a, b), b)).toEqual(mergeCallFacts(a, b));
      expect(normal(normal(a))).toEqual(normal(a));
    }),
    { numRuns: repetitions(2_000, 20_000) },
  );
});

test("however often and in whatever order the webhooks of a call come, what is known of it in the end is the same", () => {
  const shuffled = fc
    .array(callFacts, { minLength: 1, maxLength: 8 })
    .chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.shuffledSubarray(list, { minLength: list.length }),
        fc.array(fc.constantFrom(...list), { maxLength: 8 }),
      ),
    );
  fc.assert(
    fc.property(shuffled, ([list, order, repeats]) => {
      expect(mergeAll([...order, ...repeats])).toEqual(mergeAll(list));
    }),
    { numRuns: repetitions(2_000, 20_000) },
  );
});

test("a call's status only moves on, and a report without a new fact changes nothing", () => {
  fc.assert(
    fc.property(callFacts, callFacts, (known, next) => {
      const rank = (facts: CallFacts) => callStatuses.indexOf(facts.status);
      expect(rank(mergeCallFacts(known, next))).toBe(Math.max(rank(known), rank(next)));
      const both = mergeCallFacts(known, next);
      expect(addCallFacts(both, next)).toBeNull();
      expect(addCallFacts(both, known)).toBeNull();
      expect(addCallFacts(known, next) ?? normal(known)).toEqual(both);
    }),
  );
});

test("a call that is known only from its end began as long before it as its duration", () => {
  const facts = factsOfReport({ status: "completed", at: 100_000, durationSeconds: 61 });
  expect(facts).toMatchObject({ startedAt: 39_000, endedAt: 100_000, answeredAt: null });
  const rang = factsOfReport({ status: "ringing", at: 30_000, durationSeconds: null });
  expect(mergeCallFacts(facts, rang)).toMatchObject({ status: "completed", startedAt: 30_000, endedAt: 100_000 });
});

test("the five ends are ends, and nothing before them is", () => {
  expect(callStatuses.filter(hasEnded)).toEqual(["canceled", "failed", "no_answer", "busy", "completed"]);
});
