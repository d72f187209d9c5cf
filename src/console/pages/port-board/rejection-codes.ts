// Pure: no I/O, no clock, no randomness.
import type { BodyFor } from "../../api/call";

type Transition = NonNullable<
  BodyFor<"POST", "/v1/porting-requests/{porting_request_id}/transitions/{transition_name}">
>;
export type ExceptionReason = NonNullable<Transition["reasons"]>[number];
type RejectionCode = ExceptionReason["code"];

/** The reasons for which carriers refuse a port. */
const rejectionCodes: readonly RejectionCode[] = [
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
];

export const codeChoices = rejectionCodes.map((code) => ({ value: code, label: code.replaceAll("_", " ") }));

export const codeFrom = (text: string | null): RejectionCode => rejectionCodes.find((code) => code === text) ?? "other";
