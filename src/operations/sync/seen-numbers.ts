// Pure: no I/O, no clock, no randomness.
/**
 * The numbers that a run has seen, kept so that the inventory can be gone through afterwards: eight bytes each in
 * memory, twelve or so as text, whatever order the carrier lists them in. E.164 numbers have at most 15 digits, which
 * doubles hold.
 */

const digitsOf = (e164: string): number => Number(e164.slice(1));

/** Some numbers as text for a row. */
export const pack = (numbers: readonly string[]): string => JSON.stringify(numbers.map(digitsOf));

export interface SeenNumbers {
  readonly size: number;
  has(e164: string): boolean;
}

/** The numbers of these texts, together. */
export function unpack(parts: readonly string[]): SeenNumbers {
  const sorted = Float64Array.from(parts.flatMap(numbersIn), Number).sort();
  return { size: sorted.length, has: (e164) => contains(sorted, digitsOf(e164)) };
}

function numbersIn(part: string): unknown[] {
  const numbers: unknown = JSON.parse(part);
  if (!Array.isArray(numbers)) throw new Error("A part of the seen numbers is no list.");
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
