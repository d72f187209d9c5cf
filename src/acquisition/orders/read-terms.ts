import type { Context } from "#kernel/ports/context";
import type { NumberTerms } from "#kernel/ports/number-object";
import { countryAndTypeOf } from "#kernel/values/phone";

/** What each number is and costs. Prices are for the record: one that cannot be had now does not stop an order. */
export async function readTerms(ctx: Context, numbers: readonly string[]): Promise<NumberTerms[]> {
  const places = numbers.map(countryAndTypeOf);
  const countries = [...new Set(places.map(({ country }) => country))];
  const priced = await Promise.all(
    countries.map(async (country) => [country, await ctx.carrier.prices(country)] as const),
  );
  const prices = new Map(priced);
  return places.map(({ country, type }) => {
    const answer = prices.get(country);
    return { country, type, monthlyPrice: answer?.kind === "ok" ? (answer.value[type] ?? null) : null };
  });
}
