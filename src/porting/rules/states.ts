// Pure: no I/O, no clock, no randomness.

/**
 * The status of a porting request. Twilio's words for the same: `submitted` In review, `awaiting_signature` Waiting for
 * Signature, `in_process` In progress, `exception` Action Required.
 */
export const requestStatuses = [
  "draft",
  "submitted",
  "awaiting_signature",
  "in_process",
  "foc_confirmed",
  "activating",
  "completed",
  "partial",
  "exception",
  "cancel_requested",
  "canceled",
  "expired",
] as const;
export type RequestStatus = (typeof requestStatuses)[number];

/** Statuses that nothing follows. */
export const finalStatuses = [
  "completed",
  "partial",
  "canceled",
  "expired",
] as const satisfies readonly RequestStatus[];
export const isFinal = (status: RequestStatus): boolean => finalStatuses.some((final) => final === status);

/** Statuses of a request that is with the platform or a carrier, so that its numbers are in an open port. */
export const openStatuses = [
  "submitted",
  "awaiting_signature",
  "in_process",
  "foc_confirmed",
  "activating",
  "exception",
  "cancel_requested",
] as const satisfies readonly RequestStatus[];
export const isInPort = (status: RequestStatus): boolean => openStatuses.some((open) => open === status);

/**
 * The status of one number of a request. `pending`: not sent yet. `ported`: proved to be in the platform's account, and
 * configured.
 */
export const portingNumberStatuses = [
  "pending",
  "submitted",
  "foc_confirmed",
  "activating",
  "ported",
  "rejected",
  "canceled",
] as const;
export type PortingNumberStatus = (typeof portingNumberStatuses)[number];

/** How a request is carried out: by Twilio's Porting API, or by operators. */
export const portingPaths = ["twilio", "operator"] as const;
export type PortingPath = (typeof portingPaths)[number];
