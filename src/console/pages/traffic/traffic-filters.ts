// Pure: no I/O, no clock, no randomness.
import { instantOf } from "../../app/instant";

/** The filters that calls and messages have in common, as the URL holds them. */
export type TrafficFilters = {
  readonly phone_number_id?: string | undefined;
  readonly from?: string | undefined;
  readonly status?: string | undefined;
  readonly created_after?: string | undefined;
  readonly created_before?: string | undefined;
};

const PAGE_ROWS = 100;

/** A number's id, or the whole number; a part of one finds nothing. */
export const isWholeNumber = (text: string): boolean => /^(num_\w+|\+[1-9]\d{6,14})$/.test(text);

/** The query of the page at a cursor; a number that is not whole yet does not filter. */
export function trafficQuery(filters: TrafficFilters, cursor: string | undefined) {
  const { phone_number_id: number, created_after: after, created_before: before, ...rest } = filters;
  return {
    ...rest,
    ...(number && isWholeNumber(number) && { phone_number_id: number }),
    ...(after && { created_after: instantOf(after) }),
    ...(before && { created_before: instantOf(before) }),
    limit: PAGE_ROWS,
    cursor,
  };
}
