import type { Carrier, CarrierResult, CountryPrices } from "../kernel/ports";

/** Prices change a few times a year; this is how long an isolate may go on quoting an old one. */
const REMEMBER_MS = 60 * 60_000;

/** Lets carriers share a memory of prices, so that quoting one is not a call each time. */
export function rememberPrices(now: () => number): (carrier: Carrier) => Carrier {
  const known = new Map<string, { readonly until: number; readonly answer: CarrierResult<CountryPrices> }>();
  return (carrier) => ({
    ...carrier,
    prices: async (country) => {
      const remembered = known.get(country);
      if (remembered && remembered.until > now()) return remembered.answer;
      const answer = await carrier.prices(country);
      if (answer.kind === "ok") known.set(country, { until: now() + REMEMBER_MS, answer });
      return answer;
    },
  });
}
