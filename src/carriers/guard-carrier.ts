import type { Carrier, CarrierOutage, CarrierResult } from "#kernel/ports/carrier";
import { admitRequest, type Breaker, closedBreaker, recordCarrierOutcome } from "./breaker";
import type { CarrierOutcome } from "./outcomes";

interface Effects {
  readonly now: () => number;
  /** 0 ≤ n < 1. */
  readonly random: () => number;
  /** Called with the outcome of every guarded request; `ms` is 0 for one that was not sent. */
  readonly onOutcome: (account: string, outcome: CarrierOutcome, ms: number) => void;
}

export interface CarrierGuard {
  /** Puts a carrier behind its account's circuit breaker. */
  readonly guardCarrier: (account: string, carrier: Carrier) => Carrier;
  /** The account's outage as this isolate's own requests show it; `null` while the breaker is closed. */
  readonly outageOf: (account: string) => CarrierOutage | null;
}

/** A circuit breaker per account, in this isolate's memory. */
export function createCarrierGuard({ now, random, onOutcome }: Effects): CarrierGuard {
  const breakers = new Map<string, Breaker>();
  const breakerOf = (account: string): Breaker => breakers.get(account) ?? closedBreaker;

  const setBreaker = (account: string, next: Breaker): void => {
    const before = breakerOf(account);
    breakers.set(account, next);
    if (before.kind === "closed" && next.kind === "open") console.error({ message: "carrier circuit opened", account });
    if (before.kind !== "closed" && next.kind === "closed") {
      console.log({ message: "carrier circuit closed", account, open_ms: now() - before.since });
    }
  };

  async function sendGuarded<T>(account: string, call: () => Promise<CarrierResult<T>>): Promise<CarrierResult<T>> {
    const admission = admitRequest(breakerOf(account), now());
    if (!admission.admitted) {
      onOutcome(account, "not_sent", 0);
      // Random, so that waiting callers don't all come back at the next probe.
      const retryAfterSeconds = Math.ceil((admission.retryAfterMs * (1 + random())) / 1_000);
      return { kind: "unavailable", carrierCode: null, retryAfterSeconds, notAsked: true };
    }
    setBreaker(account, admission.breaker);
    const begun = now();
    let answered = false;
    try {
      const result = await call();
      answered = result.kind !== "unknown";
      return result;
    } finally {
      setBreaker(account, recordCarrierOutcome(breakerOf(account), admission.era, answered, now()));
      onOutcome(account, answered ? "answered" : "failed", now() - begun);
    }
  }

  return {
    guardCarrier: (account, carrier) => ({
      search: (search) => sendGuarded(account, () => carrier.search(search)),
      countries: () => sendGuarded(account, () => carrier.countries()),
      // Not guarded: these are other Twilio services, whose failures say nothing about the account's API.
      prices: (country) => carrier.prices(country),
      regulations: (country, type) => carrier.regulations(country, type),
      bundle: (sid, kind) => carrier.bundle(sid, kind),
      bundles: (sids) => carrier.bundles(sids),
      senderGroups: () => carrier.senderGroups(),
      senderGroup: (id) => carrier.senderGroup(id),
      tollFreeVerifications: () => carrier.tollFreeVerifications(),
      address: (sid) => sendGuarded(account, () => carrier.address(sid)),
      buy: (e164, setup, documents) => sendGuarded(account, () => carrier.buy(e164, setup, documents)),
      findOwned: (e164) => sendGuarded(account, () => carrier.findOwned(e164)),
      fetchOwned: (carrierId) => sendGuarded(account, () => carrier.fetchOwned(carrierId)),
      listOwned: (page) => sendGuarded(account, () => carrier.listOwned(page)),
      configure: (carrierId, setup) => sendGuarded(account, () => carrier.configure(carrierId, setup)),
      release: (carrierId) => sendGuarded(account, () => carrier.release(carrierId)),
      send: (message) => sendGuarded(account, () => carrier.send(message)),
    }),
    outageOf: (account) => {
      const breaker = breakerOf(account);
      return breaker.kind === "closed" ? null : { since: breaker.since, probeAt: breaker.probeAt };
    },
  };
}
