import type { Carrier, CarrierResult, CountryPrices } from "../kernel/ports";

/** Prices change a few times a year; this is how long an isolate may go on quoting an old one. */
const REMEMBER_MS = 60 * 60_000;
/** How long it does without, once they could not be had. */
const REMEMBER_FAILURE_MS = 30_000;
/** Nobody is kept waiting longer for a price than this: a quote without one is better than a late one. */
const PATIENCE_MS = 1_500;

interface Effects {
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
}

const tooSlow: CarrierResult<CountryPrices> = { kind: "unknown", message: "The prices took too long to come." };

/** Lets carriers share a memory of prices, so that quoting one is not a call each time. */
export function rememberPrices({ now, sleep }: Effects): (carrier: Carrier) => Carrier {
  const known = new Map<string, { readonly until: number; readonly answer: CarrierResult<CountryPrices> }>();
  return (carrier) => ({
    ...carrier,
    prices: async (country) => {
      const remembered = known.get(country);
      if (remembered && remembered.until > now()) return remembered.answer;
      const answer = await Promise.race([carrier.prices(country), sleep(PATIENCE_MS).then(() => tooSlow)]);
      known.set(country, { until: now() + (answer.kind === "ok" ? REMEMBER_MS : REMEMBER_FAILURE_MS), answer });
      return answer;
    },
  });
}
