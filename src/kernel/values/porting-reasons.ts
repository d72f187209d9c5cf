// Pure: no I/O, no clock, no randomness.
/**
 * The codes of reasons why a number cannot be ported, or why a port was refused. `porting/rules/reasons.ts` explains
 * each.
 */

/** Reasons that are known before a port is requested. */
export const notPortableCodes = [
  "already_at_carrier",
  "already_at_platform",
  "already_porting",
  "not_supported",
  "number_in_open_port",
  "number_owned",
  "operator_path_only",
  "portability_undetermined",
] as const;

/** Reasons for which a losing carrier, or the carrier that ports, refuses a port. */
export const rejectionCodes = [
  "account_number_mismatch",
  "auth_person_mismatch",
  "btn_atn_mismatch",
  "carrier_restriction",
  "contact_support_required",
  "entity_name_mismatch",
  "foc_expired",
  "foc_rejected",
  "location_mismatch",
  "lsr_pending",
  "main_btn_porting",
  "missing_required_fields",
  "osp_irresponsive",
  "other",
  "passcode_pin_invalid",
  "phone_number_has_special_feature",
  "phone_number_inactive",
  "phone_number_mismatch",
  "phone_number_not_portable",
  "port_type_incorrect",
  "porting_order_split_required",
  "postal_code_mismatch",
  "rate_center_not_portable",
  "signature_expired",
  "sv_conflict",
  "sv_unknown_failure",
] as const;

export type NotPortableCode = (typeof notPortableCodes)[number];
export type RejectionCode = (typeof rejectionCodes)[number];
export type PortingReasonCode = NotPortableCode | RejectionCode;
