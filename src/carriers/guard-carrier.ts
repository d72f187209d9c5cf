import type { Carrier, CarrierCredentials, CarrierOutage, CarrierResult } from "#kernel/ports/carrier";
import type { CarrierPorting } from "#kernel/ports/carrier-porting";
import type { NumberConfigurationPort } from "#kernel/ports/number-configuration";
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
  readonly guardConfiguration: (account: string, port: NumberConfigurationPort) => NumberConfigurationPort;
  /**
   * Has a circuit breaker of its own: an outage of the porting service, a beta, stops no purchase. Its outcomes count
   * for the account.
   */
  readonly guardPorting: (account: string, port: CarrierPorting) => CarrierPorting;
  /** The account's outage as this isolate's own requests show it; `null` while the breaker is closed. */
  readonly outageOf: (account: string) => CarrierOutage | null;
  /** Whether the carrier accepted the account's credentials in the last answer to this isolate. */
  readonly credentialsOf: (account: string) => CarrierCredentials;
}

const isRejection = (result: CarrierResult<unknown>): boolean =>
  result.kind === "refused" && result.code === "carrier_credentials_invalid";

/** A circuit breaker per account, in this isolate's memory. */
export function createCarrierGuard({ now, random, onOutcome }: Effects): CarrierGuard {
  const breakers = new Map<string, Breaker>();
  const credentials = new Map<string, CarrierCredentials>();
  const breakerOf = (account: string): Breaker => breakers.get(account) ?? closedBreaker;

  const setBreaker = (account: string, next: Breaker): void => {
    const before = breakerOf(account);
    breakers.set(account, next);
    if (before.kind === "closed" && next.kind === "open") console.error({ message: "carrier circuit opened", account });
    if (before.kind !== "closed" && next.kind === "closed") {
      console.log({ message: "carrier circuit closed", account, open_ms: now() - before.since });
    }
  };

  async function sendGuarded<T>(
    account: string,
    call: () => Promise<CarrierResult<T>>,
    service: "account" | "porting" = "account",
  ): Promise<CarrierResult<T>> {
    const key = service === "account" ? account : `${account}/${service}`;
    const admission = admitRequest(breakerOf(key), now());
    if (!admission.admitted) {
      onOutcome(account, "not_sent", 0);
      // Random, so that waiting callers don't all come back at the next probe.
      const retryAfterSeconds = Math.ceil((admission.retryAfterMs * (1 + random())) / 1_000);
      return { kind: "unavailable", carrierCode: null, retryAfterSeconds, notAsked: true };
    }
    setBreaker(key, admission.breaker);
    const begun = now();
    let answered = false;
    try {
      const result = await call();
      answered = result.kind !== "unknown";
      // A 429 may come before the credentials are looked at. Porting may be closed to an account that works.
      if (service === "account" && (result.kind === "ok" || result.kind === "refused"))
        credentials.set(account, isRejection(result) ? "rejected" : "accepted");
      return result;
    } finally {
      setBreaker(key, recordCarrierOutcome(breakerOf(key), admission.era, answered, now()));
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
    guardConfiguration: (account, port) => ({
      list: (position, limit) => sendGuarded(account, () => port.list(position, limit)),
      find: (e164) => sendGuarded(account, () => port.find(e164)),
      read: (carrierId) => sendGuarded(account, () => port.read(carrierId)),
      write: (carrierId, change) => sendGuarded(account, () => port.write(carrierId, change)),
      // Not guarded: the Routes API is another Twilio service.
      voiceRegion: (e164) => port.voiceRegion(e164),
      setVoiceRegion: (e164, region) => port.setVoiceRegion(e164, region),
    }),
    guardPorting: (account, port) => {
      const send = <T>(call: () => Promise<CarrierResult<T>>) => sendGuarded(account, call, "porting");
      return {
        portability: (e164) => send(() => port.portability(e164)),
        createPort: (order) => send(() => port.createPort(order)),
        fetchPort: (id) => send(() => port.fetchPort(id)),
        listPorts: (filter, page) => send(() => port.listPorts(filter, page)),
        cancelPort: (id) => send(() => port.cancelPort(id)),
        cancelPortNumber: (id, numberId) => send(() => port.cancelPortNumber(id, numberId)),
        uploadDocument: (document) => send(() => port.uploadDocument(document)),
        getWebhook: () => send(() => port.getWebhook()),
        setWebhook: (webhook) => send(() => port.setWebhook(webhook)),
        getSigningBrand: (country) => send(() => port.getSigningBrand(country)),
        setSigningBrand: (brand) => send(() => port.setSigningBrand(brand)),
      };
    },
    outageOf: (account) => {
      const breaker = breakerOf(account);
      return breaker.kind === "closed" ? null : { since: breaker.since, probeAt: breaker.probeAt };
    },
    credentialsOf: (account) => credentials.get(account) ?? "unknown",
  };
}
