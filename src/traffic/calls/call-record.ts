import type { Fallback } from "#kernel/values/destination";
import { type CallStatus, callStatuses, type EndStatus, type Leg } from "#kernel/values/telephony";

/**
 * What is known of a call, put together from webhooks that come in any order, twice, late or never. Each tells some facts;
 * `merge` joins two sets of facts, and is commutative, associative and idempotent, so their order makes no difference.
 */

const rankOf = (status: CallStatus): number => callStatuses.indexOf(status);

export const hasEnded = (status: CallStatus): status is EndStatus => rankOf(status) >= rankOf("canceled");

/** Where a call went; `platform_fallback` when the database did not say in time. */
export const callOutcomes = [
  "agent",
  "fallback",
  "rejected",
  "closed",
  "no_agent",
  "suspended",
  "not_in_service",
  "platform_fallback",
] as const;
export type CallOutcome = (typeof callOutcomes)[number];

/** A rule that was looked at. */
export interface CallStep {
  readonly rule: string;
  readonly result: string;
  readonly detail: string;
}

/** What was decided when the number rang, and why. */
export interface StoredDecision {
  readonly at: number;
  readonly outcome: CallOutcome;
  readonly reason: string | null;
  readonly agentId: string | null;
  readonly agentVersion: number | null;
  /** Of the routing plan that was asked. */
  readonly planVersion: number | null;
  /** Where this call goes if the agent does not take it: a change of the plan is for the next call. */
  readonly fallback: Fallback | null;
  readonly trace: readonly CallStep[];
}

export interface CallFacts {
  readonly status: CallStatus;
  readonly startedAt: number;
  readonly answeredAt: number | null;
  readonly endedAt: number | null;
  readonly durationSeconds: number | null;
  readonly decision: StoredDecision | null;
  /** By what was dialled: `agent`, then `fallback`. */
  readonly legs: Readonly<Record<string, Leg>>;
}

/** What one webhook says. */
export interface CallReport {
  readonly status: CallStatus;
  /** When it happened: the carrier's word, or else when the webhook came. */
  readonly at: number;
  readonly durationSeconds: number | null;
}

export function factsOf(
  { status, at, durationSeconds }: CallReport,
  more: Partial<Pick<CallFacts, "decision" | "legs">> = {},
): CallFacts {
  const ended = hasEnded(status);
  return {
    status,
    // Only if nothing else tells of the beginning: the length of a call is counted from its answer.
    startedAt: ended ? at - (durationSeconds ?? 0) * 1000 : at,
    answeredAt: status === "in_progress" ? at : null,
    endedAt: ended ? at : null,
    durationSeconds,
    decision: null,
    legs: {},
    ...more,
  };
}

export const mergeCall = (a: CallFacts, b: CallFacts): CallFacts => ({
  status: rankOf(a.status) >= rankOf(b.status) ? a.status : b.status,
  startedAt: Math.min(a.startedAt, b.startedAt),
  answeredAt: ofBoth(a.answeredAt, b.answeredAt, Math.min),
  endedAt: ofBoth(a.endedAt, b.endedAt, Math.min),
  durationSeconds: ofBoth(a.durationSeconds, b.durationSeconds, Math.max),
  decision: ofBoth(a.decision, b.decision, firstMade),
  legs: mergeLegs(a.legs, b.legs),
});

const ofBoth = <T>(a: T | null, b: T | null, choose: (a: T, b: T) => T): T | null =>
  a === null ? b : b === null ? a : choose(a, b);

/** A number that is asked twice for one call has decided when it was asked first. */
const firstMade = (a: StoredDecision, b: StoredDecision): StoredDecision => {
  if (a.at !== b.at) return a.at < b.at ? a : b;
  return JSON.stringify(a) <= JSON.stringify(b) ? a : b;
};

const laterLeg = (a: Leg, b: Leg): Leg => {
  if (a.status !== b.status) return rankOf(a.status) > rankOf(b.status) ? a : b;
  return (a.durationSeconds ?? -1) >= (b.durationSeconds ?? -1) ? a : b;
};

function mergeLegs(a: CallFacts["legs"], b: CallFacts["legs"]): CallFacts["legs"] {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
  return Object.fromEntries(
    names.flatMap((name) => {
      const leg = ofBoth(a[name] ?? null, b[name] ?? null, laterLeg);
      return leg ? [[name, leg]] : [];
    }),
  );
}

/** What is known once this is joined with it; null when that is nothing new. */
export function joined(known: CallFacts, told: CallFacts): CallFacts | null {
  const both = mergeCall(known, told);
  return JSON.stringify(both) === JSON.stringify(mergeCall(known, known)) ? null : both;
}
