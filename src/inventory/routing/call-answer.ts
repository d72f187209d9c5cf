// Pure: no I/O, no clock, no randomness.
import { type CallAnswer, type Fallback, sayMessage } from "#kernel/values/destination";
import type { RoutingOutcome } from "./route-call";

/** The answer to a call, from its routing outcome: a destination or an announcement. */

const NOT_IN_SERVICE = sayMessage("The number you have called is not in service.");
const SUSPENDED = sayMessage("The number you have called is temporarily out of service.");
const CLOSED = sayMessage("The number you have called is closed at the moment. Please call again later.");
const UNASSIGNED = sayMessage("Sorry, no one can take your call at this number. Please call again later.");

/** `platformAnnouncement` is for callers of a tenant that the platform stopped, unless it has one of its own. */
export function answerForOutcome(outcome: RoutingOutcome, platformAnnouncement: string): CallAnswer {
  switch (outcome.kind) {
    case "agent":
      return outcome.agent.destination;
    case "fallback":
      return outcome.destination;
    case "rejected":
      return { kind: "reject" };
    case "closed":
      return CLOSED;
    case "no_agent":
      return UNASSIGNED;
    case "suspended":
      return outcome.announcement === undefined
        ? SUSPENDED
        : announcement(outcome.announcement ?? platformAnnouncement);
    case "not_in_service":
      return NOT_IN_SERVICE;
  }
}

/** An empty announcement rejects the call, which costs nothing. */
const announcement = (text: string): CallAnswer => (text === "" ? { kind: "reject" } : sayMessage(text));

/** How an attempt to connect a call to its agent ended. */
export type DialAttemptResult = "answered" | "no_answer" | "busy" | "failed" | "canceled";

/** The answer after an attempt: an unanswered call goes to the fallback, once; any other call ends. */
export function answerAfterAttempt(result: DialAttemptResult, fallback: Fallback | null): CallAnswer {
  const over = result === "answered" || result === "canceled";
  return over || !fallback ? { kind: "hang_up" } : fallback;
}
