// Pure: no I/O, no clock, no randomness.
import { isInPort, type PortingPath, type RequestStatus } from "./states";

/** How urgently operators have to look at a request, the most urgent first. */
export const attentions = ["act", "watch", "wait"] as const;
export type Attention = (typeof attentions)[number];

/**
 * `act`: an operator has to take the next step. `watch`: the numbers move, or the customer has to correct something and
 * may need help. `wait`: the losing carrier or Twilio takes the next step.
 */
export function boardAttention({
  status,
  path,
}: {
  readonly status: RequestStatus;
  readonly path: PortingPath;
}): Attention {
  if (path === "operator" && ["submitted", "cancel_requested", "activating"].includes(status)) return "act";
  return status === "exception" || status === "activating" ? "watch" : "wait";
}

/** More than any instant in milliseconds UTC before the year 5138. */
const RANK = 100_000_000_000_000;

/** The place on the board: by attention, then by age. Null: not on it, because nothing is to be done. */
export const boardPositionOf = (request: {
  readonly status: RequestStatus;
  readonly path: PortingPath;
  /** Milliseconds UTC. */
  readonly statusSince: number;
}): number | null =>
  isInPort(request.status) ? attentions.indexOf(boardAttention(request)) * RANK + request.statusSince : null;
