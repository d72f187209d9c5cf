import { batchNamed } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { toAmount } from "#kernel/values/money";
import { type Addition, type CapRefusal, refusalOf } from "./caps";
import { type Account, accountReads, toAccount } from "./queries";

/**
 * After `mayTake` refused: the problem that says which cap or status did, or `null` if none does any more. `nothing`
 * says what did not happen, as a sentence.
 */
export async function capProblem(
  { db }: Context,
  tenantId: string,
  prices: Addition,
  nothing: string,
  { mayBeSuspended = false } = {},
): Promise<Problem | null> {
  const { caps, use } = toAccount(await batchNamed(db, accountReads(db, tenantId)));
  const status = mayBeSuspended && caps.status === "suspended" ? "active" : caps.status;
  return capProblemOf({ caps: { ...caps, status }, use }, prices, nothing);
}

/** The problem that these numbers would be refused with; `null` if they may come to the tenant. */
export function capProblemOf({ caps, use }: Account, prices: Addition, nothing: string): Problem | null {
  const refusal = refusalOf(caps, use, prices);
  return refusal && problemOf(refusal, nothing);
}

function problemOf(refusal: CapRefusal, nothing: string): Problem {
  switch (refusal.kind) {
    case "suspended":
      return new Problem("tenant_suspended", `The tenant is suspended. ${nothing}`);
    case "closed":
      return new Problem("tenant_closed", `The tenant is closed. ${nothing}`);
    case "numbers": {
      const { kind: _, ...more } = refusal;
      const { limit, used, requested } = more;
      const detail = `The tenant may have ${limit} numbers, has or is buying ${used}, and this adds ${requested}. ${nothing} Release numbers, or ask the platform for a higher \`number_limit\`.`;
      return new Problem("number_limit_reached", detail, { more });
    }
    case "cost":
      return costProblem(refusal, nothing);
  }
}

function costProblem(
  { limit, usedMicros, requestedMicros }: Extract<CapRefusal, { kind: "cost" }>,
  nothing: string,
): Problem {
  const { currency } = limit;
  const cost_used = { amount: toAmount(usedMicros), currency };
  const cost_requested = requestedMicros === null ? null : { amount: toAmount(requestedMicros), currency };
  const detail =
    cost_requested === null
      ? `Some prices are not known in ${currency} now, so the cap on monthly cost of ${limit.amount} ${currency} cannot be checked. ${nothing} Retry later, or ask the platform.`
      : `The tenant's numbers may cost ${limit.amount} ${currency} a month, cost ${cost_used.amount}, and this adds ${cost_requested.amount}. ${nothing} Release numbers, or ask the platform for a higher \`max_monthly_cost\`.`;
  return new Problem("monthly_cost_limit_reached", detail, { more: { cost_limit: limit, cost_used, cost_requested } });
}
