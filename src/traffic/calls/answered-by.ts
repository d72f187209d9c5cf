// Pure: no I/O, no clock, no randomness.
import type { Leg } from "#kernel/values/telephony";
import { type CallFacts, hasEnded } from "./call-facts";

/** The party that answered a call. `platform`: an announcement, for example because no agent is assigned. */
export const answererKinds = ["agent", "fallback", "platform"] as const;
export type AnsweredBy = (typeof answererKinds)[number];

/** Returns the party that answered; `null` during the call, for an unanswered call, and without a recorded decision. */
export function answeredBy({
  status,
  decision,
  legs,
}: Pick<CallFacts, "status" | "decision" | "legs">): AnsweredBy | null {
  if (status !== "completed" || !decision) return null;
  switch (decision.outcome) {
    case "agent":
      if (!missed(legs.agent)) return "agent";
      // A caller who hangs up is not connected to the fallback.
      return decision.fallback && legs.agent?.status !== "canceled" && !missed(legs.fallback) ? "fallback" : null;
    case "fallback":
      return missed(legs.fallback) ? null : "fallback";
    case "rejected":
      return null;
    default:
      return "platform";
  }
}

/** Destinations that are not dialled (`stream`, `say`, …) have no leg: they answer every call. */
const missed = (leg: Leg | undefined): boolean =>
  leg !== undefined && hasEnded(leg.status) && leg.status !== "completed";
