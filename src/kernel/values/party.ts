// Pure: no I/O, no clock, no randomness.
import { canonicalNumber } from "./number-spellings";
import { isCountry, NO_COUNTRY, placeOf, soldIn } from "./phone";

/**
 * The party at the other end of a call or message: a caller or a sender. Carriers identify it by an address, which is a
 * phone number in most cases (https://www.twilio.com/docs/voice/twiml#request-parameters,
 * https://www.twilio.com/docs/messaging/channels).
 */

export const partyKinds = [
  "phone_number",
  "anonymous",
  "sip",
  "client",
  "short_code",
  "alphanumeric",
  "channel",
  "other",
] as const;
export type PartyKind = (typeof partyKinds)[number];

export interface Party {
  /** As the carrier sent it; empty if it sent none. */
  readonly address: string;
  readonly kind: PartyKind;
  /** In E.164, as the carrier sent it: the number, or the number in a channel's address. */
  readonly phoneNumber: string | null;
  /** ISO 3166-1 alpha-2: as the carrier says, or else by the number. */
  readonly country: string | null;
}

const e164 = /^\+[1-9]\d{6,14}$/;

/** Twilio's numbers for hidden callers: the words below, spelled on a telephone's keys. */
const hiddenNumbers = new Set(["+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"]);
const hiddenWords = /^(anonymous|restricted|blocked|unknown|unavailable)$/i;

const isHidden = (name: string): boolean => name === "" || hiddenWords.test(name) || hiddenNumbers.has(name);

/** Common short codes have 5 or 6 digits. Longer ones look like numbers without an area code. */
const shortCode = /^\d{3,6}$/;

/** GSM allows 11 characters, with at least one letter. */
const alphanumeric = /^(?=.*\p{L})[^:@+]{1,11}$/u;

/** RFC 3261, 19.1: scheme, user with an optional password, host, then port, parameters and headers. */
const sipUri = /^sips?:(?:([^@:]*)(?::[^@]*)?@)?(\[[^\]]+\]|[^@:;?[\]\s]+)(?:[:;?].*)?$/i;

/** RFC 3986, 3.1: a scheme, then what identifies the party in that channel. */
const channelAddress = /^([a-z][a-z0-9+.-]*):(.+)$/i;

/** No address that a carrier sends is longer; SIP URIs have 255 characters at most. */
export const MAX_ADDRESS = 255;

/**
 * Reads the address that a carrier sent, without characters that cannot be shown. `country` is the country that the
 * carrier gave with it; for a hidden caller that is the country of a stand-in number, so it does not count.
 */
export function parseParty(sent: string | undefined, country?: string): Party {
  const address = (sent ?? "")
    .toWellFormed()
    .replace(/\p{Cc}/gu, "")
    .trim()
    .slice(0, MAX_ADDRESS);
  const kind = kindOf(address);
  const phoneNumber = kind === "phone_number" ? address : kind === "channel" ? numberInChannel(address) : null;
  if (kind === "anonymous") return { address, kind, phoneNumber, country: null };
  const said = country !== undefined && isCountry(country) ? country : null;
  return { address, kind, phoneNumber, country: said ?? (phoneNumber && placeOf(phoneNumber).country) };
}

function kindOf(address: string): PartyKind {
  if (isHidden(address)) return "anonymous";
  if (e164.test(address)) return "phone_number";
  if (/^sips?:/i.test(address)) return kindOfSip(address);
  if (/^client:./i.test(address)) return "client";
  if (channelAddress.test(address)) return "channel";
  if (shortCode.test(address)) return "short_code";
  return alphanumeric.test(address) ? "alphanumeric" : "other";
}

/** A hidden caller has the user `anonymous` and often a host that does not exist (RFC 3323, 4.1). */
function kindOfSip(address: string): PartyKind {
  const [, user, host] = sipUri.exec(address) ?? [];
  if (host === undefined) return "other";
  return user !== undefined && isHidden(unescaped(user)) ? "anonymous" : "sip";
}

function numberInChannel(address: string): string | null {
  const id = channelAddress.exec(address)?.[2] ?? "";
  return e164.test(id) ? id : null;
}

/** A party that is hidden, or whose address is of no known kind. Rules name these by a word, not by an address. */
const unnamed = { anonymous: "anonymous", other: "other:" } as const;

/**
 * The form to compare parties by: equal for two addresses of one party, different for any other two. All hidden callers
 * have the same, as do all addresses of kind `other`.
 */
export function partyKey({ address, kind, phoneNumber }: Party): string {
  switch (kind) {
    case "phone_number":
      return canonicalNumber(phoneNumber ?? address);
    case "anonymous":
    case "other":
      return unnamed[kind];
    case "sip":
      return sipKey(address);
    case "client":
      return `client:${address.slice("client:".length)}`;
    case "channel":
      return channelKey(address, phoneNumber);
    case "short_code":
      return address;
    case "alphanumeric":
      return address.toLowerCase();
  }
}

/** Whether calls of this party can be recognised as the same caller's. */
export const isIdentified = ({ kind }: Pick<Party, "kind">): boolean => kind !== "anonymous" && kind !== "other";

/**
 * The user at the host: the parts of a SIP URI that identify a caller. A From header has no port, and `sips` names the
 * same resource over TLS (RFC 3261, 19.1 and 19.1.1, table 1).
 */
function sipKey(address: string): string {
  const [, user, host = ""] = sipUri.exec(address) ?? [];
  return `sip:${user === undefined ? "" : `${unescaped(user)}@`}${host.toLowerCase()}`;
}

/** Escaped and plain characters are equal (RFC 3261, 19.1.4). */
function unescaped(user: string): string {
  try {
    return decodeURIComponent(user);
  } catch {
    return user;
  }
}

function channelKey(address: string, phoneNumber: string | null): string {
  const [, scheme = "", id = ""] = channelAddress.exec(address) ?? [];
  return `${scheme.toLowerCase()}:${phoneNumber === null ? id : canonicalNumber(phoneNumber)}`;
}

/** The countries by which a rule finds a party; `NO_COUNTRY` for a party without one. */
export interface PartyCountries {
  /** For a list of allowed countries: the carrier's word decides. */
  readonly certain: readonly string[];
  /** For a list of denied countries: also the country of the number's range, if the carrier says another. */
  readonly possible: readonly string[];
}

/**
 * A territory counts as itself and as the country that sells its numbers. Numbers that several countries share, as
 * toll-free ones of North America, also count as of no country.
 */
export function countriesOf({ phoneNumber, country }: Party): PartyCountries {
  const place = phoneNumber === null ? null : placeOf(phoneNumber);
  const range = place?.isRange ? place.country : null;
  const isTerritory = range !== null && soldIn(range) === country;
  const certain = [
    ...(isTerritory ? [range] : []),
    ...(country === null ? [] : [country, soldIn(country)]),
    ...(country === null || place?.isShared ? [NO_COUNTRY] : []),
  ];
  const possible = [...certain, ...(range === null ? [] : [range, soldIn(range)])];
  return { certain: [...new Set(certain)], possible: [...new Set(possible)] };
}
