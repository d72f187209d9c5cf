import { type Keyword, type MessageStatus, messageStatuses } from "#kernel/values/telephony";

/** What is known of a message: as with calls, what its webhooks say is merged, and their order makes no difference. */

export const directions = ["inbound", "outbound"] as const;
export type Direction = (typeof directions)[number];

export interface MessageFacts {
  readonly status: MessageStatus;
  readonly errorCode: number | null;
}

const rankOf = (status: MessageStatus): number => messageStatuses.indexOf(status);

export const mergeMessage = (a: MessageFacts, b: MessageFacts): MessageFacts => {
  if (a.status !== b.status) return rankOf(a.status) > rankOf(b.status) ? a : b;
  return (a.errorCode ?? -1) >= (b.errorCode ?? -1) ? a : b;
};

/** How far the platform itself has come with passing on a message; most are passed on by the answer to their webhook. */
export const lateForwards = ["due", "sending", "sent", "failed"] as const;
export type LateForward = (typeof lateForwards)[number];

/** Whether a message is to be passed on to somebody else's number. */
export function forwardTarget(message: {
  readonly forwardTo: string | null;
  readonly keyword: Keyword | null;
  readonly from: string | null;
  /** The sender is one of the platform's own numbers: two that pass on to each other would never end. */
  readonly fromOwnNumber: boolean;
}): string | null {
  const { forwardTo, keyword, from, fromOwnNumber } = message;
  if (keyword !== null || fromOwnNumber || from === forwardTo) return null;
  return forwardTo;
}

/** Twilio's limit for the text of a message. */
const MAX_TEXT = 1_600;

/** What is passed on: who sent it, then what they wrote, as much as the carrier takes. */
export const forwardedText = (from: string | null, body: string | null): string =>
  `From ${from ?? "an unknown sender"}: ${body ?? ""}`.trim().slice(0, MAX_TEXT);
