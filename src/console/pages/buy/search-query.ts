// Pure: no I/O, no clock, no randomness.
import { type Answer, call } from "../../api/call";

/** The fields of a search, as they stand in the page's URL. */
export const searchFields = [
  "country",
  "type",
  "area_code",
  "contains",
  "locality",
  "region",
  "postal_code",
  "rate_center",
  "lata",
  "near_number",
  "near_lat_long",
  "distance",
  "capabilities",
  "limit",
] as const;

export type SearchField = (typeof searchFields)[number];
export type NumberSearch = { readonly [Name in SearchField]?: string };
export type AvailableNumber = Answer<"GET", "/v1/available-phone-numbers">["data"][number];
export type NumberType = AvailableNumber["type"];

export const numberTypes = ["local", "mobile", "toll_free"] as const satisfies readonly NumberType[];
export const capabilityNames = ["voice", "sms", "mms", "fax"] as const;
type Capability = (typeof capabilityNames)[number];

/** Only these countries have area codes, rate centers and searches near a place. */
export const hasAreaCodes = (country: string | undefined): boolean => country === "US" || country === "CA";

export const typeOf = (search: NumberSearch): NumberType => numberTypes.find((type) => type === search.type) ?? "local";

export const capabilitiesOf = (search: NumberSearch): Capability[] => {
  const wanted = search.capabilities?.split(",") ?? [];
  return capabilityNames.filter((name) => wanted.includes(name));
};

/** The call of a search. Distances and limits that are no whole number go as they are: the API says what is wrong. */
export const searchCall = (search: NumberSearch) => {
  const { capabilities: _, country = "", distance, limit = "50", ...rest } = search;
  return call("GET", "/v1/available-phone-numbers", {
    query: {
      ...rest,
      country,
      type: typeOf(search),
      capabilities: capabilitiesOf(search),
      limit: Number(limit),
      ...(distance !== undefined && { distance: Number(distance) }),
    },
  });
};

/** Where a number is, in words; empty if the carrier names no place. */
export const placeOf = ({ locality, region }: Pick<AvailableNumber, "locality" | "region">): string =>
  [locality, region].filter(Boolean).join(", ");

/** Fields that another country has no use for. */
const placeFields = ["area_code", "locality", "region", "postal_code", "rate_center", "lata", "near_number"] as const;

/** The search in another country: what says where numbers are does not come along. */
export function inCountry(search: NumberSearch, country: string | undefined): NumberSearch {
  const { near_lat_long: _, distance: __, type: ___, ...rest } = search;
  return { ...rest, ...Object.fromEntries(placeFields.map((name) => [name, undefined])), country };
}
