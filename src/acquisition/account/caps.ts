// Pure: no I/O, no clock, no randomness.
import { type Money, toMicros } from "#kernel/values/money";

/** A tenant's status and caps. */
export interface TenantCaps {
  readonly status: "active" | "suspended" | "closed";
  readonly numberLimit: number | null;
  readonly costLimit: Money | null;
}

/** The numbers that count against a tenant's caps: its own, and those that orders under way may still buy. */
export interface TenantUse {
  readonly numbers: number;
  /** One sum per currency. */
  readonly monthlyCost: readonly Money[];
  /** Numbers whose price is not known. */
  readonly unpriced: number;
  /** Numbers that the tenant has elsewhere: the platform bills nothing for them. */
  readonly unbilled: number;
}

/** Stands for the price of a number that the tenant has elsewhere: it counts as a number and costs nothing here. */
export const UNBILLED = "unbilled";

/** Numbers that are to come to a tenant: one price each, `null` if it is not known. */
export type Addition = readonly (Money | typeof UNBILLED | null)[];

/** The prices of an addition without numbers that cost nothing here. */
export const billedIn = (prices: Addition): (Money | null)[] =>
  prices.flatMap((price) => (price === UNBILLED ? [] : [price]));

/** The sum of prices; `null` if one is unknown or in another currency than the first. */
export function totalOf(
  prices: readonly (Money | null)[],
): { readonly currency: string; readonly micros: bigint } | null {
  const currency = prices[0]?.currency;
  if (currency === undefined) return null;
  let micros = 0n;
  for (const price of prices) {
    if (price?.currency !== currency) return null;
    micros += toMicros(price.amount);
  }
  return { currency, micros };
}

export type CapRefusal =
  | { readonly kind: "suspended" | "closed" }
  | { readonly kind: "numbers"; readonly limit: number; readonly used: number; readonly requested: number }
  | {
      readonly kind: "cost";
      readonly limit: Money;
      readonly usedMicros: bigint;
      /** `null`: a price is unknown or in another currency, so the cap cannot be checked. */
      readonly requestedMicros: bigint | null;
    };

/** Why these numbers may not come to the tenant; `null` if they may. The SQL of `mayTake` decides by the same rule. */
export function refusalOf(caps: TenantCaps, use: TenantUse, prices: Addition): CapRefusal | null {
  const { status, numberLimit, costLimit } = caps;
  if (status !== "active") return { kind: status };
  const requested = prices.length;
  if (numberLimit !== null && use.numbers + requested > numberLimit) {
    return { kind: "numbers", limit: numberLimit, used: use.numbers, requested };
  }
  const billed = billedIn(prices);
  if (costLimit === null || (billed.length === 0 && requested > 0)) return null;
  const total = totalOf(billed);
  const used = use.monthlyCost.find(({ currency }) => currency === costLimit.currency);
  const usedMicros = used ? toMicros(used.amount) : 0n;
  const requestedMicros = total?.currency === costLimit.currency ? total.micros : null;
  if (requestedMicros !== null && usedMicros + requestedMicros <= toMicros(costLimit.amount)) return null;
  return { kind: "cost", limit: costLimit, usedMicros, requestedMicros };
}
