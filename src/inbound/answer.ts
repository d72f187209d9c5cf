import { empty, say } from "../carriers/twiml";
import type { NumberStatus } from "../numbers/lifecycle";

/** What a caller hears, and what a message gets, at a number in this state; `null` is a number that is not ours. */

const NOT_IN_SERVICE = "The number you have called is not in service.";
const SUSPENDED = "The number you have called is temporarily out of service.";
const UNASSIGNED = "Nobody has been assigned to this number yet. Please call again later.";

export function answerCall(status: NumberStatus | null): string {
  switch (status) {
    case "active":
    // A call that comes in shows that the carrier has it after all; the sync job will find that out too.
    case "lost":
      return say(UNASSIGNED);
    case "suspended":
      return say(SUSPENDED);
    case "releasing":
    case "cooling_off":
    case "released":
    case null:
      return say(NOT_IN_SERVICE);
  }
}

/** What a caller hears while the inventory cannot be read. */
export const answerWithoutInventory = (): string =>
  say("We cannot take your call at the moment. Please call again shortly.");

/** Messages are taken without a reply. */
export const answerMessage = (): string => empty();
