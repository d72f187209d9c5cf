import type { Context } from "#kernel/ports/context";
import type { Money } from "#kernel/values/money";
import { countryAndTypeOf } from "#kernel/values/phone";

/**
 * The carrier's monthly prices of these numbers, in their order; one request per country. `null`: the carrier could not
 * be asked or has no price. A missing price does not stop an order, because prices are recorded for information only.
 */
export async function readMonthlyPrices(ctx: Context, numbers: readonly string[]): Promise<(Money | null)[]> {
  const places = numbers.map(countryAndTypeOf);
  const countries = [...new Set(places.map(({ country }) => country))];
  const priced = await Promise.all(
    countries.map(async (country) => [country, await ctx.carrier.prices(country)] as const),
  );
  const prices = new Map(priced);
  return places.map(({ country, type }) => {
    const answer = prices.get(country);
    return answer?.kind === "ok" ? (answer.value[type] ?? null) : null;
  });
}
