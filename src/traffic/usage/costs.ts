import { byE164, costsByCountry, pageOfPrices } from "#inventory/phone-numbers/prices";
import { batchNamed } from "#kernel/db/db";
import { decodeCursor, type Page, type PageQuery, toPage } from "#kernel/http/page";
import type { Context } from "#kernel/ports/context";
import { type Money, moneyOf, toAmount } from "#kernel/values/money";

export const costGroupings = ["number", "country"] as const;
type CostGrouping = (typeof costGroupings)[number];

/** The monthly cost of some numbers. */
export interface Cost {
  readonly numbers: number;
  /** One sum per currency. */
  readonly monthlyCost: readonly Money[];
  /** Numbers whose price is not known. */
  readonly unpriced: number;
  /** Numbers that the tenant has elsewhere. */
  readonly unbilled: number;
}

/** The cost of one number or of the numbers of one country. */
export interface CostGroup extends Cost {
  readonly country: string;
  readonly number: { readonly id: string; readonly e164: string } | null;
}

export interface CostQuery extends PageQuery {
  readonly group_by: CostGrouping;
}

type CountryRow = Awaited<ReturnType<typeof costsByCountry>>[number];

/** A page of the tenant's monthly costs with their total, in one round trip. */
export async function listCosts(
  { db, principal }: Context,
  query: CostQuery,
): Promise<Page<CostGroup> & { readonly total: Cost }> {
  const { tenantId } = principal;
  if (query.group_by === "country") {
    const rows = await costsByCountry(db, tenantId);
    return { ...pageOfCountries(rows, query), total: costOf(rows) };
  }
  const { rows, countries } = await batchNamed(db, {
    rows: pageOfPrices(db, tenantId, query),
    countries: costsByCountry(db, tenantId),
  });
  const page = toPage(rows, query.limit, byE164.sort, byE164.keyOf);
  const groups = page.rows.map(({ id, e164, country, amount, currency, unbilled }): CostGroup => {
    const price = moneyOf(amount, currency);
    const unpriced = price || unbilled ? 0 : 1;
    return { number: { id, e164 }, country, numbers: 1, monthlyCost: price ? [price] : [], unpriced, unbilled };
  });
  return { rows: groups, nextCursor: page.nextCursor, total: costOf(countries) };
}

/** There are few countries, so that each page is cut from all of them. */
function pageOfCountries(rows: readonly CountryRow[], { limit, cursor }: CostQuery): Page<CostGroup> {
  const after = cursor === undefined ? "" : decodeCursor(cursor, "country").id;
  const groups = [...Map.groupBy(rows, ({ country }) => country)]
    .map(([country, ofCountry]): CostGroup => ({ number: null, country, ...costOf(ofCountry) }))
    .filter(({ country }) => country > after)
    .sort((a, b) => (a.country < b.country ? -1 : 1));
  return toPage(groups, limit, "country", ({ country }) => ({ value: country, id: country }));
}

function costOf(rows: readonly CountryRow[]): Cost {
  const sums = new Map<string, bigint>();
  let numbers = 0;
  let [unpriced, unbilled] = [0, 0];
  for (const row of rows) {
    numbers += row.numbers;
    if (row.unbilled) unbilled += row.numbers;
    else if (row.currency === null) unpriced += row.numbers;
    else sums.set(row.currency, (sums.get(row.currency) ?? 0n) + BigInt(row.micros));
  }
  const monthlyCost = [...sums].map(([currency, micros]) => ({ amount: toAmount(micros), currency }));
  return { numbers, monthlyCost, unpriced, unbilled };
}
