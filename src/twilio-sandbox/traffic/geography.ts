import { z } from "zod";
import { countryOfNumber, placeOf } from "../inventory/catalogue";
import { nowhere } from "../inventory/places";
import type { Fields } from "./webhook";

/** The country that Twilio gives for the caller or sender; empty where it gives none. By default the number's. */
export const fromCountry = z
  .string()
  .regex(/^([A-Z]{2})?$/, "must be a country like US, or empty")
  .optional();

/** Twilio's fields for the place of a party, one set per prefix: `FromCity`, `FromState`, `FromZip`, `FromCountry`. */
export function geographyOf(prefixes: readonly string[], address: string, said?: string): Fields {
  const known = countryOfNumber(address);
  const country = said ?? known;
  const { locality, region, postalCode } = country === known ? placeOf(address) : nowhere;
  const place = { City: locality?.toUpperCase(), State: region, Zip: postalCode, Country: country };
  const fields = prefixes.flatMap((prefix) =>
    Object.entries(place).map(([name, value]) => [prefix + name, value ?? ""] as const),
  );
  return Object.fromEntries(fields);
}
