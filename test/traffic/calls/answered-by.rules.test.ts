import { expect, test } from "vitest";
import { sayMessage } from "#kernel/values/destination";
import { type CallStatus, callStatuses } from "#kernel/values/telephony";
import { answeredBy } from "#traffic/calls/answered-by";
import type { CallOutcome, StoredDecision } from "#traffic/calls/call-facts";

const decided = (outcome: CallOutcome, fallback: StoredDecision["fallback"] = null): StoredDecision => ({
  at: 0,
  outcome,
  reason: null,
  agentId: outcome === "agent" ? "agt_1" : null,
  agentVersion: null,
  planVersion: null,
  fallback,
  trace: [],
});
const desk: StoredDecision["fallback"] = {
  kind: "dial",
  phoneNumber: "+14155550101",
  timeoutSeconds: 20,
  callerId: "caller",
};
const leg = (status: CallStatus) => ({ status, durationSeconds: null });

const call = (
  decision: StoredDecision | null,
  legs: Record<string, CallStatus> = {},
  status: CallStatus = "completed",
) =>
  answeredBy({
    status,
    decision,
    legs: Object.fromEntries(Object.entries(legs).map(([name, how]) => [name, leg(how)])),
  });

test("an agent takes what it is given, unless it is dialled and does not answer", () => {
  expect(call(decided("agent"))).toBe("agent");
  expect(call(decided("agent", desk), { agent: "completed" })).toBe("agent");
  for (const how of ["busy", "failed", "no_answer", "canceled"] as const) {
    expect(call(decided("agent"), { agent: how })).toBeNull();
  }
});

test("the fallback takes what the agent did not, if there is one, it answers, and the caller has not hung up", () => {
  for (const how of ["busy", "failed", "no_answer"] as const) {
    expect(call(decided("agent", sayMessage("We call back.")), { agent: how })).toBe("fallback");
    expect(call(decided("agent", desk), { agent: how, fallback: "completed" })).toBe("fallback");
    expect(call(decided("agent", desk), { agent: how, fallback: "busy" })).toBeNull();
  }
  expect(call(decided("agent", desk), { agent: "canceled" })).toBeNull();
  expect(call(decided("fallback"), { fallback: "completed" })).toBe("fallback");
  expect(call(decided("fallback"))).toBe("fallback");
  expect(call(decided("fallback"), { fallback: "no_answer" })).toBeNull();
});

test("a call that gets an announcement was answered by the platform, and a rejected call by none", () => {
  for (const outcome of ["closed", "no_agent", "suspended", "not_in_service", "platform_fallback"] as const) {
    expect(call(decided(outcome))).toBe("platform");
  }
  expect(call(decided("rejected"))).toBeNull();
});

test("a call that goes on, was not answered, or has no decision was answered by none", () => {
  for (const status of callStatuses.filter((each) => each !== "completed")) {
    expect(call(decided("agent"), {}, status)).toBeNull();
  }
  expect(call(null)).toBeNull();
});
