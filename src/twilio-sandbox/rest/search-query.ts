import { parseContains } from "../inventory/contains";
import type { Search } from "../inventory/search";
import { invalidParameter, TwilioProblem } from "../problem";

const defaultMiles = 25;
const maxMiles = 500;

/** Reads the parameters of AvailablePhoneNumbers; unknown ones are ignored, as Twilio does. */
export function readSearch(query: URLSearchParams): Search {
  const search: Search = {
    capabilities: {
      ...flag(query, "VoiceEnabled", "voice"),
      ...flag(query, "SmsEnabled", "sms"),
      ...flag(query, "MmsEnabled", "mms"),
      ...flag(query, "FaxEnabled", "fax"),
    },
    excludeAddress: [
      ...(isTrue(query, "ExcludeAllAddressRequired") ? (["any", "local", "foreign"] as const) : []),
      ...(isTrue(query, "ExcludeLocalAddressRequired") ? (["local"] as const) : []),
      ...(isTrue(query, "ExcludeForeignAddressRequired") ? (["foreign"] as const) : []),
    ],
    includeBeta: boolean(query, "Beta") ?? true,
    withinMiles: distance(query),
    inside: {
      ...named(query, "InPostalCode", "postalCode"),
      ...named(query, "InRegion", "region"),
      ...named(query, "InRateCenter", "rateCenter"),
      ...named(query, "InLata", "lata"),
      ...named(query, "InLocality", "locality"),
    },
  };
  const areaCode = query.get("AreaCode");
  if (areaCode) search.areaCode = readAreaCode(areaCode);
  const contains = query.get("Contains");
  if (contains) {
    const pattern = parseContains(contains);
    if (!pattern) throw invalidParameter("Contains", contains);
    search.contains = pattern;
  }
  const near = nearby(query);
  if (near) search.near = near;
  return search;
}

export function readAreaCode(text: string): string {
  if (!/^[2-9]\d{2}$/.test(text)) throw new TwilioProblem(400, 21451, `${text} is not a valid area code`);
  return text;
}

function nearby(query: URLSearchParams): Search["near"] {
  const number = query.get("NearNumber");
  if (number) return { number: `+${number.replace(/\D/g, "")}` };
  const text = query.get("NearLatLong");
  if (!text) return undefined;
  const [, latitude, longitude] = /^\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*$/.exec(text) ?? [];
  if (latitude === undefined || longitude === undefined) throw invalidParameter("NearLatLong", text);
  return { latitude: Number(latitude), longitude: Number(longitude) };
}

function distance(query: URLSearchParams): number {
  const text = query.get("Distance");
  if (!text) return defaultMiles;
  const miles = Number(text);
  if (!(miles >= 0 && miles <= maxMiles)) throw invalidParameter("Distance", text);
  return miles;
}

function boolean(query: URLSearchParams, name: string): boolean | undefined {
  const text = query.get(name)?.toLowerCase();
  return text === "true" ? true : text === "false" ? false : undefined;
}

function isTrue(query: URLSearchParams, name: string): boolean {
  return boolean(query, name) === true;
}

function flag<Key extends string>(query: URLSearchParams, name: string, key: Key) {
  const value = boolean(query, name);
  return value === undefined ? {} : { [key]: value };
}

function named<Key extends string>(query: URLSearchParams, name: string, key: Key) {
  const value = query.get(name);
  return value ? { [key]: value } : {};
}
