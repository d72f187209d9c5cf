import { type Capabilities, capabilityNames, type NumberType } from "#kernel/ports/carrier";
import type { AcquisitionMethod, NumberStatus } from "./lifecycle";

/** What a list of numbers can be narrowed down by; a number is in it when all that is given holds. */
export interface NumberFilters {
  readonly status?: NumberStatus | undefined;
  readonly type?: NumberType | undefined;
  readonly country?: string | undefined;
  readonly acquisition_method?: AcquisitionMethod | undefined;
  /** What it must be capable of, all of them. */
  readonly capability?: readonly (keyof Capabilities)[] | undefined;
  readonly tag?: string | undefined;
  /** `NO_AGENT` for the numbers that nobody answers. */
  readonly agent_id?: string | undefined;
  /** Whether callers reach it; see `src/operations/readiness`. */
  readonly ready?: boolean | undefined;
  /** Milliseconds UTC; from this instant on. */
  readonly created_after?: number | undefined;
  /** Milliseconds UTC; up to, and without, this instant. */
  readonly created_before?: number | undefined;
  readonly phone_number_prefix?: string | undefined;
  /** At least `MIN_DIGITS` of them, one after the other anywhere in the number. */
  readonly digits?: string | undefined;
}

export const NO_AGENT = "none";

/** The tables hold a number's digits from each but the last two on. */
export const MIN_DIGITS = 3;

/** The shelf of a number that stands for every agent, or for every tag, is named so; see the migration `number_shelves`. */
const ANY = "";

export interface ShelfNames {
  readonly agent: string;
  readonly tag: string;
  /** A GLOB pattern over kinds like `active/US/local/reseller/vsm-`; no part of a kind holds a slash. */
  readonly kinds: string;
}

/** The shelves whose numbers are those that the filters let through, as far as the filters are not a stretch of the order. */
export function shelvesOf(filters: NumberFilters): ShelfNames {
  const { status, country, type, acquisition_method, capability = [], agent_id, tag } = filters;
  const flags = capabilityNames.map((name) => (capability.includes(name) ? name.charAt(0) : "?")).join("");
  const kinds = [...[status, country, type, acquisition_method].map((part) => part ?? "*"), flags].join("/");
  return { agent: agent_id ?? ANY, tag: tag ?? ANY, kinds };
}

const ofShelves = [
  "status",
  "type",
  "country",
  "acquisition_method",
  "capability",
  "tag",
  "agent_id",
  "digits",
] as const;

/** Whether the tenant's numbers as they stand in their order will do, without looking for shelves. */
export const needsNoShelf = (filters: NumberFilters): boolean => ofShelves.every((name) => filters[name] === undefined);

export interface Clash {
  readonly field: string;
  readonly message: string;
}

/**
 * What is asked for together and cannot be: each prefix, run of digits and range of time is a stretch of one order, and a list
 * has one order.
 */
export function clashesOf(filters: NumberFilters, sort: string | undefined): Clash[] {
  const { digits, phone_number_prefix: prefix, ready } = filters;
  const times = (["created_after", "created_before"] as const).filter((name) => filters[name] !== undefined);
  const sortedBy = (column: string) => sort === undefined || sort === column || sort === `-${column}`;
  if (ready !== undefined) {
    const message = "Not together with ready, which goes with created_after and created_before, sorted by created_at.";
    const others = [...ofShelves, "phone_number_prefix" as const].filter((name) => filters[name] !== undefined);
    return [...others, ...(sortedBy("created_at") ? [] : ["sort"])].map((field) => ({ field, message }));
  }
  if (digits !== undefined) {
    const message =
      "Not together with digits, which go with status, type, country, acquisition_method and capability, in an order of their own.";
    const given = (["tag", "agent_id", "phone_number_prefix"] as const).filter((name) => filters[name] !== undefined);
    return [...given, ...times, ...(sort === undefined ? [] : ["sort"])].map((field) => ({ field, message }));
  }
  if (prefix !== undefined) {
    const message = "Not together with phone_number_prefix: ranges of time are listed by created_at or -created_at.";
    const wrongSort = {
      field: "sort",
      message: "Numbers found by prefix are sorted by phone_number or -phone_number only.",
    };
    return [...times.map((field) => ({ field, message })), ...(sortedBy("phone_number") ? [] : [wrongSort])];
  }
  if (times.length === 0 || sortedBy("created_at")) return [];
  return [{ field: "sort", message: "Numbers of a range of time are sorted by created_at or -created_at only." }];
}
