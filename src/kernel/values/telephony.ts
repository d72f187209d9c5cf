// Pure: no I/O, no clock, no randomness.
import type { Party } from "./party";

/** Calls and messages in a carrier's webhooks, in our own terms. */

/** How a call can end. A later status says more and replaces an earlier one. */
export const endStatuses = ["canceled", "failed", "no_answer", "busy", "completed"] as const;
export type EndStatus = (typeof endStatuses)[number];

/** In order: a call only moves forward. */
export const callStatuses = ["queued", "initiated", "ringing", "in_progress", ...endStatuses] as const;
export type CallStatus = (typeof callStatuses)[number];

/** The outcome of a dialled leg of a call. */
export interface Leg {
  readonly status: CallStatus;
  readonly durationSeconds: number | null;
}

export interface CallWebhook {
  /** Null if the webhook has no valid id; then the call cannot be recorded. */
  readonly carrierId: string | null;
  readonly from: Party;
  readonly status: CallStatus | null;
  /** When that happened; null when the webhook does not say. */
  readonly at: number | null;
  readonly durationSeconds: number | null;
  /** Sequence number of the status callback; null for other webhooks. */
  readonly sequence: number | null;
  /** Only in webhooks with the result of a Dial. */
  readonly leg: Leg | null;
}

/** In order: a message only moves forward. `received` is the only status of an inbound message. */
export const messageStatuses = [
  "accepted",
  "scheduled",
  "queued",
  "sending",
  "sent",
  "canceled",
  "failed",
  "undelivered",
  "delivered",
  "read",
  "received",
] as const;
export type MessageStatus = (typeof messageStatuses)[number];

/** Keywords that the carrier answers itself, because it keeps the opt-out list. */
export const keywords = ["stop", "help", "start"] as const;
export type Keyword = (typeof keywords)[number];

export interface Media {
  readonly url: string;
  readonly type: string;
}

export interface MessageWebhook {
  readonly carrierId: string | null;
  readonly from: Party;
  /** In E.164; null for any other address. */
  readonly to: string | null;
  readonly body: string | null;
  readonly media: readonly Media[];
  readonly segments: number;
  readonly keyword: Keyword | null;
  readonly status: MessageStatus | null;
  readonly errorCode: number | null;
}
