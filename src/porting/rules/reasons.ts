// Pure: no I/O, no clock, no randomness.
import {
  type NotPortableCode,
  notPortableCodes,
  type PortingReasonCode,
  type RejectionCode,
  rejectionCodes,
} from "#kernel/values/porting-reasons";

/**
 * Explains every reason for which a number cannot be ported or a port is refused. The codes of rejections follow
 * Telnyx's list of porting exceptions, the longest that a carrier publishes.
 */

export const actors = ["customer", "losing_carrier", "platform", "no_one"] as const;
type Actor = (typeof actors)[number];

export interface Explanation {
  readonly title: string;
  /** The problem, in whole sentences. */
  readonly detail: string;
  /** Who has to do something next. */
  readonly whoActs: Actor;
  /** The next step, in whole sentences. */
  readonly fix: string;
}

const notPortable: Readonly<Record<NotPortableCode, Explanation>> = {
  already_at_carrier: {
    title: "In another Twilio account",
    detail:
      "The number is at Twilio already, in an account that is not the platform's. Twilio does not port between its own accounts.",
    whoActs: "customer",
    fix: "Ask Twilio's support to transfer the number from the account that has it, or import it with the credentials of that account.",
  },
  already_at_platform: {
    title: "In the platform's account already",
    detail: "Twilio lists the number in the platform's account, or a port of it there is under way.",
    whoActs: "platform",
    fix: "Look for the number in your inventory. If it is not there, ask the operator of the platform.",
  },
  already_porting: {
    title: "A port is under way",
    detail: "Twilio has an open port for this number.",
    whoActs: "customer",
    fix: "Wait until that port is completed or canceled, or cancel it where it was requested.",
  },
  not_supported: {
    title: "Not portable to Twilio",
    detail: "Twilio cannot port numbers of this country, rate center or losing carrier.",
    whoActs: "no_one",
    fix: "Keep the number with its carrier and connect it through a SIP trunk instead.",
  },
  number_in_open_port: {
    title: "In an open porting request",
    detail: "Another open porting request on this platform has the number. At most one may have it.",
    whoActs: "customer",
    fix: "Complete or cancel that request. If it is not yours, ask the operator of the platform.",
  },
  number_owned: {
    title: "In service on this platform",
    detail: "A phone number of this platform has this E.164 number, so there is nothing to port.",
    whoActs: "customer",
    fix: "Use the number that is in your inventory. If it is not yours, ask its owner to transfer it to you.",
  },
  operator_path_only: {
    title: "Ported by an operator",
    detail:
      "Twilio ports this number, but not through its API. Toll-free numbers and numbers outside the US are among these.",
    whoActs: "platform",
    fix: "Create a porting request. An operator of the platform moves it by hand.",
  },
  portability_undetermined: {
    title: "Portability not determined",
    detail: "Twilio refused to evaluate the number and gave no reason that the platform knows.",
    whoActs: "platform",
    fix: "Check that the number is written correctly. Ask the operator of the platform if it is.",
  },
};

const rejections: Readonly<Record<RejectionCode, Explanation>> = {
  account_number_mismatch: {
    title: "Account number does not match",
    detail: "The losing carrier has another account number for this phone number.",
    whoActs: "customer",
    fix: "Copy the account number from a bill that is at most 30 days old, with leading zeros and letters, or ask the losing carrier for it.",
  },
  auth_person_mismatch: {
    title: "Authorized person does not match",
    detail: "The losing carrier does not know the person who signed as one who may change the account.",
    whoActs: "customer",
    fix: "Name the person whom the losing carrier has on file, or have the losing carrier add the person who signed.",
  },
  btn_atn_mismatch: {
    title: "Billing telephone number does not match",
    detail: "The losing carrier has another billing telephone number for this account.",
    whoActs: "customer",
    fix: "Take the billing telephone number from the bill or ask the losing carrier for it. It is often the account's main number.",
  },
  carrier_restriction: {
    title: "Locked at the losing carrier",
    detail:
      "The losing carrier keeps the number from being ported, for example by a port-out lock or an unpaid contract.",
    whoActs: "customer",
    fix: "Ask the losing carrier to remove the lock or restriction, then submit the correction.",
  },
  contact_support_required: {
    title: "Twilio's support must help",
    detail: "The port cannot go on without Twilio's support.",
    whoActs: "platform",
    fix: "Wait: the operator of the platform contacts Twilio's support and writes into the timeline.",
  },
  entity_name_mismatch: {
    title: "Customer name does not match",
    detail: "The losing carrier has the account under another name.",
    whoActs: "customer",
    fix: "Write the name exactly as the losing carrier's bill or customer service record has it, with Inc. or LLC.",
  },
  foc_expired: {
    title: "The confirmed date has passed",
    detail: "The number was not activated in the time that the losing carrier had confirmed.",
    whoActs: "platform",
    fix: "Wait: the port is sent again with a new date.",
  },
  foc_rejected: {
    title: "The date was refused",
    detail: "The losing carrier does not port on the date that was asked for.",
    whoActs: "customer",
    fix: "Choose another of the allowed dates, a later one if possible.",
  },
  location_mismatch: {
    title: "Service address does not match",
    detail: "The losing carrier has another service address for this number. This is the most frequent reason of all.",
    whoActs: "customer",
    fix: "Copy the service address from the customer service record, which may differ from the billing address on the bill. Ask the losing carrier for the record.",
  },
  lsr_pending: {
    title: "Another order is pending",
    detail: "The losing carrier has a pending order on this account, so it accepts no port.",
    whoActs: "customer",
    fix: "Ask the losing carrier to complete or cancel its pending orders, then submit the correction.",
  },
  main_btn_porting: {
    title: "The billing number stays behind or leaves",
    detail: "The port takes the account's billing telephone number away while other numbers stay on the account.",
    whoActs: "customer",
    fix: "Give the losing carrier a new billing telephone number for the numbers that stay, and name it in the request.",
  },
  missing_required_fields: {
    title: "Information is missing",
    detail: "The port lacks information that this number needs, such as its PIN or the account number.",
    whoActs: "customer",
    fix: "Add the PIN and the account number, then submit the correction.",
  },
  osp_irresponsive: {
    title: "The losing carrier does not answer",
    detail: "The losing carrier has not answered the port request.",
    whoActs: "losing_carrier",
    fix: "Ask the losing carrier for the state of the port-out. The operator of the platform sends reminders as well.",
  },
  other: {
    title: "Another reason",
    detail: "The losing carrier refused the port with words that the platform does not know. The reason shows them.",
    whoActs: "customer",
    fix: "Read the carrier's words, correct what they name, and submit the correction. Ask the operator if they are unclear.",
  },
  passcode_pin_invalid: {
    title: "PIN is wrong",
    detail:
      "The losing carrier does not accept the PIN. Wireless carriers issue a port-out PIN that differs from the account's PIN and expires.",
    whoActs: "customer",
    fix: "Ask the losing carrier for a port-out PIN and enter it with its leading zeros.",
  },
  phone_number_has_special_feature: {
    title: "A feature blocks the port",
    detail:
      "The number has a service that must be removed first, such as DSL, a hunt group, distinctive ring or forwarding.",
    whoActs: "customer",
    fix: "Ask the losing carrier to remove the feature without disconnecting the number.",
  },
  phone_number_inactive: {
    title: "The number is not in service",
    detail: "The losing carrier has disconnected the number. Only numbers in service can be ported.",
    whoActs: "customer",
    fix: "Ask the losing carrier to put the number back into service, then submit the correction.",
  },
  phone_number_mismatch: {
    title: "The number is not on this account",
    detail: "The losing carrier does not have the number on the account that the request names.",
    whoActs: "customer",
    fix: "Check the number and the account. Numbers of different accounts need requests of their own.",
  },
  phone_number_not_portable: {
    title: "The number cannot be ported",
    detail: "The number cannot be moved away from its carrier.",
    whoActs: "no_one",
    fix: "Take the number out of the request.",
  },
  port_type_incorrect: {
    title: "Full or partial is wrong",
    detail:
      "The request says that all numbers of the account are ported, or that some stay, and the losing carrier sees it otherwise.",
    whoActs: "customer",
    fix: "Change the scope between full and partial. For a partial port, say what happens to the numbers that stay.",
  },
  porting_order_split_required: {
    title: "The request must be split",
    detail: "The numbers belong to several losing carriers or accounts, which need requests of their own.",
    whoActs: "customer",
    fix: "Accept the split that the pre-flight proposes.",
  },
  postal_code_mismatch: {
    title: "Postal code does not match",
    detail: "The losing carrier has another postal code for the service address.",
    whoActs: "customer",
    fix: "Copy the postal code of the service address from the customer service record.",
  },
  rate_center_not_portable: {
    title: "Rate center is not portable",
    detail: "The platform's carrier cannot take numbers of this rate center.",
    whoActs: "no_one",
    fix: "Take the number out of the request, or keep it and connect it through a SIP trunk.",
  },
  signature_expired: {
    title: "The letter was not signed in time",
    detail: "The authorized person did not sign the letter of authorization before it expired.",
    whoActs: "customer",
    fix: "Check the authorized person's e-mail address and submit again, which sends a new letter.",
  },
  sv_conflict: {
    title: "Conflict in the portability register",
    detail: "The losing carrier disputes the port in the register of ported numbers.",
    whoActs: "losing_carrier",
    fix: "Ask the losing carrier why it objects. The operator of the platform follows the dispute.",
  },
  sv_unknown_failure: {
    title: "Failure in the portability register",
    detail: "The register of ported numbers refused the activation without a reason.",
    whoActs: "platform",
    fix: "Wait: the operator of the platform has the activation repeated.",
  },
};

const explanations: Readonly<Record<PortingReasonCode, Explanation>> = { ...notPortable, ...rejections };

export const explain = (code: PortingReasonCode): Explanation => explanations[code];

/** `not_portable`: known before a port is requested. `rejection`: why a port was refused. */
export const reasonKinds = ["not_portable", "rejection"] as const;
type ReasonKind = (typeof reasonKinds)[number];

export interface Reason extends Explanation {
  readonly code: PortingReasonCode;
  readonly kind: ReasonKind;
}

const of = (kind: ReasonKind, codes: readonly PortingReasonCode[]): Reason[] =>
  codes.map((code) => ({ code, kind, ...explanations[code] }));

/** The whole catalogue. */
export const reasons: readonly Reason[] = [...of("not_portable", notPortableCodes), ...of("rejection", rejectionCodes)];
