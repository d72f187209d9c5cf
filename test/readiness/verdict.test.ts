import fc from "fast-check";
import { expect, test } from "vitest";
import { numberStatuses } from "../../src/numbers/lifecycle";
import {
  type AgentFact,
  type CauseCode,
  judge,
  type NumberFacts,
  REFUSALS_THAT_COUNT,
} from "../../src/readiness/verdict";

const agent: fc.Arbitrary<AgentFact> = fc.record({
  id: fc.constantFrom("agt_1", "agt_2", "agt_3"),
  exists: fc.boolean(),
  answers: fc.constantFrom("yes", "missed", "no", "unknown", "not_applicable"),
});

const someFacts: fc.Arbitrary<NumberFacts> = fc.record({
  status: fc.constantFrom(...numberStatuses),
  voice: fc.boolean(),
  sms: fc.boolean(),
  country: fc.constantFrom("US", "DE"),
  atCarrier: fc.constantFrom("right", "drifted", "missing", "unknown"),
  agents: fc.uniqueArray(agent, { selector: ({ id }) => id }),
  hasFallback: fc.boolean(),
  webhooks: fc.record({ taken: fc.nat(40), refused: fc.nat(6) }),
  unregisteredMessages: fc.nat(2),
});

const inService = someFacts.filter(({ status }) => status === "active" || status === "suspended" || status === "lost");
const codesOf = (facts: NumberFacts): CauseCode[] => judge(facts).causes.map(({ code }) => code);

/** Nothing is wrong and all is known that can be. */
const fine: NumberFacts = {
  status: "active",
  voice: true,
  sms: true,
  country: "DE",
  atCarrier: "right",
  agents: [{ id: "agt_1", exists: true, answers: "yes" }],
  hasFallback: false,
  webhooks: { taken: 12, refused: 0 },
  unregisteredMessages: 0,
};

test("a number is ready if and only if nothing is blocking", () => {
  fc.assert(
    fc.property(inService, (facts) => {
      const { ready, causes } = judge(facts);
      expect(ready).toBe(!causes.some(({ severity }) => severity === "blocking"));
    }),
  );
});

test("a number that leaves or has left the inventory is neither ready nor not", () => {
  fc.assert(
    fc.property(someFacts, fc.constantFrom("releasing", "cooling_off", "released"), (facts, status) => {
      expect(judge({ ...facts, status } as NumberFacts)).toEqual({ ready: null, causes: [], unknown: [] });
    }),
  );
});

test("a number with nothing wrong is ready, and says what nobody here can know", () => {
  expect(judge(fine)).toEqual({ ready: true, causes: [], unknown: ["emergency_address", "bundle"] });
});

test("every fact that is wrong is named, whatever else is, and each cause once", () => {
  const wrongs: readonly (readonly [CauseCode, Partial<NumberFacts>])[] = [
    ["suspended", { status: "suspended" }],
    ["lost", { status: "lost" }],
    ["carrier_setup_changed", { atCarrier: "drifted" }],
    ["missing_at_carrier", { atCarrier: "missing", status: "active" }],
    ["no_agent", { agents: [], voice: true }],
    ["agent_gone", { agents: [{ id: "agt_9", exists: false, answers: "unknown" }], voice: true }],
    ["agent_unreachable", { agents: [{ id: "agt_9", exists: true, answers: "no" }], voice: true }],
    ["agent_missed_check", { agents: [{ id: "agt_9", exists: true, answers: "missed" }], voice: true }],
    ["webhooks_refused", { webhooks: { taken: 0, refused: REFUSALS_THAT_COUNT } }],
    ["messages_unregistered", { sms: true, unregisteredMessages: 1 }],
  ];
  fc.assert(
    fc.property(inService, fc.constantFrom(...wrongs), (facts, [code, wrong]) => {
      const codes = codesOf({ ...facts, ...wrong });
      expect(codes).toContain(code);
      expect(new Set(codes).size).toBe(codes.length);
    }),
  );
});

test("what is not known is said to be unknown, and neither makes a number ready nor keeps it from being", () => {
  fc.assert(
    fc.property(inService, (facts) => {
      const known = { ...facts, atCarrier: "right", agents: facts.agents.map((one) => ({ ...one, answers: "yes" })) };
      const unknown = {
        ...facts,
        atCarrier: "unknown",
        agents: facts.agents.map((one) => ({ ...one, answers: "unknown" })),
      };
      const [sure, unsure] = [judge(known as NumberFacts), judge(unknown as NumberFacts)];
      expect([unsure.ready, unsure.causes]).toEqual([sure.ready, sure.causes]);
      expect(unsure.unknown).toContain("carrier_setup");
      if (facts.voice && facts.agents.some(({ exists }) => exists)) expect(unsure.unknown).toContain("agent");
      expect(sure.unknown).not.toContain("carrier_setup");
      expect(sure.unknown).not.toContain("agent");
    }),
  );
});

test("an agent that is silent blocks only if no other takes the calls and there is no fallback", () => {
  const silent: AgentFact = { id: "agt_1", exists: true, answers: "no" };
  const other: AgentFact = { id: "agt_2", exists: true, answers: "unknown" };
  const readyWith = (change: Partial<NumberFacts>) => judge({ ...fine, ...change }).ready;
  expect(readyWith({ agents: [silent] })).toBe(false);
  expect(readyWith({ agents: [silent], hasFallback: true })).toBe(true);
  expect(readyWith({ agents: [silent, other] })).toBe(true);
  expect(readyWith({ agents: [{ ...silent, answers: "missed" }] })).toBe(true);
  expect(readyWith({ agents: [silent], voice: false })).toBe(true);
});

test("a few wrong signatures among many good ones are nobody's concern", () => {
  const of = (taken: number, refused: number) => judge({ ...fine, webhooks: { taken, refused } }).causes;
  expect(of(0, 2)).toEqual([]);
  expect(of(0, 3)).toMatchObject([{ code: "webhooks_refused", severity: "blocking" }]);
  expect(of(27, 3)).toMatchObject([{ code: "webhooks_refused", severity: "warning" }]);
  expect(of(28, 3)).toEqual([]);
});
