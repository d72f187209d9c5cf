import fc from "fast-check";
import { expect, test } from "vitest";
import { drawAgent } from "#inventory/routing/draw-agent";
import type { WeightedAgent } from "#kernel/values/routing-plan";
import { repetitions } from "../../support/soak";

const agents = (weights: readonly number[]): WeightedAgent[] =>
  weights.map((weight, at) => ({ agentId: `agt_${at}`, weight }));

const weights = fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 6 });
const keys = fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 50 });

test("the same key draws the same agent, whatever order they stand in", () => {
  fc.assert(
    fc.property(weights, keys, (given, asked) => {
      const there = agents(given);
      for (const key of asked) {
        expect(drawAgent(key, there)).toBe(drawAgent(key, [...there].reverse()));
      }
    }),
  );
});

test("over many keys each agent gets its share", () => {
  const calls = 4_000;
  fc.assert(
    fc.property(weights, fc.string(), (given, salt) => {
      const total = given.reduce((sum, weight) => sum + weight, 0);
      fc.pre(total > 0);
      const counts = new Map<string | null, number>();
      for (let call = 0; call < calls; call += 1) {
        const drawn = drawAgent(`${salt}CA${call}`, agents(given));
        counts.set(drawn, (counts.get(drawn) ?? 0) + 1);
      }
      for (const { agentId, weight } of agents(given)) {
        const share = weight / total;
        // Five standard deviations of a fair draw.
        const slack = 5 * Math.sqrt(calls * share * (1 - share)) + 1;
        expect(Math.abs((counts.get(agentId) ?? 0) - calls * share)).toBeLessThanOrEqual(slack);
      }
    }),
    { numRuns: repetitions(40, 400) },
  );
});

test("raising one weight moves keys to that agent only", () => {
  fc.assert(
    fc.property(weights, fc.nat(), fc.integer({ min: 1, max: 1_000 }), keys, (given, pick, more, asked) => {
      const raised = pick % given.length;
      const after = given.map((weight, at) => (at === raised ? weight + more : weight));
      for (const key of asked) {
        const [before, now] = [drawAgent(key, agents(given)), drawAgent(key, agents(after))];
        if (now !== before) expect(now).toBe(`agt_${raised}`);
      }
    }),
  );
});

test("removing an agent moves only its own callers", () => {
  fc.assert(
    fc.property(weights, fc.nat(), keys, (given, pick, asked) => {
      const gone = `agt_${pick % given.length}`;
      const left = agents(given).filter(({ agentId }) => agentId !== gone);
      for (const key of asked) {
        const before = drawAgent(key, agents(given));
        if (before !== gone) expect(drawAgent(key, left)).toBe(before);
      }
    }),
  );
});

test("an agent without weight is never chosen, and none is if no agent has any", () => {
  fc.assert(
    fc.property(weights, keys, (given, asked) => {
      for (const key of asked) {
        const drawn = drawAgent(key, agents(given));
        if (drawn === null) expect(given.every((weight) => weight === 0)).toBe(true);
        else expect(agents(given).find(({ agentId }) => agentId === drawn)?.weight).toBeGreaterThan(0);
      }
    }),
  );
  expect(drawAgent("CA1", [])).toBeNull();
});
