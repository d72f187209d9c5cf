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

/**
 * Unpacks the text of one row. Texts are unpacked one by one, as the parsed numbers take several times the bytes of the
 * result.
 */
export function unpack(text: string): Float64Array {
  const numbers: unknown = JSON.parse(text);
  if (!Array.isArray(numbers)) throw new Error("A row of sync_seen does not hold a JSON array.");
  return Float64Array.from(numbers);
}

/** All rows of a run as one set. */
export function seenNumbers(parts: readonly Float64Array[]): SeenNumbers {
  const sorted = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    sorted.set(part, end);
    end += part.length;
  }
  sorted.sort();
  return { size: sorted.length, has: (e164) => contains(sorted, digitsOf(e164)) };
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
