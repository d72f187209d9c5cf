// Pure: no I/O, no clock, no randomness.
import type { QueryOf } from "../../api/call";

/** The filters of the list that stand in the page's URL, so that a link or a bookmark is a saved view. */
export const numberFilters = [
  "digits",
  "status",
  "type",
  "country",
  "acquisition_method",
  "tag",
  "agent_id",
  "ready",
  "sort",
] as const;

export type NumberFilters = { readonly [Name in (typeof numberFilters)[number]]?: string };

export type NumberQuery = NonNullable<QueryOf<"GET", "/v1/phone-numbers">>;
