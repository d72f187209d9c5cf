import { incomingToWire } from "../rest/wire";
import type { Sandbox } from "../sandbox";

/** The state of the account: its newest `limit` numbers with Twilio's field names, and the counters. */
export function stateOf(sandbox: Sandbox, limit: number) {
  const { bought, updated } = sandbox.journal.totalPurchases();
  return {
    account_sid: sandbox.accountSid,
    numbers: sandbox.numbers.page({}, undefined, limit).map((each) => incomingToWire(sandbox.accountSid, each)),
    counts: {
      numbers: sandbox.numbers.count(),
      new_purchases: bought,
      updates_by_purchase: updated,
      buys_by_number: sandbox.journal.buysByNumber(limit),
      requests: sandbox.journal.requestCounts(),
      in_flight: sandbox.traffic.inFlight,
      max_concurrency: sandbox.journal.maxConcurrency(),
    },
  };
}
