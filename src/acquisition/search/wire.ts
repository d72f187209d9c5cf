import { toNeeds } from "#acquisition/regulatory/wire";
import { wholeNumber } from "#kernel/http/http";
import { lazily, z } from "#kernel/http/schema";
import { capabilitiesInQuery, country, phoneNumberInQuery } from "#kernel/http/wire";
import { type NumberSearch, numberTypes } from "#kernel/ports/carrier";
import { hasAreaCodes } from "#kernel/values/phone";
import { isoTime } from "#kernel/values/time";
import type { PricedCountry } from "./list-countries";
import type { availableCountry, availableNumber } from "./responses";
import type { NumberForSale } from "./search-numbers";

const MAX_RESULTS = 100;
const DEFAULT_RESULTS = 20;
const MAX_DISTANCE_MILES = 500;

const place = lazily(() => z.string().trim().min(1).max(100).optional());

/** The fields that say which numbers match, in searches and in orders by criteria. */
export const placeFields = lazily(() => ({
  country: country(),
  type: z.enum(numberTypes).default("local").openapi({ description: "The type of number." }),
  area_code: z
    .string()
    .regex(/^[2-9]\d{2}$/, "Must be three digits, the first from 2 to 9.")
    .optional()
    .openapi({ description: "The number's area code. United States and Canada only.", example: "415" }),
  contains: z
    .string()
    .regex(/^\+?[0-9A-Za-z*%]{2,16}\$?$/, "Must be 2 to 16 digits, letters, * for one digit or % for several.")
    .optional()
    .openapi({
      description: "Digits or letters that the number contains; `*` is any one digit, `%` are several.",
      example: "555****",
    }),
  locality: place().openapi({ description: "City or town.", example: "San Francisco" }),
  region: place().openapi({ description: "State or province.", example: "CA" }),
}));

interface Place {
  readonly country: string;
  readonly area_code?: string | undefined;
}

/** Checks that the country has area codes. Which ones it has, the carrier knows. */
export function checkPlace({ country, area_code }: Place, check: z.RefinementCtx): void {
  if (area_code === undefined || hasAreaCodes(country)) return;
  const message = `Numbers in ${country} have no area codes to search by; use locality or contains.`;
  check.addIssue({ code: "custom", path: ["area_code"], message });
}

export const search = lazily(() =>
  z
    .strictObject({
      ...placeFields(),
      postal_code: place().openapi({
        description: "The postal code of the number's place. United States and Canada only.",
      }),
      rate_center: place().openapi({
        description:
          "The rate center. United States and Canada only. Give `lata`, too, because rate centers in several LATAs share names.",
      }),
      lata: place().openapi({ description: "The local access and transport area (LATA). United States only." }),
      near_number: phoneNumberInQuery()
        .optional()
        .openapi({ description: "Search near this number, in E.164 form. United States and Canada only." }),
      near_lat_long: z
        .string()
        .regex(/^-?\d{1,2}(\.\d+)?,-?\d{1,3}(\.\d+)?$/, "Must be latitude,longitude in degrees.")
        .refine((text) => {
          const [latitude, longitude] = text.split(",").map(Number);
          return Math.abs(latitude ?? 0) <= 90 && Math.abs(longitude ?? 0) <= 180;
        }, "Latitude goes from -90 to 90, longitude from -180 to 180.")
        .optional()
        .openapi({
          description: "Search near this place: latitude and longitude in degrees. United States and Canada only.",
          example: "37.77,-122.42",
        }),
      distance: wholeNumber(1, MAX_DISTANCE_MILES).optional().openapi({
        type: "integer",
        description: "The search radius around `near_number` or `near_lat_long`, in miles. Twilio's default is 25.",
        example: 25,
      }),
      capabilities: capabilitiesInQuery(),
      limit: wholeNumber(1, MAX_RESULTS)
        .optional()
        .transform((value) => value ?? DEFAULT_RESULTS)
        .openapi({
          type: "integer",
          minimum: 1,
          maximum: MAX_RESULTS,
          default: DEFAULT_RESULTS,
          description: "The most numbers to return.",
          example: DEFAULT_RESULTS,
        }),
    })
    .superRefine(checkPlace)
    .superRefine(({ distance, near_number, near_lat_long }, check) => {
      const refuse = (path: string, message: string) => check.addIssue({ code: "custom", path: [path], message });
      if (near_number !== undefined && near_lat_long !== undefined)
        refuse("near_lat_long", "Not together with near_number.");
      if (distance !== undefined && near_number === undefined && near_lat_long === undefined) {
        refuse("distance", "Only together with near_number or near_lat_long.");
      }
    }),
);

export const toSearch = (query: z.output<ReturnType<typeof search>>): NumberSearch => ({
  country: query.country,
  type: query.type,
  limit: query.limit,
  areaCode: query.area_code,
  contains: query.contains,
  locality: query.locality,
  region: query.region,
  postalCode: query.postal_code,
  rateCenter: query.rate_center,
  lata: query.lata,
  nearNumber: query.near_number,
  nearLatLong: query.near_lat_long,
  distanceMiles: query.distance,
  capabilities: query.capabilities ?? [],
});

export const toAvailable = (number: NumberForSale, type: NumberSearch["type"]): z.infer<typeof availableNumber> => ({
  phone_number: number.e164,
  country: number.country,
  type,
  locality: number.locality,
  region: number.region,
  postal_code: number.postalCode,
  rate_center: number.rateCenter,
  capabilities: number.capabilities,
  monthly_price: number.monthlyPrice,
  address_requirement: number.addressRequirement,
  requirements: toNeeds(number.needs),
  hold_scope: "platform",
  reservation: number.hold && { id: number.hold.id, expires_at: isoTime(number.hold.expiresAt) },
});

export const toCountry = ({ country, name, types, prices }: PricedCountry): z.infer<typeof availableCountry> => ({
  country,
  name,
  types: types.map((type) => ({ type, monthly_price: prices[type] ?? null })),
});
