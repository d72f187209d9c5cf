import { isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js/max";
import type { NumberType } from "#kernel/ports/carrier";

/** No phone number is longer than this, in any notation. */
const MAX_PHONE_TEXT = 32;

/**
 * Checks a number in E.164, or says why it is not one. It guesses no country for a number without `+`, and derives
 * none: +44 7911 is used in Guernsey and in Britain, so only the carrier knows.
 */
export function parseE164(text: string): { e164: string } | { problem: string } {
  if (text.length > MAX_PHONE_TEXT) return { problem: `A phone number has at most ${MAX_PHONE_TEXT} characters.` };
  if (!/^\+[1-9]\d{6,14}$/.test(text)) {
    return {
      problem: `"${text}" is not E.164: a plus sign, the country code and the number, digits only (+14155550100).`,
    };
  }
  const parsed = parsePhoneNumberFromString(text);
  if (!parsed?.isValid()) return { problem: `${text} is not a valid phone number in its numbering plan.` };
  // A trunk prefix after the country code, as in +49 030, makes it a different number.
  if (parsed.number !== text) return { problem: `${text} is not E.164: that number is written ${parsed.number}.` };
  return { e164: parsed.number };
}

export const isCountry = (code: string): boolean => isSupportedCountry(code);

const nanpCountries = new Set(["US", "CA"]);
export const hasAreaCodes = (country: string): boolean => nanpCountries.has(country);

/**
 * Whether the North American numbering plan assigns this area code to this country, or to toll-free numbers.
 */
export function isAssignedAreaCode(areaCode: string, country: string, tollFree: boolean): boolean {
  const parsed = parsePhoneNumberFromString(`+1${areaCode}2345678`);
  if (!parsed?.isValid()) return false;
  return parsed.getType() === "TOLL_FREE" ? tollFree : !tollFree && parsed.country === country;
}

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

/**
 * Country and type of a valid number by its digits. The carrier's record is more precise where there is one.
 */
export function countryAndTypeOf(e164: string): { country: string; type: NumberType } {
  const parsed = parsePhoneNumberFromString(e164);
  const kind = parsed?.getType();
  const type = kind === "TOLL_FREE" ? "toll_free" : kind === "MOBILE" ? "mobile" : "local";
  const country = parsed?.country ?? (e164.startsWith("+1") ? "US" : "ZZ");
  return { country: soldUnder[country] ?? country, type };
}

/**
 * The countries that a caller counts as coming from: the territory's own code, and the country that sells its numbers.
 */
export function callerCountriesOf(e164: string): string[] {
  const sold = countryAndTypeOf(e164).country;
  return [...new Set([parsePhoneNumberFromString(e164)?.country ?? sold, sold])];
}

/** The area code of a North American number. */
export const areaCodeOf = (e164: string): string | undefined => /^\+1(\d{3})\d{7}$/.exec(e164)?.[1];
