// Pure: no I/O, no clock, no randomness.
/** The causes for which callers or messages do not get through to a number, or only in part. */

export const causeSeverities = ["blocking", "warning"] as const;

export const causeCodes = [
  "suspended",
  "lost",
  "missing_at_carrier",
  "carrier_setup_changed",
  "no_agent",
  "agent_gone",
  "agent_redirect_not_allowed",
  "agent_unreachable",
  "agent_missed_check",
  "webhooks_refused",
  "messages_unregistered",
  "messaging_unregistered",
  "messaging_registration_pending",
  "messaging_registration_rejected",
  "address_missing",
  "address_not_yours",
  "bundle_not_yours",
  "bundle_pending",
  "bundle_rejected",
  "bundle_expiring",
  "bundle_expired",
  "bundle_gone",
  "emergency_address_missing",
  "emergency_address_failed",
  "emergency_calling_inactive",
] as const;
export type CauseCode = (typeof causeCodes)[number];

export interface Cause {
  readonly code: CauseCode;
  readonly severity: (typeof causeSeverities)[number];
  /**
   * Holds no counts and times, so that the text changes only with the fact: a changed text would write a new
   * result. Holds no ids of documents, because they may be another tenant's.
   */
  readonly detail: string;
  readonly fix: string;
}

export const blocking = (code: CauseCode, detail: string, fix: string): Cause => ({
  code,
  severity: "blocking",
  detail,
  fix,
});
export const warning = (code: CauseCode, detail: string, fix: string): Cause => ({
  code,
  severity: "warning",
  detail,
  fix,
});
