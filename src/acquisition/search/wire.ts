import { z } from "@hono/zod-openapi";
import { numberNeeds, toNeeds } from "#acquisition/regulatory/wire";
import { wholeNumber } from "#kernel/http/http";
import { capabilities, country, money, orNull, phoneNumberInQuery } from "#kernel/http/wire";
import {
  addressRequirements,
  capabilityNames,
  isCapability,
  type NumberSearch,
  numberTypes,
} from "#kernel/ports/carrier";
import { hasAreaCodes, isAssignedAreaCode } from "#kernel/values/phone";
import { isoTime } from "#kernel/values/time";
import type { PricedCountry } from "./list-countries";
import type { AvailableNumber } from "./search-numbers";

export const MAX_RESULTS = 100;
const DEFAULT_RESULTS = 20;
const MAX_DISTANCE_MILES = 500;

const place = z.string().trim().min(1).max(100).optional();

/** The fields by which numbers are looked for, in a search as in an order for any that fit. */
export const placeFields = {
  country,
  type: z.enum(numberTypes).default("local").openapi({ description: "The type of number." }),
  area_code: z
    .string()
    .regex(/^[2-9]\d{2}$/, "Must be three digits, the first from 2 to 9.")
    .optional()
    .openapi({ description: "United States and Canada only.", example: "415" }),
  contains: z
    .string()
    .regex(/^\+?[0-9A-Za-z*%]{2,16}\$?$/, "Must be 2 to 16 digits, letters, * for one digit or % for several.")
    .optional()
    .openapi({
      description: "Digits or letters that the number contains; `*` is any one digit, `%` are several.",
      example: "555****",
    }),
  locality: place.openapi({ description: "City or town.", example: "San Francisco" }),
  region: place.openapi({ description: "State or province.", example: "CA" }),
};

interface Place {
  readonly country: string;
  readonly type: NumberSearch["type"];
  readonly area_code?: string | undefined;
}

/** What no single field can say of itself. */
export function checkPlace({ country, type, area_code }: Place, check: z.RefinementCtx): void {
  if (area_code === undefined) return;
  const complain = (message: string) => check.addIssue({ code: "custom", path: ["area_code"], message });
  if (!hasAreaCodes(country))
    complain(`Numbers in ${country} have no area codes to search by; use locality or contains.`);
  else if (!isAssignedAreaCode(area_code, country, type === "toll_free")) {
    complain(`${area_code} is not an area code of ${type.replace("_", "-")} numbers in ${country}.`);
  }
}

export const search = z
  .strictObject({
    ...placeFields,
    postal_code: place.openapi({ description: "United States and Canada only." }),
    rate_center: place.openapi({
      description: "United States and Canada only; with `lata`, as rate centers of one name are in several.",
    }),
    lata: place.openapi({ description: "United States only: the local access and transport area." }),
    near_number: phoneNumberInQuery
      .optional()
      .openapi({ description: "Around this number, in E.164 form; United States and Canada only." }),
    near_lat_long: z
      .string()
      .regex(/^-?\d{1,2}(\.\d+)?,-?\d{1,3}(\.\d+)?$/, "Must be latitude,longitude in degrees.")
      .refine((text) => {
        const [latitude, longitude] = text.split(",").map(Number);
        return Math.abs(latitude ?? 0) <= 90 && Math.abs(longitude ?? 0) <= 180;
      }, "Latitude goes from -90 to 90, longitude from -180 to 180.")
      .optional()
      .openapi({
        description: "Around this place, latitude and longitude in degrees; United States and Canada only.",
        example: "37.77,-122.42",
      }),
    distance: wholeNumber(1, MAX_DISTANCE_MILES).optional().openapi({
      type: "integer",
      description: "Miles around near_number or near_lat_long; 25 unless given.",
      example: 25,
    }),
    capabilities: z
      .string()
      .transform((list) => list.split(","))
      .pipe(z.array(z.string().refine(isCapability, `Each must be one of ${capabilityNames.join(", ")}.`)))
      .transform((list) => list.filter(isCapability))
      .optional()
      .openapi({
        type: "string",
        description: "What the number must be capable of, separated by commas.",
        example: "voice,sms",
      }),
    limit: wholeNumber(1, MAX_RESULTS)
      .optional()
      .transform((value) => value ?? DEFAULT_RESULTS)
      .openapi({
        type: "integer",
        minimum: 1,
        maximum: MAX_RESULTS,
        default: DEFAULT_RESULTS,
        description: "How many numbers to return at the most.",
        example: DEFAULT_RESULTS,
      }),
  })
  .superRefine(checkPlace)
  .superRefine(({ distance, near_number, near_lat_long }, check) => {
    const complain = (path: string, message: string) => check.addIssue({ code: "custom", path: [path], message });
    if (near_number !== undefined && near_lat_long !== undefined)
      complain("near_lat_long", "Not together with near_number.");
    if (distance !== undefined && near_number === undefined && near_lat_long === undefined) {
      complain("distance", "Only together with near_number or near_lat_long.");
    }
  });

export const toSearch = (query: z.output<typeof search>): NumberSearch => ({
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

export const availableNumber = z
  .object({
    phone_number: z.string(),
    country: z.string(),
    type: z.enum(numberTypes),
    locality: z.string().nullable(),
    region: z.string().nullable(),
    postal_code: z.string().nullable(),
    rate_center: z.string().nullable(),
    capabilities,
    monthly_price: orNull(money),
    address_requirement: z
      .enum([...addressRequirements])
      .openapi({ description: "What address the carrier wants to have before it sells the number." }),
    requirements: numberNeeds,
    hold_scope: z.literal("platform").openapi({
      description:
        "Whom a reservation would keep away: the platform's other tenants, not the carrier's other customers.",
    }),
    reservation: z
      .object({ id: z.string(), expires_at: z.iso.datetime() })
      .nullable()
      .openapi({ description: "Your own hold on it, if you have one." }),
  })
  .openapi("AvailablePhoneNumber");

export const toAvailable = (number: AvailableNumber, type: NumberSearch["type"]): z.infer<typeof availableNumber> => ({
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

export const availableCountry = z
  .object({
    country: z.string(),
    name: z.string(),
    types: z.array(z.object({ type: z.enum(numberTypes), monthly_price: orNull(money) })),
  })
  .openapi("AvailableCountry");

export const toCountry = ({ country, name, types, prices }: PricedCountry): z.infer<typeof availableCountry> => ({
  country,
  name,
  types: types.map((type) => ({ type, monthly_price: prices[type] ?? null })),
});
