// Pure: no I/O, no clock, no randomness.
import {
  type CarrierPortNumberStatus,
  type CarrierPortStatus,
  type CarrierReason,
  carrierPortNumberStatuses,
  carrierPortStatuses,
} from "#kernel/ports/carrier-porting";
import type { NotPortableCode, RejectionCode } from "#kernel/values/porting-reasons";
import { rejectionCodes } from "#kernel/values/porting-reasons";

/**
 * Twilio's words about ports in ours. Its documents, examples and webhooks spell the same status as `In review`,
 * `in_review` and `In Review`, and the number statuses with and without `port_`.
 */

/** `Waiting for Signature`, `waiting-for-signature` and `WaitingForSignature` all become `waiting_for_signature`. */
const normalise = (word: string): string =>
  word
    .trim()
    .replaceAll(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replace(/^cancelled$/, "canceled");

/** The example of a port that was just created says `pending`. */
const portSynonyms: ReadonlyMap<string, CarrierPortStatus> = new Map([["pending", "in_review"]]);
const numberSynonyms: ReadonlyMap<string, CarrierPortNumberStatus> = new Map([["in_progress", "submitted"]]);

export function portStatus(raw: string | null): CarrierPortStatus {
  const word = normalise(raw ?? "");
  return portSynonyms.get(word) ?? carrierPortStatuses.find((known) => known === word) ?? "unknown";
}

export function portNumberStatus(raw: string | null): CarrierPortNumberStatus {
  const word = normalise(raw ?? "").replace(/^port_/, "");
  return numberSynonyms.get(word) ?? carrierPortNumberStatuses.find((known) => known === word) ?? "unknown";
}

/** Twilio could not evaluate the number, and asks to try again. https://www.twilio.com/docs/api/errors/22135 */
export const PORTABILITY_FAILED = 22135;

/** https://www.twilio.com/docs/phone-numbers/port-in/portability-api */
const notPortable: ReadonlyMap<string, NotPortableCode> = new Map([
  ["22130", "not_supported"],
  ["unsupported", "not_supported"],
  ["22131", "already_at_platform"],
  ["already_in_the_target_account", "already_at_platform"],
  ["22132", "already_at_carrier"],
  ["already_in_twilio_different_owner", "already_at_carrier"],
  ["22133", "operator_path_only"],
  ["manual_porting_available", "operator_path_only"],
  ["22136", "already_at_platform"],
  ["already_in_one_of_your_twilio_accounts", "already_at_platform"],
  ["22137", "already_porting"],
]);

/** The number's reason, by Twilio's code, else by its name. */
export function notPortableReason(carrierCode: string | null, words: string | null): CarrierReason<NotPortableCode> {
  const code =
    notPortable.get(carrierCode ?? "") ?? notPortable.get(normalise(words ?? "")) ?? "portability_undetermined";
  return { code, carrierCode, text: words };
}

/** Whether Twilio's refusal of a portability check with this code is an answer about the number. */
export const isPortabilityCode = (carrierCode: number | null): boolean =>
  carrierCode !== null && notPortable.has(String(carrierCode));

/** The names that Twilio's newer documents have. */
const rejections: ReadonlyMap<string, RejectionCode> = new Map([
  ["contact_support_required", "contact_support_required"],
  ["phone_number_with_carrier_restriction", "carrier_restriction"],
  ["phone_number_inactive_or_disconnected", "phone_number_inactive"],
  ["invalid_end_user_name", "entity_name_mismatch"],
  ["invalid_address", "location_mismatch"],
  ["invalid_pin", "passcode_pin_invalid"],
  ["invalid_account_number", "account_number_mismatch"],
  ["missing_required_fields", "missing_required_fields"],
]);

/** For losing carriers' own words, the more specific word first. */
const rejectionWords: readonly (readonly [RegExp, RejectionCode])[] = [
  [/\b(pin|passcode|password)\b/i, "passcode_pin_invalid"],
  [/\b(zip|postal)\b/i, "postal_code_mismatch"],
  [/\b(btn|atn|billing (telephone|phone) number)\b/i, "btn_atn_mismatch"],
  [/\baccount (number|no\b|#)/i, "account_number_mismatch"],
  [/\bauthori[sz]ed (person|user|representative|contact)\b/i, "auth_person_mismatch"],
  [/\b(address|location|street)\b/i, "location_mismatch"],
  [/\b(end user|customer|entity|business|subscriber) name\b/i, "entity_name_mismatch"],
  [/\b(inactive|disconnected|not in service)\b/i, "phone_number_inactive"],
  [/\b(frozen|freeze|locked|port(ing|-out)? protection|restrict(ed|ion))\b/i, "carrier_restriction"],
];

/** `null` if Twilio gives no reason at all. */
export function rejectionReason(carrierCode: string | null, words: string | null): CarrierReason<RejectionCode> | null {
  if (carrierCode === null && words === null) return null;
  return { code: rejectionOf(carrierCode ?? "") ?? rejectionOf(words ?? "") ?? "other", carrierCode, text: words };
}

function rejectionOf(words: string): RejectionCode | undefined {
  const name = normalise(words);
  return (
    rejections.get(name) ??
    rejectionCodes.find((known) => known === name) ??
    rejectionWords.find(([pattern]) => pattern.test(words.replaceAll("_", " ")))?.[1]
  );
}
