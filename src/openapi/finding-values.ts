import type { FindingKind } from "#findings/kinds";

/** Explains the kinds of findings. */
export const findingKindTexts: Readonly<Record<FindingKind, string>> = {
  purchase_undeliverable: "An order item could not be bought.",
  record_undeliverable: "A webhook of Twilio could not be stored.",
  trunk_number_unknown: "A call came over a SIP trunk for a number that the trunk does not have.",
  message_not_forwarded: "A message was not forwarded.",
  sip_trunk_down: "A SIP trunk does not work.",
  sip_trunk_not_removed: "Parts of a deleted SIP trunk may still be at Twilio.",
  sip_certificate_expiring: "The certificate of a SIP gateway expires soon.",
  porting_request_silent: "A porting request stands still for longer than usual.",
  porting_status_unknown: "Twilio shows a port in a status that the platform does not know.",
  porting_not_prepared: "A port is near, and its numbers would not be in service or would reach no agent.",
  porting_number_not_in_service: "A number should have moved and is not in service.",
  job_failing: "A job has failed several times in a row.",
  number_orphaned: "The Twilio account has a number that no tenant owns.",
  number_missing: "Twilio no longer has a number.",
  number_ported_out: "Another carrier has taken a number.",
  number_drifted: "A number's settings at Twilio were changed.",
  number_inactive: "Twilio may reclaim a number that is hardly used.",
  credential_invalid: "Twilio does not accept the account's credentials.",
  carrier_account_refused: "Twilio refuses an account that the tenant connected.",
  porting_setting_conflict: "A setting for porting at Twilio is not as configured.",
  sync_implausible: "So many numbers are missing that the settings may name another account.",
  delivery_unproven: "A test event did not arrive.",
};
