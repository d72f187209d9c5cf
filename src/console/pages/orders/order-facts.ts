// Pure: no I/O, no clock, no randomness.
import type { Answer } from "../../api/call";

export type Order = Answer<"GET", "/v1/orders/{order_id}">;
export type OrderItem = Order["items"][number];

export const isOpenOrder = ({ item_counts: { queued, purchasing, unknown } }: Order): boolean =>
  queued + purchasing + unknown > 0;

/** The monthly price of an order's numbers: a sum for each currency, over those that were not refused. */
export function monthlySums(items: readonly OrderItem[]): { readonly amount: string; readonly currency: string }[] {
  const sums = new Map<string, number>();
  for (const { monthly_price, status } of items) {
    if (!monthly_price || status === "failed" || status === "canceled") continue;
    const { amount, currency } = monthly_price;
    sums.set(currency, (sums.get(currency) ?? 0) + Number(amount));
  }
  return [...sums].map(([currency, sum]) => ({ currency, amount: sum.toFixed(2) }));
}
