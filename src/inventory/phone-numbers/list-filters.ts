import { eq, gte, isNull, lt, type SQL, sql } from "drizzle-orm";
import type { Capabilities, NumberType } from "#kernel/ports/carrier";
import type { AcquisitionMethod, NumberStatus } from "./lifecycle";
import { phoneNumbers } from "./table";

/** The filters of a list of numbers. A number is listed when all given filters hold; any of them go together. */
export interface NumberFilters {
  readonly status?: NumberStatus | undefined;
  readonly type?: NumberType | undefined;
  readonly country?: string | undefined;
  readonly acquisition_method?: AcquisitionMethod | undefined;
  readonly carrier_account_id?: string | undefined;
  readonly sip_trunk_id?: string | undefined;
  /** The number must have all of these. */
  readonly capabilities?: readonly (keyof Capabilities)[] | undefined;
  readonly tag?: string | undefined;
  /** `NO_AGENT` for the numbers without an agent. */
  readonly agent_id?: string | undefined;
  /** Whether callers reach it; see `src/operations/readiness`. A number that was not evaluated yet is neither. */
  readonly ready?: boolean | undefined;
  /** Milliseconds UTC, inclusive. */
  readonly created_after?: number | undefined;
  /** Milliseconds UTC, exclusive. */
  readonly created_before?: number | undefined;
  readonly phone_number_prefix?: string | undefined;
  /** At least `MIN_DIGITS` digits, next to each other anywhere in the number. */
  readonly digits?: string | undefined;
}

export const NO_AGENT = "none";

/** One or two digits occur in nearly every number, so a search for them would scan the index and filter nothing. */
export const MIN_DIGITS = 3;

/** The first text after all texts that begin with `prefix` and go on with digits: ":" follows "9" in ASCII. */
export const endOfPrefix = (prefix: string): string => `${prefix}:`;

/** The place where the digits first occur in a number, from 1 on; 0 if they do not. */
export const placeOfDigits = (digits: string): SQL<number> => sql<number>`instr(${phoneNumbers.e164}, ${digits})`;

/** One condition per given filter. Each reads columns of the index `phone_numbers_by_creation` only. */
export function conditionsOf(filters: NumberFilters): SQL[] {
  const { agent_id, tag, digits, phone_number_prefix: prefix, capabilities = [] } = filters;
  const when = <Value>(value: Value | undefined, condition: (value: Value) => SQL): SQL[] =>
    value === undefined ? [] : [condition(value)];
  return [
    ...when(filters.status, (status) => eq(phoneNumbers.status, status)),
    ...when(filters.type, (type) => eq(phoneNumbers.type, type)),
    ...when(filters.country, (country) => eq(phoneNumbers.country, country)),
    ...when(filters.acquisition_method, (method) => eq(phoneNumbers.acquisitionMethod, method)),
    ...when(filters.carrier_account_id, (id) => eq(phoneNumbers.carrierAccountId, id)),
    ...when(filters.sip_trunk_id, (id) => eq(phoneNumbers.sipTrunkId, id)),
    ...capabilities.map((name) => eq(phoneNumbers[name], true)),
    ...when(filters.ready, (ready) => eq(phoneNumbers.ready, ready)),
    ...when(agent_id, (id) => (id === NO_AGENT ? isNull(phoneNumbers.agentId) : eq(phoneNumbers.agentId, id))),
    ...when(tag, (name) => sql`exists (select 1 from json_each(${phoneNumbers.tags}) where value = ${name})`),
    ...when(filters.created_after, (from) => gte(phoneNumbers.createdAt, from)),
    ...when(filters.created_before, (end) => lt(phoneNumbers.createdAt, end)),
    ...when(prefix, (start) => gte(phoneNumbers.e164, start)),
    ...when(prefix, (start) => lt(phoneNumbers.e164, endOfPrefix(start))),
    ...when(digits, (run) => sql`${placeOfDigits(run)} > 0`),
  ];
}
