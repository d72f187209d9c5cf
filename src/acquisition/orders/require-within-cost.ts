import { Problem } from "#kernel/http/problem";
import type { Money } from "#kernel/values/money";
import { sumMoney, toMicros } from "#kernel/values/money";

/** Refuses an order whose monthly cost exceeds `limit`, or is not known. Does nothing without a limit. */
export function requireWithinCost(prices: readonly (Money | null)[], limit: Money | undefined): void {
  if (limit === undefined) return;
  const known = prices.filter((price) => price !== null);
  const [total, ...others] = sumMoney(known);
  if (known.length < prices.length) {
    throw new Problem(
      "cost_limit_exceeded",
      "Twilio's price of some numbers is not known now, so `max_monthly_cost` cannot be checked. Nothing was bought. " +
        "Retry later, or order without a limit.",
    );
  }
  if (others.length > 0 || total?.currency !== limit.currency) {
    throw new Problem(
      "cost_limit_exceeded",
      `Some numbers are not sold in ${limit.currency}, so the costs cannot be compared. Nothing was bought.`,
      { more: { monthly_cost: [total, ...others] } },
    );
  }
  if (toMicros(total.amount) > toMicros(limit.amount)) {
    throw new Problem(
      "cost_limit_exceeded",
      `The numbers cost ${total.amount} ${total.currency} a month, more than your limit of ${limit.amount}. Nothing was bought.`,
      { more: { monthly_cost: [total] } },
    );
  }
}
