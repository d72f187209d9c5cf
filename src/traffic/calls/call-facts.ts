// Pure: no I/O, no clock, no randomness.
import type { Fallback } from "#kernel/values/destination";
import { type CallStatus, callStatuses, type EndStatus, type Leg } from "#kernel/values/telephony";

/**
 * The facts of a call, merged from webhooks that come in any order, twice, late or never.
 *
 * **Invariant:** `mergeCallFacts` is commutative, associative and idempotent, so the webhooks' order makes no
 * difference.
 */

const rankOf = (status: CallStatus): number => callStatuses.indexOf(status);

export const hasEnded = (status: CallStatus): status is EndStatus => rankOf(status) >= rankOf("canceled");

/** The routing outcome of a call. `platform_fallback`: the database did not answer in time. */
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

/** An evaluated routing rule with its result. */
interface CallStep {
  readonly rule: string;
  readonly result: string;
  readonly detail: string;
}

/** The routing decision when the number rang, and why. */
export interface StoredDecision {
  readonly at: number;
  readonly outcome: CallOutcome;
  readonly reason: string | null;
  readonly agentId: string | null;
  readonly agentVersion: number | null;
  /** The version of the routing plan that was in force. */
  readonly planVersion: number | null;
  /** The fallback if the agent does not answer this call. A later change of the plan applies to later calls only. */
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
  /** The attempts to connect the call: `agent`, then `fallback`; over a trunk also by gateway, see `gatewayLeg`. */
  readonly legs: Readonly<Record<string, Leg>>;
}

/** The name of the attempt over the last of the tried gateways. Names sort in the order of the attempts. */
export const gatewayLeg = (leg: string, tried: readonly string[]): string =>
  `${leg}:${String(tried.length).padStart(2, "0")}:${tried.at(-1) ?? ""}`;
export const partsOfLeg = (name: string): { readonly to: string; readonly gatewayId: string | null } => {
  const [to = "", , gatewayId = null] = name.split(":");
  return { to, gatewayId };
};

/** One webhook's report. */
export interface CallReport {
  readonly status: CallStatus;
  /** When it happened: by Twilio's timestamp, or else when the webhook came. Milliseconds UTC. */
  readonly at: number;
  readonly durationSeconds: number | null;
}

export function factsOfReport(
  { status, at, durationSeconds }: CallReport,
  more: Partial<Pick<CallFacts, "decision" | "legs">> = {},
): CallFacts {
  const ended = hasEnded(status);
  return {
    status,
    // An estimate, for a call whose other webhooks are lost: the duration counts from the answer.
    startedAt: ended ? at - (durationSeconds ?? 0) * 1000 : at,
    answeredAt: status === "in_progress" ? at : null,
    endedAt: ended ? at : null,
    durationSeconds,
    decision: null,
    legs: {},
    ...more,
  };
}

export const mergeCallFacts = (a: CallFacts, b: CallFacts): CallFacts => ({
  status: rankOf(a.status) >= rankOf(b.status) ? a.status : b.status,
  startedAt: Math.min(a.startedAt, b.startedAt),
  answeredAt: mergeKnown(a.answeredAt, b.answeredAt, Math.min),
  endedAt: mergeKnown(a.endedAt, b.endedAt, Math.min),
  durationSeconds: mergeKnown(a.durationSeconds, b.durationSeconds, Math.max),
  decision: mergeKnown(a.decision, b.decision, earlierDecision),
  legs: mergeLegs(a.legs, b.legs),
});

const mergeKnown = <T>(a: T | null, b: T | null, choose: (a: T, b: T) => T): T | null =>
  a === null ? b : b === null ? a : choose(a, b);

/** Twilio may ask twice about one call; the first answer is the one it acted on. */
const earlierDecision = (a: StoredDecision, b: StoredDecision): StoredDecision => {
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
      const leg = mergeKnown(a[name] ?? null, b[name] ?? null, laterLeg);
      return leg ? [[name, leg]] : [];
    }),
  );
}

/** The known facts merged with the reported ones; null if the report adds nothing. */
export function addCallFacts(known: CallFacts, reported: CallFacts): CallFacts | null {
  const both = mergeCallFacts(known, reported);
  return JSON.stringify(both) === JSON.stringify(mergeCallFacts(known, known)) ? null : both;
}
