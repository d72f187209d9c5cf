// Pure: no I/O, no clock, no randomness.
import { canonicalNumber, spellingsOf } from "./number-spellings";
import { countriesOf, MAX_ADDRESS, type Party, parseParty, partyKey } from "./party";
import { isCountry, NO_COUNTRY } from "./phone";
import { trimmed, ungrouped, unusualCharacter } from "./unseen-characters";

/** How requests name callers: in routing plans, in filters of lists, and in simulated calls. */

export type Naming = { readonly party: Party } | { readonly problem: string };

/** Names callers whose address is of no known kind. */
const otherCaller: Party = { address: "", kind: "other", phoneNumber: null, country: null };

const otherWordsForHidden =
  /^(anonymous|restricted|blocked|unknown|unavailable|hidden|private|withheld|no caller id|)$/i;

const isNoE164 = "Must be E.164: a plus sign, the country code and the number, 7 to 15 digits only";

/** Addresses with these schemes are no channel's. */
const foreignScheme = /^(tel|https?|wss?|mailto):/i;

/**
 * The party that a text names, with the country that the carrier says; otherwise the reason why no caller can be meant,
 * and what to write instead.
 */
export function nameParty(text: string, country?: string): Naming {
  const name = trimmed(text);
  if (name === "other") return { party: { ...otherCaller, country: country ?? null } };
  if (name !== "anonymous" && otherWordsForHidden.test(name)) {
    return { problem: 'Write "anonymous": it stands for all callers who hide their number.' };
  }
  if (name.length > MAX_ADDRESS) return { problem: `An address has at most ${MAX_ADDRESS} characters.` };
  const party = parseParty(name, country);
  if (foreignScheme.test(name)) return { problem: numberProblem(name.replace(foreignScheme, "")) };
  if (party.kind === "channel" && party.phoneNumber === null) {
    const [, scheme, id = ""] = /^([^:]+):(.+)$/.exec(name) ?? [];
    if (/^\+|^\d{7,15}$/.test(id) && /^whatsapp$/i.test(scheme ?? "")) return { problem: numberProblem(id) };
  }
  if (party.kind !== "other") return { party };
  if (/^[+\d]+$/.test(ungrouped(name))) return { problem: numberProblem(name) };
  return {
    problem:
      "Must be a caller's address as the carrier sends it: a phone number in E.164, `sip:user@host`, `client:name`, " +
      "a channel's address like `whatsapp:+14155550123`, a short code, or `anonymous` for hidden callers. " +
      `\`other\` stands for callers whose address is none of these.${unusualCharacter(name)}`,
  };
}

function numberProblem(text: string): string {
  const digits = text.replace(/[^\d+]/g, "");
  const form =
    parseParty(digits).kind === "phone_number" ? `${isNoE164}: write ${digits}.` : `${isNoE164}, like +14155550123.`;
  return form + unusualCharacter(text);
}

const prefix = /^\+[1-9]\d{0,13}\*$/;

/** Why no call can match this rule of a routing plan, which is a caller or a prefix of numbers; `null` if calls can. */
export function callerRuleProblem(text: string): string | null {
  if (prefix.test(text)) return null;
  if (text.includes("*")) return "A prefix is a plus sign, 1 to 14 digits of a number and a star, like `+1900*`.";
  return callerProblem(text);
}

/** Why no call can come from this caller; `null` if calls can. */
export function callerProblem(text: string): string | null {
  if (text.includes("*")) return "Must be one caller. Only `blocked_callers` takes prefixes.";
  const naming = nameParty(text);
  if ("problem" in naming) return naming.problem;
  return naming.party.kind === "alphanumeric"
    ? "Senders with a name send messages only; on a call, the carrier turns letters into digits."
    : null;
}

/** The form of a named caller to compare by; `null` for a text that names none. */
export function callerKey(text: string): string | null {
  const naming = nameParty(text);
  return "party" in naming ? partyKey(naming.party) : null;
}

/**
 * The first of these rules that finds a caller; `null` if none does. A caller is found by its address, in any spelling.
 * In a channel, it is also found by its phone number, after rules that name its address in the channel.
 */
export function ruleFor(rules: readonly string[], party: Party): string | null {
  const { phoneNumber } = party;
  const spellings = phoneNumber === null ? [] : spellingsOf(phoneNumber);
  const keys = new Set([partyKey(party), ...(phoneNumber === null ? [] : [canonicalNumber(phoneNumber)])]);
  const named = rules.map((rule) => ({ rule, key: prefix.test(rule) ? null : callerKey(rule) }));
  for (const key of keys) {
    const found = named.find((one) => one.key === key);
    if (found) return found.rule;
  }
  const found = named.find(
    ({ rule, key }) => key === null && spellings.some((number) => number.startsWith(rule.slice(0, -1))),
  );
  return found?.rule ?? null;
}

/** Countries that may call or may not. `ZZ` stands for callers of no country. */
export interface CountryRule {
  readonly mode: "allow" | "deny";
  readonly list: readonly string[];
}

/** The caller's countries as they count for this rule, and whether one is on the list. */
export function findCountry({ mode, list }: CountryRule, party: Party) {
  const { certain, possible } = countriesOf(party);
  const countries = mode === "allow" ? certain : possible;
  const isListed = countries.some((country) => list.includes(country));
  return { countries, isListed, isAdmitted: isListed === (mode === "allow") };
}

/** Why a rule for this one caller is never asked: an earlier rule rejects all of its calls. `null` if it can be. */
export function unreachableProblem(
  caller: string,
  plan: { readonly blocked_callers: readonly string[]; readonly countries: CountryRule | null },
): string | null {
  const naming = nameParty(caller);
  if ("problem" in naming) return naming.problem;
  const { party } = naming;
  const rule = ruleFor(plan.blocked_callers, party);
  if (rule !== null) return `\`blocked_callers\` rejects this caller first, by ${rule}.`;
  // The carrier's word may put any other caller into any country.
  const isRejected = party.kind === "anonymous" && plan.countries && !findCountry(plan.countries, party).isAdmitted;
  return isRejected ? `\`countries\` rejects hidden callers first: they are of no country, ${NO_COUNTRY}.` : null;
}

/** Codes that people write for a country, and the codes that ISO 3166-1 has for it. */
const misnamed: Readonly<Record<string, string>> = { UK: "GB", EL: "GR" };

/** Why no caller can be from this country; `null` if callers can. */
export function countryProblem(code: string): string | null {
  if (isCountry(code) || code === NO_COUNTRY) return null;
  const capitals = trimmed(code).toUpperCase();
  const meant = misnamed[capitals] ?? capitals;
  return isCountry(meant) || meant === NO_COUNTRY
    ? `Write ${meant}.`
    : `Must be the ISO 3166-1 alpha-2 code of a country with phone numbers, like US, or ${NO_COUNTRY} for no country.`;
}
