// Pure: no I/O, no clock, no randomness.
import type { NumberType } from "#kernel/ports/carrier";
import type { PreflightNumber } from "./facts";
import { carrierKey, isWithCarrier } from "./own-numbers";

/**
 * Numbers that one request can move: carriers refuse others together (Telnyx splits by country, type and carrier,
 * too).
 */
export interface SplitGroup {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly type: NumberType;
  /** `null`: unknown. */
  readonly losing_carrier: string | null;
  readonly phone_numbers: readonly string[];
}

type Placed = Pick<PreflightNumber, "e164" | "country" | "type" | "losingCarrier">;

/** The groups of one country and type. Without a carrier of the request, unknown ones join the largest known one. */
function byCarrier([...numbers]: readonly Placed[], ofRequest: string | null): SplitGroup[] {
  const carrierOf = ({ losingCarrier }: Placed): string | null => losingCarrier ?? ofRequest;
  const known = numbers.filter((number) => carrierOf(number) !== null);
  const groups = [...Map.groupBy(known, (number) => carrierKey(carrierOf(number) ?? "")).values()];
  const largest = groups.toSorted((a, b) => b.length - a.length)[0];
  const unknown = numbers.filter((number) => carrierOf(number) === null);
  const joined = largest ? groups.map((group) => (group === largest ? [...group, ...unknown] : group)) : [unknown];
  return joined.flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const phone_numbers = group.map(({ e164 }) => e164).toSorted();
    return [{ country: first.country, type: first.type, losing_carrier: carrierOf(first), phone_numbers }];
  });
}

/**
 * The requests that the numbers have to be split into; `null` if one is enough. Groups with the request's own carrier
 * come first, then the largest; groups of one size keep the order of their first numbers. The first one stays.
 */
export function proposeSplit(numbers: readonly Placed[], ofRequest: string | null): SplitGroup[] | null {
  const kinds = [...Map.groupBy(numbers, ({ country, type }) => `${country} ${type}`).values()];
  const isOwn = (group: SplitGroup): boolean => isWithCarrier(group.losing_carrier, ofRequest);
  const groups = kinds
    .flatMap((same) => byCarrier(same, ofRequest))
    .toSorted((a, b) => Number(isOwn(b)) - Number(isOwn(a)) || b.phone_numbers.length - a.phone_numbers.length);
  return groups.length > 1 ? groups : null;
}
