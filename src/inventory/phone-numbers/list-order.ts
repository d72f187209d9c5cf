import type { Cursor } from "#kernel/http/page";
import { endOfPrefix, type NumberFilters } from "./list-filters";
import type { ListedNumber } from "./listed-number";

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

/** The order of a list of numbers: by a key, then by id. */
export interface NumberOrder {
  /** A cursor of this order carries this name, and another order refuses it. */
  readonly name: string;
  /** `digits`: the part of the number from the place on where the wanted digits first occur. */
  readonly key: "createdAt" | "e164" | "friendlyName" | "digits";
  readonly descending: boolean;
  readonly keyOf: (row: ListedNumber) => Value;
  /** The range of keys that the filters leave: from this key on (inclusive), and up to that one (exclusive). */
  readonly from?: Value | undefined;
  readonly before?: Value | undefined;
}

/**
 * The order of a list. Without `sort`, numbers found by `digits` are ordered by their part from these digits on,
 * numbers found by prefix by number, and all others newest first.
 */
export function listOrderOf(filters: NumberFilters, sort: NumberSort | undefined): NumberOrder {
  const { digits, phone_number_prefix: prefix, created_after: from, created_before: before } = filters;
  if (digits !== undefined && sort === undefined) {
    const keyOf = ({ e164 }: ListedNumber) => e164.slice(e164.indexOf(digits));
    return { name: `digits ${digits}`, key: "digits", descending: false, keyOf };
  }
  const name = sort ?? (prefix === undefined ? "-created_at" : "phone_number");
  const descending = name.startsWith("-");
  switch (name) {
    case "created_at":
    case "-created_at":
      return { name, key: "createdAt", descending, keyOf: ({ createdAt }) => createdAt, from, before };
    case "phone_number":
    case "-phone_number": {
      const end = prefix === undefined ? undefined : endOfPrefix(prefix);
      return { name, key: "e164", descending, keyOf: ({ e164 }) => e164, from: prefix, before: end };
    }
    case "friendly_name":
    case "-friendly_name":
      return { name, key: "friendlyName", descending, keyOf: ({ friendlyName }) => friendlyName };
  }
}

/** The range of keys that a page is read from, in the direction of reading. */
export interface KeySpan {
  /** After this row; or without an id, from this key on (ascending: inclusive, descending: exclusive). */
  readonly start?: { readonly value: Value; readonly id?: string } | undefined;
  /** Up to this key (ascending: exclusive, descending: inclusive). */
  readonly end?: Value | undefined;
}

/**
 * One start and one end. Given two conditions on one end (a filter's bound and a cursor), SQLite may search the index
 * by the wider one and read all rows between the two. A cursor from outside the bounds does not widen them.
 */
export function keySpanOf({ descending, from, before }: NumberOrder, cursor?: Omit<Cursor, "sort">): KeySpan {
  const [bound, end] = descending ? [before, from] : [from, before];
  const isWithin = (key: Value) => bound === undefined || (descending ? key < bound : key >= bound);
  if (cursor && isWithin(cursor.value)) return { start: { value: cursor.value, id: cursor.id }, end };
  return { start: bound === undefined ? undefined : { value: bound }, end };
}
