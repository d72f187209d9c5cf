// Pure: no I/O, no clock, no randomness.
import {
  type MetadataJson,
  type PhoneNumber,
  parsePhoneNumberFromString,
  validatePhoneNumberLength,
} from "libphonenumber-js/core";
import type { NumberType } from "#kernel/ports/carrier";
import { lazily } from "./lazily";
import { canonicalNumber } from "./number-spellings";
import { PHONE_METADATA } from "./phone-metadata";
import { trimmed, ungrouped, unusualCharacter } from "./unseen-characters";

/** The numbering plans of all countries. */
const plans = lazily((): MetadataJson => JSON.parse(PHONE_METADATA));

const parsePhone = (text: string): PhoneNumber | undefined => parsePhoneNumberFromString(text, plans());

/** No phone number is longer than this, in any notation. */
const MAX_PHONE_TEXT = 32;

const e164Form = /^\+[1-9]\d{6,14}$/;

/**
 * Checks the form and the length of a number in E.164, or says why it is none. The carrier knows which numbers exist:
 * it sells ranges that are newer than the numbering plans here. It guesses no country for a number without `+`, and
 * drops blanks and invisible characters at the ends.
 */
export function parseE164(given: string): { e164: string } | { problem: string } {
  const text = trimmed(given);
  if (text.length > MAX_PHONE_TEXT) return { problem: `A phone number has at most ${MAX_PHONE_TEXT} characters.` };
  if (!e164Form.test(text)) {
    const meant = ungrouped(text);
    const form = e164Form.test(meant)
      ? `write ${meant}`
      : "a plus sign, the country code and the number, digits only (+14155550100)";
    return { problem: `"${text}" is not E.164: ${form}.${unusualCharacter(given)}` };
  }
  const parsed = parsePhone(text);
  if (!parsed) return { problem: `${text} is no phone number: no country has its calling code.` };
  if (!parsed.isPossible()) return { problem: lengthProblem(text, parsed.countryCallingCode) };
  // A trunk prefix after the country code, as in +49 030, makes it a different number.
  if (parsed.number !== text) return { problem: `${text} is not E.164: that number is written ${parsed.number}.` };
  return { e164: parsed.number };
}

function lengthProblem(text: string, callingCode: string): string {
  const length = validatePhoneNumberLength(text, plans());
  const digits = text.length - 1 - callingCode.length;
  const fault = length === "TOO_SHORT" ? "too few" : length === "TOO_LONG" ? "too many" : "as no phone number has";
  return `${text} has ${digits} digits after +${callingCode}, ${fault}.`;
}

export const isCountry = (code: string): boolean => Object.hasOwn(plans().countries, code);

const nanpCountries = new Set(["US", "CA"]);
export const hasAreaCodes = (country: string): boolean => nanpCountries.has(country);

/** Territories that share a country code with a larger country, under which carriers sell their numbers. */
const soldUnder: Readonly<Record<string, string>> = {
  AX: "FI",
  BL: "GP",
  CC: "AU",
  CX: "AU",
  GG: "GB",
  IM: "GB",
  JE: "GB",
  MF: "GP",
  SJ: "NO",
  VA: "IT",
  YT: "RE",
};

/** The country that sells a territory's numbers; any other country itself. */
export const soldIn = (country: string): string => soldUnder[country] ?? country;

/** Stands for no country (CLDR's code of an unknown region). */
export const NO_COUNTRY = "ZZ";

/** Where a number belongs, by its digits. */
export interface Place {
  /** A territory's own code where it has ranges of its own. `null`: the number belongs to no country, as +800 does. */
  readonly country: string | null;
  /** The number is in a known range of the country; otherwise the country is the main one of the calling code. */
  readonly isRange: boolean;
  /** The numbers are of several countries or of none: North America's toll-free and premium ones, +800, +882. */
  readonly isShared: boolean;
}

/** Types of numbers that have an area code in North America. */
const geographic = new Set(["FIXED_LINE", "MOBILE", "FIXED_LINE_OR_MOBILE"]);

/** The carrier's word is more precise where there is one. */
export function placeOf(e164: string): Place {
  const parsed = parsePhone(canonicalNumber(e164));
  const type = parsed?.getType();
  if (parsed?.countryCallingCode === "1" && type !== undefined && !geographic.has(type)) {
    return { country: "US", isRange: false, isShared: true };
  }
  if (parsed?.country !== undefined) return { country: parsed.country, isRange: true, isShared: false };
  const country = parsed?.getPossibleCountries()[0] ?? null;
  return { country, isRange: false, isShared: country === null };
}

/** Whether the numbering plans here have the number. Numbers that carriers sell may be newer. */
export const isInKnownRange = (e164: string): boolean => parsePhone(e164)?.isValid() ?? false;

/** Services that no carrier hands over to another one, with their names. */
const specialServices: Readonly<Record<string, string>> = {
  PREMIUM_RATE: "a premium-rate number",
  SHARED_COST: "a shared-cost number",
  PAGER: "a pager's number",
  VOICEMAIL: "a voicemail access number",
};

/** The number's service in words if it is for another purpose than calls to a subscriber; `null` otherwise. */
export const specialServiceOf = (e164: string): string | null =>
  specialServices[parsePhone(e164)?.getType() ?? ""] ?? null;

/** Country and type of a number by its digits: in an unknown range, `local` in the calling code's main country. */
export function countryAndTypeOf(e164: string): { country: string; type: NumberType } {
  const kind = parsePhone(e164)?.getType();
  const type = kind === "TOLL_FREE" ? "toll_free" : kind === "MOBILE" ? "mobile" : "local";
  return { country: soldIn(placeOf(e164).country ?? NO_COUNTRY), type };
}

/** The area code of a North American number. */
export const areaCodeOf = (e164: string): string | undefined => /^\+1(\d{3})\d{7}$/.exec(e164)?.[1];
