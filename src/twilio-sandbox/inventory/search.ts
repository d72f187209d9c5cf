import { areaCodesOf, areaCodeTemplate, capabilitiesOf, isValidNumber, placeOf } from "./catalogue";
import { type ContainsPattern, placements } from "./contains";
import type { Block, Capabilities, Offer } from "./offers";
import { milesBetween, nowhere, type Place } from "./places";
import { narrow, shuffled } from "./template";

/** A parsed search; an absent field means "any". Geographic fields count in the US and Canada only. */
export interface Search {
  areaCode?: string;
  contains?: ContainsPattern;
  /** Capabilities that the number must have, or must not have. */
  capabilities: Partial<Capabilities>;
  excludeAddress: readonly Offer["addressRequirements"][];
  includeBeta: boolean;
  near?: { latitude: number; longitude: number } | { number: string };
  withinMiles: number;
  inside: Partial<Pick<Place, "postalCode" | "region" | "rateCenter" | "lata" | "locality">>;
}

export interface AvailableNumber {
  phoneNumber: string;
  place: Place;
  capabilities: Capabilities;
}

/**
 * Every number of the offer that matches the search, each once, in an order that never changes. The generator is lazy:
 * the caller takes as many as it wants and skips owned ones. Another `order` starts at another number.
 */
export function* availableNumbers(offer: Offer, search: Search, order = ""): Generator<AvailableNumber> {
  if (search.excludeAddress.includes(offer.addressRequirements)) return;
  if (offer.beta && !search.includeBeta) return;
  if (!offer.capabilities.some((variant) => hasAll(variant, search.capabilities))) return;
  const seen = new Set<string>();
  for (const { phoneNumber, place, hasHoles } of interleaved(sources(offer, search), order)) {
    if (seen.has(phoneNumber) || (hasHoles && !isValidNumber(phoneNumber))) continue;
    if (search.contains) seen.add(phoneNumber);
    const capabilities = capabilitiesOf(offer, phoneNumber);
    if (hasAll(capabilities, search.capabilities)) yield { phoneNumber, place, capabilities };
  }
}

function hasAll(variant: Capabilities, wanted: Partial<Capabilities>): boolean {
  return (["voice", "sms", "mms", "fax"] as const).every((each) => (wanted[each] ?? variant[each]) === variant[each]);
}

/** The blocks, each narrowed to the search in all ways possible. */
function* sources(offer: Offer, search: Search): Generator<Block> {
  for (const block of blocksOf(offer, search)) {
    const inArea =
      search.areaCode && isNorthAmerican(offer) ? narrow(block.template, 1, search.areaCode) : block.template;
    if (inArea === null) continue;
    const found = search.contains ? placements(inArea, search.contains) : [inArea];
    for (const template of found) yield { ...block, template };
  }
}

function isNorthAmerican(offer: Offer): boolean {
  return offer.country === "US" || offer.country === "CA";
}

function blocksOf(offer: Offer, search: Search): Block[] {
  if (!isNorthAmerican(offer)) return offer.blocks;
  const isSomewhere = search.near !== undefined || Object.keys(search.inside).length > 0;
  if (isSomewhere) return offer.blocks.filter((block) => isInside(block.place, search) && isNear(block.place, search));
  const isForRareNumbers = search.areaCode !== undefined || search.contains !== undefined;
  return offer.type === "local" && isForRareNumbers ? [...offer.blocks, ...plainBlocks(offer, search)] : offer.blocks;
}

/** The area codes without a described block: real numbers without a place. */
function plainBlocks(offer: Offer, search: Search): Block[] {
  const described = new Set(offer.blocks.map((block) => block.template.slice(1, 4).join("")));
  return areaCodesOf(offer.country)
    .filter((code) => !described.has(code) && (search.areaCode ?? code) === code)
    .map((code) => ({ template: areaCodeTemplate(code), place: nowhere, hasHoles: true }));
}

function isInside(place: Place, { inside }: Search): boolean {
  return (["postalCode", "region", "rateCenter", "lata", "locality"] as const).every((each) => {
    const wanted = inside[each];
    if (!wanted) return true;
    const isNumber = /^\+?\d{10,15}$/.test(wanted);
    const value = isNumber ? placeOf(`+${wanted.replace("+", "")}`)[each] : wanted;
    return value !== null && place[each]?.toLowerCase() === value.toLowerCase();
  });
}

function isNear(place: Place, { near, withinMiles }: Search): boolean {
  if (near === undefined) return true;
  const miles = milesBetween("number" in near ? placeOf(near.number) : near, place);
  return miles !== null && miles <= withinMiles;
}

/** One number of each block in turn, until all are used up. */
function* interleaved(blocks: Iterable<Block>, order: string) {
  let running = [...blocks].map((block) => ({
    numbers: shuffled(block.template, order + block.template.join()),
    block,
  }));
  while (running.length > 0) {
    const next: typeof running = [];
    for (const source of running) {
      const { value, done } = source.numbers.next();
      if (done) continue;
      yield { ...source.block, phoneNumber: value };
      next.push(source);
    }
    running = next;
  }
}
