/**
 * The numbers that a run has seen, kept so that the inventory can be gone through afterwards: eight bytes each in memory,
 * twelve or so as text, whatever order the carrier lists them in. E.164 numbers have at most 15 digits, which doubles hold.
 */

const digitsOf = (e164: string): number => Number(e164.slice(1));

/** Some numbers as text for a row. */
export const pack = (numbers: readonly string[]): string => JSON.stringify(numbers.map(digitsOf));

export interface SeenNumbers {
  readonly size: number;
  has(e164: string): boolean;
}

/** The numbers of these texts, together. */
export function unpack(parts: Iterable<string>): SeenNumbers {
  let sorted = new Float64Array(1_024);
  let size = 0;
  for (const part of parts) {
    const numbers: unknown = JSON.parse(part);
    if (!Array.isArray(numbers)) throw new Error("A part of the seen numbers is no list.");
    if (size + numbers.length > sorted.length) {
      const larger = new Float64Array(Math.max(2 * sorted.length, size + numbers.length));
      larger.set(sorted);
      sorted = larger;
    }
    for (const number of numbers) {
      sorted[size] = Number(number);
      size += 1;
    }
  }
  sorted.subarray(0, size).sort();
  return { size, has: (e164) => contains(sorted, size, digitsOf(e164)) };
}

function contains(sorted: Float64Array, size: number, wanted: number): boolean {
  let [from, to] = [0, size];
  while (from < to) {
    const middle = (from + to) >>> 1;
    const found = sorted[middle] ?? Number.POSITIVE_INFINITY;
    if (found === wanted) return true;
    if (found < wanted) from = middle + 1;
    else to = middle;
  }
  return false;
}
