// Pure: no I/O, no clock, no randomness.
/**
 * Exact sums and comparisons of decimal strings, to six places. **Invariant:** money is never a floating-point number.
 */

export interface Money {
  /** A decimal string in the major unit: "1.15". */
  readonly amount: string;
  /** ISO 4217. */
  readonly currency: string;
}

/** Money from its two columns. */
export const moneyOf = (amount: string | null, currency: string | null): Money | null =>
  amount !== null && currency !== null ? { amount, currency } : null;

const PLACES = 6;
const SCALE = 10n ** BigInt(PLACES);

export const isAmount = (text: string): boolean => /^\d{1,12}(\.\d{1,6})?$/.test(text);

/** Millionths of the major unit; throws for text that `isAmount` refuses. */
export function toMicros(amount: string): bigint {
  if (!isAmount(amount)) throw new Error(`"${amount}" is not an amount of money.`);
  const [whole = "0", fraction = ""] = amount.split(".");
  return BigInt(whole) * SCALE + BigInt(fraction.padEnd(PLACES, "0"));
}

/** At least two decimals, more only where they are not zero. */
export function toAmount(micros: bigint): string {
  const fraction = (micros % SCALE).toString().padStart(PLACES, "0").replace(/0+$/, "").padEnd(2, "0");
  return `${micros / SCALE}.${fraction}`;
}

/** One sum per currency. */
export function sumMoney(amounts: readonly Money[]): Money[] {
  const sums = new Map<string, bigint>();
  for (const { amount, currency } of amounts) sums.set(currency, (sums.get(currency) ?? 0n) + toMicros(amount));
  return [...sums].map(([currency, micros]) => ({ amount: toAmount(micros), currency }));
}
