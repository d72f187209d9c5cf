import type { Leg } from "#kernel/values/telephony";
import { type CallFacts, hasEnded } from "./call-record";

/** Who took a call in the end; `platform` has only words for the caller, as when no agent is there. */
export const answererKinds = ["agent", "fallback", "platform"] as const;
export type AnsweredBy = (typeof answererKinds)[number];

/** As far as is known: null while the call goes on, and for one that nobody took. */
export function answeredBy({
  status,
  decision,
  legs,
}: Pick<CallFacts, "status" | "decision" | "legs">): AnsweredBy | null {
  if (status !== "completed" || !decision) return null;
  switch (decision.outcome) {
    case "agent":
      if (!missed(legs.agent)) return "agent";
      // A caller who gives up is not passed on.
      return decision.fallback && legs.agent?.status !== "canceled" && !missed(legs.fallback) ? "fallback" : null;
    case "fallback":
      return missed(legs.fallback) ? null : "fallback";
    case "rejected":
      return null;
    default:
      return "platform";
  }
}

/** Of destinations that are not dialled nothing is heard: they take every call. */
const missed = (leg: Leg | undefined): boolean =>
  leg !== undefined && hasEnded(leg.status) && leg.status !== "completed";
