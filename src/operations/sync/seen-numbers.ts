// Pure: no I/O, no clock, no randomness.
/**
 * The numbers that a run has seen on the carrier's list, for the comparison with the inventory afterwards. A number
 * takes eight bytes in memory and about twelve as text. A double holds an E.164 number exactly: it has at most 15
 * digits.
 */

const digitsOf = (e164: string): number => Number(e164.slice(1));

/** Packs E.164 numbers into the text of one row. */
export const pack = (numbers: readonly string[]): string => JSON.stringify(numbers.map(digitsOf));

export interface SeenNumbers {
  readonly size: number;
  has(e164: string): boolean;
}

/** Unpacks all rows of a run into one set. */
export function unpack(parts: readonly string[]): SeenNumbers {
  const sorted = Float64Array.from(parts.flatMap(numbersIn), Number).sort();
  return { size: sorted.length, has: (e164) => contains(sorted, digitsOf(e164)) };
}

function numbersIn(part: string): unknown[] {
  const numbers: unknown = JSON.parse(part);
  if (!Array.isArray(numbers)) throw new Error("A row of sync_seen does not hold a JSON array.");
  return numbers;
}

function contains(sorted: Float64Array, wanted: number): boolean {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    const found = sorted[middle] ?? Number.POSITIVE_INFINITY;
    if (found === wanted) return true;
    if (found < wanted) from = middle + 1;
    else to = middle;
  }
  return false;
}
