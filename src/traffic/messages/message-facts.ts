// Pure: no I/O, no clock, no randomness.
import { type MessageStatus, messageStatuses } from "#kernel/values/telephony";

export const directions = ["inbound", "outbound"] as const;
export type Direction = (typeof directions)[number];

/**
 * The states of a message that is forwarded from the queue. Most messages are forwarded by the webhook's response and
 * have no such state.
 */
export const lateForwards = ["due", "sending", "sent", "failed"] as const;
export type LateForward = (typeof lateForwards)[number];

/** The facts of a message that its webhooks change. */
export interface MessageFacts {
  readonly status: MessageStatus;
  readonly errorCode: number | null;
}

const rankOf = (status: MessageStatus): number => messageStatuses.indexOf(status);

/** **Invariant:** commutative, associative and idempotent, so the webhooks' order makes no difference. */
export const mergeMessageFacts = (a: MessageFacts, b: MessageFacts): MessageFacts => {
  if (a.status !== b.status) return rankOf(a.status) > rankOf(b.status) ? a : b;
  return (a.errorCode ?? -1) >= (b.errorCode ?? -1) ? a : b;
};
