import type { Cursor } from "#kernel/http/page";
import type { NumberFilters } from "./list-filters";
import type { NumberRow } from "./table";

export const numberSorts = [
  "created_at",
  "-created_at",
  "phone_number",
  "-phone_number",
  "friendly_name",
  "-friendly_name",
] as const;
export type NumberSort = (typeof numberSorts)[number];

type Value = string | number;

/** The order of a list of numbers; ids settle ties. */
export interface NumberOrder {
  /** What a cursor says it belongs to. */
  readonly name: string;
  readonly column: "created_at" | "e164" | "friendly_name" | "digits";
  readonly descending: boolean;
  readonly positionOf: (row: NumberRow) => Value;
  /** The list goes from here on, and ends before there. */
  readonly from?: Value | undefined;
  readonly before?: Value | undefined;
}

/** Digits are followed by ":" in ASCII, so this is the end of everything that begins with them. */
const endOf = (digits: string | undefined): string | undefined => (digits === undefined ? undefined : `${digits}:`);

/**
 * Numbers that were looked for by digits are in the order of what follows where the digits first stand; a prefix comes by
 * number and anything else newest first, if no order is asked for.
 */
export function sortOrderOf(filters: NumberFilters, sort: NumberSort | undefined): NumberOrder {
  const { digits, phone_number_prefix: prefix, created_after: from, created_before: before } = filters;
  if (digits !== undefined) {
    const positionOf = ({ e164 }: NumberRow) => e164.slice(e164.indexOf(digits));
    return {
      name: `digits ${digits}`,
      column: "digits",
      descending: false,
      positionOf,
      from: digits,
      before: endOf(digits),
    };
  }
  const name = sort ?? (prefix === undefined ? "-created_at" : "phone_number");
  const descending = name.startsWith("-");
  switch (name) {
    case "created_at":
    case "-created_at":
      return { name, column: "created_at", descending, positionOf: ({ createdAt }) => createdAt, from, before };
    case "phone_number":
    case "-phone_number":
      return { name, column: "e164", descending, positionOf: ({ e164 }) => e164, from: prefix, before: endOf(prefix) };
    case "friendly_name":
    case "-friendly_name":
      return { name, column: "friendly_name", descending, positionOf: ({ friendlyName }) => friendlyName };
  }
}

/** The part of an index that a page is read from, in the direction of reading. */
export interface KeySpan {
  /** Past this row; or without an id, from this value on (ascending: including it, descending: without it). */
  readonly start?: { readonly value: Value; readonly id?: string } | undefined;
  /** Up to this value (ascending: without it, descending: including it). */
  readonly end?: Value | undefined;
}

/**
 * One start and one end: given two conditions on one end, a bound and a cursor, SQLite may search the index by the wider and
 * read all rows between the two. A cursor from outside the bounds, taken along from other filters, does not widen them.
 */
export function spanOf({ descending, from, before }: NumberOrder, cursor?: Omit<Cursor, "sort">): KeySpan {
  const [bound, end] = descending ? [before, from] : [from, before];
  const within = (at: Value) => bound === undefined || (descending ? at < bound : at >= bound);
  if (cursor && within(cursor.value)) return { start: { value: cursor.value, id: cursor.id }, end };
  return { start: bound === undefined ? undefined : { value: bound }, end };
}
