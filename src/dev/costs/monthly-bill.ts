// Pure: no I/O, no clock, no randomness.
import { type Meter, meters, prices, SUBSCRIPTION } from "./prices.ts";

/** Dollars for what was used beyond the plan's allowance. */
export function priceOf(meter: Meter, used: number): number {
  const { included, per, price } = prices[meter];
  return (Math.max(0, used - included) / per) * price;
}

interface BillLine {
  readonly meter: Meter;
  readonly used: number;
  readonly dollars: number;
}

export interface Bill {
  readonly lines: readonly BillLine[];
  /** Dollars of the lines and the subscription. */
  readonly total: number;
}

/** The bill of a month by line, in the order of `prices`. */
export function billOf(usage: Readonly<Record<Meter, number>>): Bill {
  const lines = meters.map((meter) => ({ meter, used: usage[meter], dollars: priceOf(meter, usage[meter]) }));
  return { lines, total: lines.reduce((sum, { dollars }) => sum + dollars, SUBSCRIPTION) };
}
