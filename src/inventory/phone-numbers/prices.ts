import { type SQL, sql } from "drizzle-orm";
import { type Database, isOneOf } from "#kernel/db/db";
import { type PageOrder, type PageQuery, selectPage } from "#kernel/http/page";
import { ownedStatuses, ownMethods } from "./lifecycle";
import { type NumberRow, phoneNumbers } from "./table";

/** Monthly prices of a tenant's numbers: those that it owns, and lost ones until they are released. */

const isPaidFor = (tenantId: string): SQL =>
  sql`${phoneNumbers.tenantId} = ${tenantId} and ${isOneOf(phoneNumbers.status, ownedStatuses)}`;

/** The platform bills nothing for the number. */
const isUnbilled = isOneOf(phoneNumbers.acquisitionMethod, ownMethods);

/** A price in millionths. Exact: its product with a million is far below 2^53, and the rest is integers. */
export const microsOf = (amount: unknown): SQL => sql`cast(round(${amount} * 1000000) as integer)`;

/** `amount`, `currency` and `unbilled` (0 or 1) of each of the tenant's numbers, as a subquery. */
export const pricesOfOwned = (tenantId: string): SQL => sql`
  select ${phoneNumbers.priceAmount} as amount, ${phoneNumbers.priceCurrency} as currency, ${isUnbilled} as unbilled
    from ${phoneNumbers}
    where ${isPaidFor(tenantId)}`;

/** The tenant's numbers and their price by country, currency (`null` without a price) and whether they are billed. */
export const costsByCountry = (db: Database, tenantId: string) =>
  db
    .select({
      country: phoneNumbers.country,
      currency: phoneNumbers.priceCurrency,
      unbilled: sql<0 | 1>`${isUnbilled}`,
      numbers: sql<number>`count(*)`,
      micros: sql<number>`coalesce(sum(${microsOf(phoneNumbers.priceAmount)}), 0)`,
    })
    .from(phoneNumbers)
    .where(isPaidFor(tenantId))
    .groupBy(phoneNumbers.country, phoneNumbers.priceCurrency, isUnbilled);

/** By number, ascending: the order of the list of prices. */
export const byE164: PageOrder<Pick<NumberRow, "id" | "e164">> = {
  sort: "phone_number",
  column: phoneNumbers.e164,
  id: phoneNumbers.id,
  keyOf: ({ e164, id }) => ({ value: e164, id }),
};

/** A page of the tenant's numbers with their prices, unexecuted. */
export const pageOfPrices = (db: Database, tenantId: string, query: PageQuery) =>
  selectPage(
    db
      .select({
        id: phoneNumbers.id,
        e164: phoneNumbers.e164,
        country: phoneNumbers.country,
        amount: phoneNumbers.priceAmount,
        currency: phoneNumbers.priceCurrency,
        unbilled: sql<0 | 1>`${isUnbilled}`,
      })
      .from(phoneNumbers),
    byE164,
    query,
    [isPaidFor(tenantId)],
  );
