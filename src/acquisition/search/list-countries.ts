import { unwrap } from "#carriers/problem";
import { Problem } from "#kernel/http/problem";
import type { Country, CountryPrices } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";

export interface PricedCountry extends Country {
  readonly prices: CountryPrices;
}

/** A Worker may have six connections open at a time, and the answer itself is one. */
const PARALLEL_PRICES = 5;

/** The countries that the carrier sells numbers in, with prices; `only` narrows it to one. */
export async function listCountries(ctx: Context, only: string | undefined): Promise<PricedCountry[]> {
  const all = unwrap(await ctx.carrier.countries());
  const wanted = only === undefined ? all : all.filter(({ country }) => country === only);
  if (only !== undefined && wanted.length === 0) {
    throw new Problem("not_found", `The carrier sells no numbers in ${only}.`);
  }
  const queue = wanted.map((country, index) => ({ country, index }));
  const priced: PricedCountry[] = [];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const prices = await ctx.carrier.prices(next.country.country);
      priced[next.index] = { ...next.country, prices: prices.kind === "ok" ? prices.value : {} };
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_PRICES }, worker));
  return priced;
}
