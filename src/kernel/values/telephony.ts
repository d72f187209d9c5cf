/** Calls and messages as a carrier's webhooks tell of them, in our own words. */

/** The ways a call ends, the most telling last. */
export const endStatuses = ["canceled", "failed", "no_answer", "busy", "completed"] as const;
export type EndStatus = (typeof endStatuses)[number];

/** From the first to the last: a call moves on only. */
export const callStatuses = ["queued", "initiated", "ringing", "in_progress", ...endStatuses] as const;
export type CallStatus = (typeof callStatuses)[number];

/** What a caller shows. */
export const callerKinds = ["phone_number", "anonymous", "client", "sip", "unknown"] as const;
export type CallerKind = (typeof callerKinds)[number];

export interface Party {
  /** In E.164; null when it is no phone number, or shows none. */
  readonly e164: string | null;
  readonly kind: CallerKind;
}

/** How a number that was dialled for a call took it. */
export interface Leg {
  readonly status: CallStatus;
  readonly durationSeconds: number | null;
}

export interface CallWebhook {
  /** Null when there is none that could be one: then nothing can be recorded. */
  readonly carrierId: string | null;
  readonly from: Party;
  readonly status: CallStatus | null;
  /** When that happened; null when the webhook does not say. */
  readonly at: number | null;
  readonly durationSeconds: number | null;
  /** Counts the call's changes; only status callbacks have it. */
  readonly sequence: number | null;
  /** Only where the webhook is the result of dialling. */
  readonly leg: Leg | null;
}

/** From the first to the last: a message moves on only. `received` is one to us, which has no way to go. */
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

/** What the carrier itself answers: it keeps the list of who wants no more messages. */
export const keywords = ["stop", "help", "start"] as const;
export type Keyword = (typeof keywords)[number];

export interface Media {
  readonly url: string;
  readonly type: string;
}

export interface MessageWebhook {
  readonly carrierId: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly body: string | null;
  readonly media: readonly Media[];
  readonly segments: number;
  readonly keyword: Keyword | null;
  readonly status: MessageStatus | null;
  readonly errorCode: number | null;
}
