import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { numberStatuses } from "#inventory/phone-numbers/lifecycle";
import { answerAfterAttempt, answerForOutcome } from "#inventory/routing/call-answer";
import {
  type RoutedAgent,
  type RoutedCall,
  type RoutingSnapshot,
  routeCall,
  ruleNames,
} from "#inventory/routing/route-call";
import { fromStoredTrace, toStoredTrace } from "#inventory/routing/stored-trace";
import { type Fallback, sayMessage } from "#kernel/values/destination";
import { parseParty } from "#kernel/values/party";
import type { RoutingPlan, Schedule } from "#kernel/values/routing-plan";
import { repetitions } from "../../support/soak";
import { plan } from "./worlds";

const TUESDAY_NOON = Date.parse("2026-11-24T12:00:00Z");

const agent = (id: string): RoutedAgent => ({ id, name: id, version: 1, destination: sayMessage(`This is ${id}.`) });

const redirecting = (id: string): RoutedAgent => ({
  ...agent(id),
  destination: { kind: "redirect", url: "https://agents.example.com/twiml", method: "POST" },
});

const snapshot = (known: Partial<RoutingSnapshot> = {}): RoutingSnapshot => ({
  number: { id: "num_1", e164: "+14155550123", status: "active", agentId: "agt_a" },
  mayRedirect: false,
  plan: null,
  planVersion: null,
  agents: [agent("agt_a"), agent("agt_b"), agent("agt_c")],
  ...known,
});

const number = (change: object): RoutingSnapshot["number"] =>
  ({ ...snapshot().number, ...change }) as RoutingSnapshot["number"];

const call = (change: Partial<RoutedCall> = {}): RoutedCall => ({
  from: parseParty("+14155550100"),
  to: "+14155550123",
  at: TUESDAY_NOON,
  callKey: "CA1",
  ...change,
});

const office: Schedule = {
  timeZone: "UTC",
  open: [{ days: ["tue"], from: 540, to: 1_020 }],
  closedOn: [],
  closed: null,
};
const EVENING = TUESDAY_NOON + 8 * 3_600_000;
const dial: Fallback = { kind: "dial", phoneNumber: "+14155550199", timeoutSeconds: 20, callerId: "caller" };

const by = (decision: ReturnType<typeof routeCall>) =>
  decision.outcome.kind === "agent" ? [decision.outcome.agent.id, decision.outcome.by] : decision.outcome.kind;

describe("a call", () => {
  test("never goes to the number itself, which would ring for ever", () => {
    const itself = { ...dial, phoneNumber: "+14155550123" };
    const loop = { ...agent("agt_a"), destination: itself };
    const agents = [loop, agent("agt_b")];
    const assigned = routeCall(call(), snapshot({ agents, plan: plan({ fallback: itself }) }));
    expect(assigned.outcome.kind).toBe("no_agent");
    expect(assigned.trace.slice(-2).map(({ detail }) => detail)).toEqual([
      "agt_a is assigned, but dials this number itself.",
      "No agent can be chosen, and the fallback dials this number itself.",
    ]);
    const shared = plan({
      agents: [
        { agentId: "agt_a", weight: 99 },
        { agentId: "agt_b", weight: 1 },
      ],
      fallback: itself,
    });
    const shares = routeCall(call(), snapshot({ agents, plan: shared }));
    expect(shares).toMatchObject({ outcome: { agent: { id: "agt_b" } }, fallback: null });
    expect(shares.trace.at(-1)?.detail).toMatch(/; 1 dial this number itself\.$/);
    const closed = plan({ schedule: { ...office, closed: itself }, fallback: itself });
    expect(routeCall(call({ at: EVENING }), snapshot({ agents, plan: closed })).outcome.kind).toBe("closed");
    expect(routeCall(call({ to: "+14155550124" }), snapshot({ agents })).outcome.kind).toBe("agent");
  });

  test("goes to the assigned agent, and the trace has a reason for every rule", () => {
    expect(routeCall(call(), snapshot())).toEqual({
      outcome: { kind: "agent", agent: agent("agt_a"), by: "assignment" },
      fallback: null,
      trace: [
        { rule: "number", result: "passed", detail: "The number is active." },
        { rule: "blocked_callers", result: "absent", detail: "No caller is blocked." },
        { rule: "countries", result: "absent", detail: "Callers from all countries are allowed." },
        { rule: "schedule", result: "absent", detail: "The plan has no schedule, so it is always open." },
        { rule: "callers", result: "absent", detail: "No caller has an agent of their own." },
        { rule: "weights", result: "absent", detail: "No agents share the calls by weight." },
        { rule: "assignment", result: "decided", detail: "agt_a is assigned." },
      ],
    });
  });

  test("to a number out of service is not routed, under any plan", () => {
    const everything = plan({ agents: [{ agentId: "agt_b", weight: 1 }], fallback: dial });
    for (const status of numberStatuses) {
      const { outcome } = routeCall(call(), snapshot({ number: number({ status }), plan: everything }));
      const expected = { active: "agent", lost: "agent", suspended: "suspended" }[status as string] ?? "not_in_service";
      expect(outcome.kind).toBe(expected);
    }
    expect(routeCall(call(), snapshot({ number: null })).outcome).toEqual({ kind: "not_in_service" });
  });

  test("without an agent falls back, or gets an announcement", () => {
    const unassigned = { number: number({ agentId: null }) };
    expect(routeCall(call(), snapshot(unassigned)).outcome).toEqual({ kind: "no_agent" });
    expect(routeCall(call(), snapshot({ ...unassigned, plan: plan({ fallback: dial }) })).outcome).toEqual({
      kind: "fallback",
      reason: "no_agent",
      destination: dial,
    });
  });

  test("to an agent that is gone goes on to the next rule, as does one to an agent of no weight", () => {
    const gone = plan({
      callers: [{ from: "+14155550100", agentId: "agt_x" }],
      agents: [
        { agentId: "agt_y", weight: 100 },
        { agentId: "agt_c", weight: 0 },
      ],
    });
    expect(by(routeCall(call(), snapshot({ plan: gone })))).toEqual(["agt_a", "assignment"]);
    const decision = routeCall(call(), snapshot({ plan: gone, agents: [] }));
    expect(decision.outcome).toEqual({ kind: "no_agent" });
    expect(decision.trace.map(({ detail }) => detail).join(" ")).toMatch(
      /agt_x is deleted.*2 deleted.*agt_a is assigned, but is deleted/,
    );
    expect(
      by(
        routeCall(
          call(),
          snapshot({
            plan: plan({
              agents: [
                { agentId: "agt_y", weight: 9 },
                { agentId: "agt_b", weight: 1 },
              ],
            }),
          }),
        ),
      ),
    ).toEqual(["agt_b", "weights"]);
  });
});

describe("the rules' order", () => {
  const all = plan({
    blockedCallers: ["+14155550111"],
    countries: { mode: "allow", list: ["US"] },
    schedule: office,
    callers: [
      { from: "+14155550100", agentId: "agt_b" },
      { from: "+14155550111", agentId: "agt_b" },
      { from: "+442079460000", agentId: "agt_b" },
    ],
    agents: [{ agentId: "agt_c", weight: 1 }],
    fallback: dial,
  });
  const ask = (change: Partial<RoutedCall>) => routeCall(call(change), snapshot({ plan: all }));

  test("is blocked callers, countries, schedule, callers, weights, assignment, fallback", () => {
    expect(ask({ from: parseParty("+14155550111"), at: EVENING }).outcome).toEqual({
      kind: "rejected",
      reason: "blocked_callers",
    });
    expect(ask({ from: parseParty("+442079460000"), at: EVENING }).outcome).toEqual({
      kind: "rejected",
      reason: "countries",
    });
    expect(ask({ at: EVENING }).outcome).toEqual({ kind: "fallback", reason: "closed", destination: dial });
    expect(by(ask({}))).toEqual(["agt_b", "callers"]);
    expect(by(ask({ from: parseParty("+14155550122") }))).toEqual(["agt_c", "weights"]);
    expect(
      by(routeCall(call({ from: parseParty("+14155550122") }), snapshot({ plan: { ...all, agents: [] } }))),
    ).toEqual(["agt_a", "assignment"]);
  });

  test("only a call that goes to an agent has the plan's fallback", () => {
    expect(ask({}).fallback).toEqual(dial);
    expect(ask({ at: EVENING }).fallback).toBeNull();
    expect(ask({ from: parseParty("+14155550111") }).fallback).toBeNull();
  });
});

describe("countries", () => {
  const ask = (mode: "allow" | "deny", list: string[], from: string) =>
    routeCall(call({ from: parseParty(from) }), snapshot({ plan: plan({ countries: { mode, list } }) })).outcome.kind;

  test("an allow list lets in those on it alone, a deny list keeps out those on it alone", () => {
    expect(ask("allow", ["GB"], "+442079460000")).toBe("agent");
    expect(ask("allow", ["GB"], "+14155550100")).toBe("rejected");
    expect(ask("deny", ["GB"], "+442079460000")).toBe("rejected");
    expect(ask("deny", ["GB"], "+14155550100")).toBe("agent");
  });

  test("a caller that shows no number is on no list", () => {
    expect(ask("allow", ["US"], "anonymous")).toBe("rejected");
    expect(ask("deny", ["US"], "anonymous")).toBe("agent");
  });

  test("a territory counts as itself and as the country it shares its numbers with", () => {
    const guernsey = "+447781123456";
    expect(ask("deny", ["GG"], guernsey)).toBe("rejected");
    expect(ask("deny", ["GB"], guernsey)).toBe("rejected");
    expect(ask("deny", ["GG"], "+442079460000")).toBe("agent");
    expect(ask("allow", ["US"], "+16045550100")).toBe("rejected");
  });
});

describe("a schedule", () => {
  const closed = (rules: Partial<RoutingPlan>) =>
    routeCall(call({ at: EVENING }), snapshot({ plan: plan(rules) })).outcome;

  test("sends calls outside of its hours to its own destination, else to the plan's fallback, else to a closing announcement", () => {
    const message = sayMessage("We open at nine.");
    expect(closed({ schedule: { ...office, closed: message }, fallback: dial })).toMatchObject({
      destination: message,
    });
    expect(closed({ schedule: office, fallback: dial })).toMatchObject({ kind: "fallback", destination: dial });
    expect(closed({ schedule: office })).toEqual({ kind: "closed" });
  });

  test("shows the local time in the trace", () => {
    const { trace } = routeCall(
      call({ at: Date.parse("2026-11-24T09:05:00Z") }),
      snapshot({ plan: plan({ schedule: office }) }),
    );
    expect(trace).toContainEqual({
      rule: "schedule",
      result: "passed",
      detail: "It is tue 2026-11-24 09:05 in UTC, which is open.",
    });
  });
});

describe("agents by weight", () => {
  const shared = (sticky: boolean) =>
    plan({
      sticky,
      agents: [
        { agentId: "agt_b", weight: 50 },
        { agentId: "agt_c", weight: 50 },
      ],
    });
  const drawn = (sticky: boolean, from: string) =>
    new Set(
      Array.from(
        { length: 64 },
        (_, at) =>
          by(routeCall(call({ from: parseParty(from), callKey: `CA${at}` }), snapshot({ plan: shared(sticky) })))[0],
      ),
    );

  test("share a caller's calls, unless it is to stick with one", () => {
    expect(drawn(false, "+14155550100").size).toBe(2);
    expect(drawn(true, "+14155550100").size).toBe(1);
  });

  test("cannot stick with a caller that shows no number", () => {
    expect(drawn(true, "anonymous").size).toBe(2);
  });

  test("are named with their shares", () => {
    const { trace } = routeCall(call(), snapshot({ plan: shared(true) }));
    expect(trace.at(-1)?.detail).toMatch(/^agt_[bc] was chosen for this caller, by weight: agt_b 50 %, agt_c 50 %\.$/);
  });
});

const ids = fc.constantFrom("agt_a", "agt_b", "agt_c", "agt_gone");
const callers = fc.constantFrom("+14155550100", "+442079460000", "+447781123456");
const fallbacks = fc.option(
  fc.constantFrom<Fallback>(dial, sayMessage("Later."), { kind: "sip", uri: "sip:a@b.example", timeoutSeconds: 9 }),
);
const plans: fc.Arbitrary<RoutingPlan> = fc.record({
  blockedCallers: fc.uniqueArray(callers),
  countries: fc.option(
    fc.record({
      mode: fc.constantFrom("allow" as const, "deny" as const),
      list: fc.uniqueArray(fc.constantFrom("US", "GB", "GG")),
    }),
  ),
  schedule: fc.option(
    fc.record({
      timeZone: fc.constant("Europe/London"),
      open: fc.constant(office.open),
      closedOn: fc.constant([]),
      closed: fallbacks,
    }),
  ),
  callers: fc.array(fc.record({ from: callers, agentId: ids }), { maxLength: 2 }),
  agents: fc.uniqueArray(fc.record({ agentId: ids, weight: fc.nat({ max: 3 }) }), {
    selector: ({ agentId }) => agentId,
    maxLength: 3,
  }),
  sticky: fc.boolean(),
  fallback: fallbacks,
});
const snapshots: fc.Arbitrary<RoutingSnapshot> = fc.record({
  number: fc.option(
    fc.record({
      id: fc.constant("num_1"),
      e164: fc.constant("+14155550123"),
      status: fc.constantFrom(...numberStatuses),
      agentId: fc.option(ids),
    }),
  ),
  plan: fc.option(plans),
  planVersion: fc.constant(1),
  mayRedirect: fc.boolean(),
  agents: fc
    .uniqueArray(fc.constantFrom("agt_a", "agt_b", "agt_c"))
    .chain((there) => fc.tuple(...there.map((id) => fc.constantFrom(agent(id), redirecting(id))))),
});
const calls: fc.Arbitrary<RoutedCall> = fc.record({
  from: fc.oneof(callers, fc.constantFrom("anonymous", "sip:a@b.example", "client:a")).map((from) => parseParty(from)),
  to: fc.constant("+14155550123"),
  at: fc.integer({ min: TUESDAY_NOON, max: TUESDAY_NOON + 14 * 86_400_000 }),
  callKey: fc.string({ minLength: 1 }),
});

test("any call to any number is decided once, by the last rule of a trace that leaves none out, and gets an answer", () => {
  fc.assert(
    fc.property(calls, snapshots, (asked, known) => {
      const decision = routeCall(asked, known);
      expect(routeCall(asked, known)).toEqual(decision);
      const { outcome, trace, fallback } = decision;
      expect(trace.map(({ rule }) => rule)).toEqual(ruleNames.slice(0, trace.length));
      expect(trace.map(({ result }) => result === "decided")).toEqual(trace.map((_, at) => at === trace.length - 1));
      if (outcome.kind === "agent") expect(known.agents).toContain(outcome.agent);
      if (outcome.kind === "agent" && !known.mayRedirect) expect(outcome.agent.destination.kind).not.toBe("redirect");
      const rings = known.number?.status === "active" || known.number?.status === "lost";
      if (!rings) expect(["suspended", "not_in_service"]).toContain(outcome.kind);
      if (rings && known.plan?.blockedCallers.includes(asked.from.address)) {
        expect(outcome.kind).toBe("rejected");
      }
      const answer = answerForOutcome(outcome, "");
      expect(answer.kind).not.toBe("hang_up");
      if (fallback) expect(answerAfterAttempt("busy", fallback)).toEqual(fallback);
    }),
    { numRuns: repetitions(2_000, 20_000) },
  );
});

test("an unanswered call goes to the fallback once, and an answered or canceled one ends", () => {
  for (const result of ["no_answer", "busy", "failed"] as const) {
    expect(answerAfterAttempt(result, dial)).toEqual(dial);
    expect(answerAfterAttempt(result, null)).toEqual({ kind: "hang_up" });
  }
  for (const result of ["answered", "canceled"] as const)
    expect(answerAfterAttempt(result, dial)).toEqual({ kind: "hang_up" });
});

test("a stored trace lacks the rules that the plan does not have, and says the same when it is read", () => {
  fc.assert(
    fc.property(calls, snapshots, (call, known) => {
      const { trace } = routeCall(call, known);
      const stored = toStoredTrace(trace);
      expect(stored.every(({ result }) => result !== "absent")).toBe(true);
      expect(fromStoredTrace(stored)).toEqual(trace);
      // As earlier versions stored it.
      expect(fromStoredTrace(trace)).toEqual(trace);
    }),
  );
  const late = [{ rule: "database", result: "decided", detail: "The database did not answer." }];
  expect(fromStoredTrace(late)).toEqual(late);
});
