// Pure: no I/O, no clock, no randomness.
import type { NumberType } from "#kernel/ports/carrier";
import type { PreflightNumber } from "./facts";

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

const nameOf = (carrier: string): string => carrier.trim().toLowerCase();

/** The largest group first. Groups of one size keep the order of their first numbers. */
const bySize = (a: SplitGroup, b: SplitGroup): number => b.phone_numbers.length - a.phone_numbers.length;

/** The groups of one country and type. Numbers of an unknown carrier join the largest known one. */
function byCarrier([...numbers]: readonly Placed[]): SplitGroup[] {
  const known = numbers.filter(({ losingCarrier }) => losingCarrier !== null);
  const groups = [...Map.groupBy(known, ({ losingCarrier }) => nameOf(losingCarrier ?? "")).values()];
  const largest = groups.toSorted((a, b) => b.length - a.length)[0];
  const unknown = numbers.filter(({ losingCarrier }) => losingCarrier === null);
  const joined = largest ? groups.map((group) => (group === largest ? [...group, ...unknown] : group)) : [unknown];
  return joined.flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const { country, type, losingCarrier } = first;
    return [{ country, type, losing_carrier: losingCarrier, phone_numbers: group.map(({ e164 }) => e164).toSorted() }];
  });
}

/**
 * The requests that the numbers would have to be split into; `null` if one is enough. Submission makes them only where
 * they differ by country or type: the account number and the bill belong to one carrier, so a draft with numbers of
 * several is refused before (`several_carriers`).
 */
export function proposeSplit(numbers: readonly Placed[]): SplitGroup[] | null {
  const kinds = [...Map.groupBy(numbers, ({ country, type }) => `${country} ${type}`).values()];
  const groups = kinds.flatMap(byCarrier).toSorted(bySize);
  return groups.length > 1 ? groups : null;
}
