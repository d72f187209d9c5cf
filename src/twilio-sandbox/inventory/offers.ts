import { canadaPlaces, named, nowhere, type Place, unitedStatesPlaces } from "./places";
import { type Template, template } from "./template";

/** The types of numbers Twilio sells, by the names of its `type` field. */
export const numberTypes = ["local", "mobile", "tollfree", "national"] as const;
export type NumberType = (typeof numberTypes)[number];

type AddressRequirements = "none" | "any" | "local" | "foreign";

export interface Capabilities {
  voice: boolean;
  sms: boolean;
  mms: boolean;
  fax: boolean;
}

export interface Block {
  template: Template;
  place: Place;
  /** Some numbers of the block are not in the numbering plan, so each is checked. In other blocks all are valid. */
  hasHoles?: true;
}

/** The numbers of one type that Twilio sells in one country, and their terms. */
export interface Offer {
  country: string;
  type: NumberType;
  blocks: Block[];
  /** A number's capabilities are one of these, chosen by its digits. A repeated entry is twice as common. */
  capabilities: Capabilities[];
  addressRequirements: AddressRequirements;
  bundleRequired: boolean;
  beta: boolean;
  /** USD a month, as Twilio writes it. */
  price: string;
}

export interface Country {
  iso: string;
  name: string;
  offers: Offer[];
}

const can = (text: string): Capabilities => ({
  voice: text.includes("v"),
  sms: text.includes("s"),
  mms: text.includes("m"),
  fax: text.includes("f"),
});

type Terms = Partial<Pick<Offer, "addressRequirements" | "bundleRequired" | "beta">>;

/** `blocks`: "template" or "template Locality". `capabilities`: letters of voice, sms, mms, fax; a word per variant. */
function offer(type: NumberType, blocks: string[] | Block[], capabilities: string, price: string, terms: Terms = {}) {
  return {
    type,
    blocks: blocks.map((block) => (typeof block === "string" ? readBlock(block) : block)),
    capabilities: capabilities.split(" ").map(can),
    price,
    addressRequirements: "none" as const,
    bundleRequired: false,
    beta: false,
    ...terms,
  };
}

function readBlock(text: string): Block {
  const [, digits = "", locality] = /^([\dXN[\]\- ]*[\dXN\]])(?: ([A-Z][a-z].*))?$/.exec(text) ?? [];
  return { template: template(digits), place: locality ? named(locality) : nowhere };
}

function country(iso: string, name: string, ...offers: Omit<Offer, "country">[]): Country {
  return { iso, name, offers: offers.map((each) => ({ ...each, country: iso })) };
}

const placed = (rows: typeof unitedStatesPlaces) =>
  rows.map(({ template: digits, place }) => ({ template: template(digits), place }));
const tollFreeInNorthAmerica = ["800", "833", "844", "855", "866", "877", "888"].map((code) => `1 ${code} NXX XXXX`);

/**
 * The terms are close to Twilio's, and cover every case: no document needed (US, CA, SE, GB local), an
 * address only (IE local, NL local), a bundle only (GB mobile), both (DE, FR), and beta numbers (IE mobile).
 */
export const countries: Country[] = [
  country(
    "US",
    "United States",
    offer("local", placed(unitedStatesPlaces), "vsmf vsmf vsmf vsm vsm vsm vs v", "1.15"),
    offer("tollfree", tollFreeInNorthAmerica, "vs vs vs vsm", "2.15"),
  ),
  country(
    "CA",
    "Canada",
    offer("local", placed(canadaPlaces), "vsm vsm vsm v", "1.15"),
    offer("tollfree", tollFreeInNorthAmerica, "vs vs vs vsm", "2.15"),
  ),
  country(
    "GB",
    "United Kingdom",
    offer(
      "local",
      ["44 20 3XXX XXXX London", "44 161 [2-8]XX XXXX Manchester", "44 141 NXX XXXX Glasgow"],
      "v",
      "1.15",
    ),
    offer("mobile", ["44 7400 XXXXXX"], "vs", "1.15", { bundleRequired: true }),
    offer("tollfree", ["44 808 [1-9]XX XXXX"], "v", "2.15", { addressRequirements: "any" }),
    offer("national", ["44 330 XXX XXXX"], "v", "1.15"),
  ),
  country(
    "IE",
    "Ireland",
    offer("local", ["353 1 NXX XXXX Dublin", "353 21 4XX XXXX Cork"], "v", "1.50", { addressRequirements: "local" }),
    offer("mobile", ["353 85 NXX XXXX"], "vs", "3.00", { bundleRequired: true, beta: true }),
    offer("tollfree", ["353 1800 XXX XXX"], "v", "25.00", { addressRequirements: "any" }),
  ),
  country(
    "DE",
    "Germany",
    offer(
      "local",
      ["49 30 NXXX XXXX Berlin", "49 40 NXXX XXXX Hamburg", "49 89 NXXX XXXX Munich", "49 69 NXXX XXXX Frankfurt"],
      "v",
      "1.15",
      { addressRequirements: "local", bundleRequired: true },
    ),
    offer("mobile", ["49 1573 XXX XXXX", "49 1521 XXX XXXX"], "vs", "6.50", {
      addressRequirements: "any",
      bundleRequired: true,
    }),
    offer("tollfree", ["49 800 XXX XXXX"], "v", "25.00", { addressRequirements: "any", bundleRequired: true }),
  ),
  country(
    "FR",
    "France",
    offer("local", ["33 1 [4-8]X XX XX XX Paris", "33 4 [79]X XX XX XX Lyon"], "v", "1.15", {
      addressRequirements: "local",
      bundleRequired: true,
    }),
    offer("mobile", ["33 6 44 XX XX XX", "33 7 56 XX XX XX"], "vs", "4.00", {
      addressRequirements: "any",
      bundleRequired: true,
    }),
    offer("tollfree", ["33 805 XXX XXX"], "v", "25.00", { addressRequirements: "any", bundleRequired: true }),
    offer("national", ["33 9 [47]X XX XX XX"], "v", "1.15", { addressRequirements: "any", bundleRequired: true }),
  ),
  country(
    "NL",
    "Netherlands",
    offer("local", ["31 20 NXX XXXX Amsterdam", "31 10 NXX XXXX Rotterdam", "31 30 NXX XXXX Utrecht"], "v", "1.50", {
      addressRequirements: "any",
    }),
    offer("mobile", ["31 970 10 XXX XXX"], "vs", "6.00", { addressRequirements: "any", bundleRequired: true }),
    offer("tollfree", ["31 800 NXXX XXX"], "v", "25.00", { addressRequirements: "foreign" }),
  ),
  country(
    "ES",
    "Spain",
    offer("local", ["34 91 XXX XXXX Madrid", "34 93 1XX XXXX Barcelona"], "v", "1.15", {
      addressRequirements: "local",
      bundleRequired: true,
    }),
    offer("mobile", ["34 6[0-2]X XXX XXX"], "vs", "9.00", { addressRequirements: "any", bundleRequired: true }),
    offer("tollfree", ["34 900 XXX XXX"], "v", "25.00", { addressRequirements: "any" }),
  ),
  country(
    "SE",
    "Sweden",
    offer("local", ["46 8 NXX XXX XX Stockholm", "46 31 NXX XXXX Gothenburg", "46 40 NXX XXXX Malmo"], "v", "1.15"),
    offer("mobile", ["46 76 XXX XXXX"], "vs vsm", "3.00"),
    offer("tollfree", ["46 20 XXX XXXX"], "v", "25.00", { addressRequirements: "any" }),
  ),
  country(
    "AU",
    "Australia",
    offer(
      "local",
      ["61 2 [89]XXX XXXX Sydney", "61 3 [89]XXX XXXX Melbourne", "61 7 3XXX XXXX Brisbane"],
      "v",
      "3.00",
      {
        addressRequirements: "any",
      },
    ),
    offer("mobile", ["61 480 XXX XXX"], "vsm", "6.50", { addressRequirements: "local", bundleRequired: true }),
    offer("tollfree", ["61 1800 XXX XXX"], "v", "16.00", { addressRequirements: "any" }),
  ),
];

export function countryOf(iso: string): Country | undefined {
  return countries.find((each) => each.iso === iso.toUpperCase());
}

export function offerOf(iso: string, type: NumberType): Offer | undefined {
  return countryOf(iso)?.offers.find((each) => each.type === type);
}
