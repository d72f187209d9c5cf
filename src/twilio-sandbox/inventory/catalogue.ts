import { type PhoneNumber, parsePhoneNumberFromString } from "libphonenumber-js/max";
import { hash } from "./hash";
import { type Capabilities, countries, type NumberType, type Offer, offerOf } from "./offers";
import { nowhere, type Place } from "./places";
import { covers, template } from "./template";

/** Twilio's magic numbers. They mean the same with any credentials here. */
export const magic = { taken: "+15005550000", invalid: "+15005550001", available: "+15005550006" } as const;

const typeNames: Partial<Record<NonNullable<ReturnType<PhoneNumber["getType"]>>, NumberType>> = {
  FIXED_LINE: "local",
  FIXED_LINE_OR_MOBILE: "local",
  MOBILE: "mobile",
  TOLL_FREE: "tollfree",
  UAN: "national",
  VOIP: "national",
};

/** Whether the text is an E.164 of a number that the numbering plan knows, or that is for sale in a newer range. */
export function isValidNumber(text: string): boolean {
  if (text === magic.available || text === magic.taken) return true;
  if (text === magic.invalid || !/^\+[1-9]\d{6,14}$/.test(text)) return false;
  return parsePhoneNumberFromString(text)?.isValid() || offerInNewRange(text) !== undefined;
}

/** The offer under which a number is sold, listed by a search or not; undefined when it is not for sale. */
export function offerFor(e164: string): Offer | undefined {
  if (e164 === magic.available) return offerOf("US", "local");
  const parsed = parsePhoneNumberFromString(e164);
  if (!parsed?.isValid()) return offerInNewRange(e164);
  const type = typeNames[parsed.getType() ?? "PAGER"];
  return parsed.country && type ? offerOf(parsed.country, type) : undefined;
}

/** The offer that has a number in a block that the library's numbering plans do not know yet. */
const offerInNewRange = (e164: string): Offer | undefined =>
  countries.flatMap(({ offers }) => offers).find(({ blocks }) => blocks.some(({ template }) => covers(template, e164)));

/** ISO 3166-1 alpha-2: the country of a number, or the main one of its calling code; empty for other text. */
export function countryOfNumber(text: string): string {
  if (!/^\+[1-9]\d{6,14}$/.test(text)) return "";
  const parsed = parsePhoneNumberFromString(text);
  return parsed?.country ?? parsed?.getPossibleCountries()[0] ?? "";
}

export function placeOf(e164: string): Place {
  return offerFor(e164)?.blocks.find((block) => covers(block.template, e164))?.place ?? nowhere;
}

export function capabilitiesOf(offer: Offer, e164: string): Capabilities {
  const variant = offer.capabilities[hash(e164) % offer.capabilities.length];
  return variant ?? { voice: true, sms: false, mms: false, fax: false };
}

/** The name Twilio gives a number: "(415) 555-1234" in North America, the E.164 elsewhere. */
export function friendlyNameOf(e164: string): string {
  const digits = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(e164);
  return digits ? `(${digits[1]}) ${digits[2]}-${digits[3]}` : e164;
}

const assigned = new Map<string, string[]>();

/** The geographic area codes that are really in use in the US or Canada. */
export function areaCodesOf(country: string): string[] {
  const known = assigned.get(country);
  if (known) return known;
  const codes: string[] = [];
  for (let code = 200; code < 1000; code++) {
    const parsed = parsePhoneNumberFromString(`+1${code}2345678`);
    if (parsed?.country === country && parsed.isValid() && parsed.getType() === "FIXED_LINE_OR_MOBILE") {
      codes.push(String(code));
    }
  }
  assigned.set(country, codes);
  return codes;
}

/** All numbers of a North American area code, for one that has no described block. */
export function areaCodeTemplate(areaCode: string) {
  return template(`1 ${areaCode} NXX XXXX`);
}
