// Pure: no I/O, no clock, no randomness.
import { puertoRicanWords, stateCodes, statesByZipDigit, streetWords, unitDesignators } from "./postal-abbreviations";

/**
 * Addresses in the form in which they are compared. It follows USPS Publication 28 and serves comparison alone: what
 * the customer wrote goes to the carrier as it is, because carriers compare it with their own records.
 *
 * A parser for free text (parse-address) is not used: street, city, state and ZIP Code come apart already, it leaves
 * `Ste` and `Suite` different, and it fails on Puerto Rico's streets. Tests compare its street suffixes with ours.
 */

/** An address as the API has it. */
export interface PostalAddress {
  readonly street: string;
  readonly street_2: string | null;
  readonly city: string;
  /** The code of the state, or its name as the carrier has it. */
  readonly state: string;
  readonly postal_code: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
}

/** The parts of an address that can differ from another one. */
export type AddressPart = "street" | "unit" | "city" | "state" | "postal_code" | "country";

/** `street` and `unit` hold their words in USPS spelling; a unit without designator begins with `#`. */
export type ComparisonForm = Readonly<Record<AddressPart, string>>;

/** Upper case without accents; letters, digits, `#`, `&`, and hyphens and slashes within words stay. */
function wordsOf(text: string): string[] {
  const plain = text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toUpperCase();
  return plain
    .replaceAll(/[.'\u2019`]/g, "")
    .replaceAll("#", " # ")
    .replaceAll(/[^\p{L}\p{N}#&/-]+/gu, " ")
    .split(" ")
    .map((word) => word.replaceAll(/^[-/]+|[-/]+$/g, ""))
    .filter((word) => word !== "");
}

const respell = (words: readonly string[], table: ReadonlyMap<string, string>): string[] =>
  words.map((word) => table.get(word) ?? word);

/** `N E` becomes `NE`, as in "North East". */
const joinDirections = (words: readonly string[]): string[] =>
  words
    .join(" ")
    .replaceAll(/\b([NS]) ([EW])\b/g, "$1$2")
    .split(" ");

const houseNumbers = ["ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE", "TEN"];

function spellHouseNumber([first = "", ...rest]: readonly string[]): string[] {
  const at = houseNumbers.indexOf(first);
  return [at < 0 ? first : String(at + 1), ...rest];
}

/** The name of a unit behind its designator: `4`, `4B`, `B`, `12-C`. */
const isUnitName = (word: string | undefined): word is string =>
  word !== undefined && (/\d/.test(word) || /^[A-Z]$/.test(word));

/** These name a unit by themselves. */
const unnumbered = new Set(["BSMT", "FRNT", "LBBY", "LOWR", "OFC", "PH", "REAR", "SIDE", "UPPR"]);

interface Line {
  readonly street: readonly string[];
  readonly units: readonly string[];
}

/** Takes the units out of a line. Words before `from` are never one: a house number and the first word of a street. */
function splitUnits(words: readonly string[], from: number): Line {
  const street: string[] = [];
  const units: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    const designator = at < from ? undefined : word === "#" ? "#" : unitDesignators().get(word);
    const next = words[at + 1] === "#" ? at + 2 : at + 1;
    const name = words[next];
    if (designator !== undefined && isUnitName(name)) {
      units.push(`${designator} ${name}`);
      at = next;
    } else if (designator !== undefined && unnumbered.has(designator) && at === words.length - 1) {
      units.push(designator);
    } else if (at >= from && /^\d+(ST|ND|RD|TH)$/.test(word) && /^(FL|FLR|FLOOR)$/.test(name ?? "")) {
      units.push(`FL ${Number.parseInt(word, 10)}`);
      at = next;
    } else if (word !== "#") {
      street.push(word);
    }
  }
  return { street, units };
}

/** The second line: a unit without designator (`4B`) is one, too. */
function readSecondLine(words: readonly string[]): Line {
  const [only] = words;
  return words.length === 1 && isUnitName(only) ? { street: [], units: [`# ${only}`] } : splitUnits(words, 0);
}

const stateOf = (state: string): string => {
  const name = wordsOf(state).join(" ");
  return stateCodes().get(name) ?? name;
};

const isUnitedStates = ({ country }: PostalAddress): boolean => country.toUpperCase() === "US";

/** Puerto Rico has ZIP Codes 006, 007 and 009; some write the country there instead of the state. */
const isPuertoRico = (address: PostalAddress): boolean =>
  address.country.toUpperCase() === "PR" ||
  (isUnitedStates(address) && (stateOf(address.state) === "PR" || /^00[679]/.test(address.postal_code.trim())));

/**
 * Puerto Rico: the house number stands before or behind the street, the urbanisation in a line of its own before or
 * behind, with or without the word for it (Publication 28, section 29). So the words count, and not their order.
 */
function puertoRicanForm(address: PostalAddress): ComparisonForm {
  const words = respell(wordsOf(`${address.street} ${address.street_2 ?? ""}`), puertoRicanWords());
  const street = words.filter((word) => word !== "#" && word !== "URB").toSorted();
  return {
    street: street.join(" "),
    unit: "",
    city: cityOf(address),
    state: "PR",
    postal_code: zipOf(address),
    country: "US",
  };
}

const cityOf = ({ city }: PostalAddress): string => respell(wordsOf(city), streetWords()).join(" ");

/** The first five digits: the other four change, and bills often leave them out. */
const zipOf = ({ postal_code }: PostalAddress): string =>
  /^\d{5}/.exec(postal_code.trim())?.[0] ?? compact(postal_code);

const compact = (text: string): string => wordsOf(text).join("");

function foreignForm(address: PostalAddress): ComparisonForm {
  return {
    street: wordsOf(`${address.street} ${address.street_2 ?? ""}`).join(" "),
    unit: "",
    city: wordsOf(address.city).join(" "),
    state: wordsOf(address.state).join(" "),
    postal_code: compact(address.postal_code),
    country: address.country.toUpperCase(),
  };
}

/** The address in the spelling of the Postal Service. */
export function comparisonForm(address: PostalAddress): ComparisonForm {
  if (isPuertoRico(address)) return puertoRicanForm(address);
  if (!isUnitedStates(address)) return foreignForm(address);
  const first = splitUnits(spellHouseNumber(wordsOf(address.street)), 2);
  const second = readSecondLine(wordsOf(address.street_2 ?? ""));
  const street = joinDirections(respell([...first.street, ...second.street], streetWords()));
  return {
    street: street.join(" "),
    unit: [...first.units, ...second.units].toSorted().join(" "),
    city: cityOf(address),
    state: stateOf(address.state),
    postal_code: zipOf(address),
    country: "US",
  };
}

/** Designators that people use for one another; a floor or a building is something else. */
const alike = /\b(?:APT|UNIT|STE|RM|OFC|SPC) /g;
const unitKey = (unit: string): string => unit.replaceAll(alike, "# ");

/** The parts in which two addresses differ, by their comparison forms. */
export function addressDifferences(a: PostalAddress, b: PostalAddress): AddressPart[] {
  const [one, other] = [comparisonForm(a), comparisonForm(b)];
  const parts: readonly AddressPart[] = ["street", "unit", "city", "state", "postal_code", "country"];
  return parts.filter((part) =>
    part === "unit" ? unitKey(one.unit) !== unitKey(other.unit) : one[part] !== other[part],
  );
}

/** A place that takes mail but has no telephone service: a post office box, or a box at a private mail agency (PMB). */
export function mailDropIn(address: PostalAddress): "post_office_box" | "private_mailbox" | null {
  const lines = [address.street, address.street_2 ?? ""].map((line) => wordsOf(line).join(" "));
  const isBox = (line: string): boolean =>
    /\b(?:P ?O|POST OFFICE|POSTAL) ?(?:BOX|DRAWER)\b|\bPOB \d|^BOX \d|^(?:LOCK ?BOX|APARTADO)\b/.test(line);
  if (lines.some(isBox)) return "post_office_box";
  return lines.some((line) => /\bPMB (?:# )?\w/.test(line)) ? "private_mailbox" : null;
}

/** Whether the ZIP Code can be one of the state; true where the state or the ZIP Code is not understood. */
export function zipFitsState(address: PostalAddress): boolean {
  const state = stateOf(address.state);
  const states = statesByZipDigit[Number(zipOf(address)[0])];
  const isKnown = states !== undefined && statesByZipDigit.some((each) => each.split(" ").includes(state));
  return !isUnitedStates(address) || !isKnown || states.split(" ").includes(state);
}
