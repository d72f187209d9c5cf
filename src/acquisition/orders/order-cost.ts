// Pure: no I/O, no clock, no randomness.
import { Problem } from "#kernel/http/problem";
import type { Money } from "#kernel/values/money";
import { sumMoney, toMicros } from "#kernel/values/money";

/**
 * The problem of an order whose monthly cost exceeds `limit`, or is not known; `null` if it is within the limit or has
 * none. `nothing` says what does not happen, as a sentence.
 */
export function costProblem(
  prices: readonly (Money | null)[],
  limit: Money | undefined,
  nothing: string,
): Problem | null {
  if (limit === undefined) return null;
  const known = prices.filter((price) => price !== null);
  const sums = sumMoney(known);
  const [total, ...others] = sums;
  if (known.length < prices.length) {
    return new Problem(
      "cost_limit_exceeded",
      `Twilio's price of some numbers is not known now, so \`max_monthly_cost\` cannot be checked. ${nothing} ` +
        "Retry later, or order without a limit.",
    );
  }
  const more = { monthly_cost: sums };
  if (others.length > 0 || total?.currency !== limit.currency) {
    const detail = `Some numbers are not sold in ${limit.currency}, so the costs cannot be compared. ${nothing}`;
    return new Problem("cost_limit_exceeded", detail, { more });
  }
  if (toMicros(total.amount) <= toMicros(limit.amount)) return null;
  const detail = `The numbers cost ${total.amount} ${total.currency} a month, more than your limit of ${limit.amount}. ${nothing}`;
  return new Problem("cost_limit_exceeded", detail, { more });
}
