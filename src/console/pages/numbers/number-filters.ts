// Pure: no I/O, no clock, no randomness.
import { call, type QueryOf } from "../../api/call";
import { instantOf } from "../../app/instant";

/** The filters of the list that stand in the page's URL, so that a link or a bookmark is a saved view. */
export const numberFilters = [
  "digits",
  "phone_number_prefix",
  "status",
  "type",
  "country",
  "acquisition_method",
  "carrier_account_id",
  "sip_trunk_id",
  "capabilities",
  "tag",
  "agent_id",
  "ready",
  "created_after",
  "created_before",
  "sort",
] as const;

export type NumberFilters = { readonly [Name in (typeof numberFilters)[number]]?: string };

export type NumberQuery = NonNullable<QueryOf<"GET", "/v1/phone-numbers">>;

const PAGE_ROWS = 100;
/** The API finds digits from this many on. */
const MIN_DIGITS = 3;

/** The query of the list and of the export, in one order whatever that of the filters, so that a list has one key. */
export function numberQuery(filters: NumberFilters): NumberQuery {
  const { digits, created_after, created_before, ...rest } = filters;
  return {
    ...Object.fromEntries(numberFilters.flatMap((name) => (name in rest ? [[name, filters[name]]] : []))),
    ...(digits && digits.length >= MIN_DIGITS && { digits }),
    ...(created_after && { created_after: instantOf(created_after) }),
    ...(created_before && { created_before: instantOf(created_before) }),
  } as NumberQuery;
}

/** The call of the list's page at a cursor. */
export const numbersAt = (filters: NumberFilters) => (cursor: string | undefined) =>
  call("GET", "/v1/phone-numbers", { query: { ...numberQuery(filters), limit: PAGE_ROWS, cursor } });

/** Reads the text with which people look for a number: digits in it, or its beginning after a plus sign. */
export function searchedNumber(text: string | undefined): Pick<NumberFilters, "digits" | "phone_number_prefix"> {
  const digits = text?.replaceAll(/\D/g, "") ?? "";
  const isPrefix = text?.trim().startsWith("+") && digits !== "";
  return isPrefix
    ? { phone_number_prefix: `+${digits}`, digits: undefined }
    : { digits: digits || undefined, phone_number_prefix: undefined };
}

export const isTooShort = ({ digits }: NumberFilters): boolean => digits !== undefined && digits.length < MIN_DIGITS;
