import { type SQL, sql } from "drizzle-orm";
import { pricesOnOrder } from "#acquisition/orders/queries";
import { microsOf, pricesOfOwned } from "#inventory/phone-numbers/prices";
import type { Database } from "#kernel/db/db";
import { toAmount } from "#kernel/values/money";
import { capsOf, tenantAllows } from "#tenants/queries";
import { costLimitOf } from "#tenants/wire";
import { type Addition, billedIn, type TenantCaps, type TenantUse, totalOf } from "./caps";

/**
 * One row per number that counts against the tenant's caps, with its price: numbers that it owns or that the carrier
 * lost, and open order items. A number and the item that buys it never count both: one batch finishes the item and
 * writes the number.
 */
const countedNumbers = (tenantId: string): SQL =>
  sql`(${pricesOfOwned(tenantId)} union all ${pricesOnOrder(tenantId)})`;

/**
 * A condition for the statement that brings numbers to a tenant: the tenant is active and stays within its caps.
 * `mayBeSuspended`: the platform brings a number that is paid for already. Without caps nothing is counted.
 *
 * **Invariant:** every way in has this condition in the batch that reserves or writes the number, so parallel ones
 * cannot exceed a cap.
 */
export function mayTake(tenantId: string, prices: Addition, { mayBeSuspended = false } = {}): SQL {
  const billed = billedIn(prices);
  const total = totalOf(billed);
  const costsNothing = billed.length === 0 && prices.length > 0;
  const counted = countedNumbers(tenantId);
  return tenantAllows(tenantId, mayBeSuspended, ({ numberLimit, costLimitAmount, costLimitCurrency }) => {
    const cost = total
      ? sql`${costLimitCurrency} = ${total.currency} and ${Number(total.micros)}
          + (select coalesce(sum(${microsOf(sql`amount`)}), 0) from ${counted} where currency = ${total.currency})
          <= ${microsOf(costLimitAmount)}`
      : costsNothing
        ? sql`true`
        : sql`false`;
    return sql`(${numberLimit} is null or ${prices.length} + (select count(*) from ${counted}) <= ${numberLimit})
      and (${costLimitAmount} is null or (${cost}))`;
  });
}

/**
 * The numbers that count against a tenant's caps, by currency (`null` for those without a price) and by whether the
 * platform bills them. Unexecuted.
 */
export const useOf = (db: Database, tenantId: string) =>
  db
    .select({
      currency: sql<string | null>`currency`.as("currency"),
      unbilled: sql<0 | 1>`unbilled`.as("unbilled"),
      numbers: sql<number>`count(*)`.as("numbers"),
      micros: sql<number>`coalesce(sum(${microsOf(sql`amount`)}), 0)`.as("micros"),
    })
    .from(sql`${countedNumbers(tenantId)}`)
    .groupBy(sql`currency`, sql`unbilled`);

type UseRow = Awaited<ReturnType<typeof useOf>>[number];

const countOf = (rows: readonly UseRow[]): number => rows.reduce((sum, { numbers }) => sum + numbers, 0);

export const toUse = (rows: readonly UseRow[]): TenantUse => ({
  numbers: countOf(rows),
  unpriced: countOf(rows.filter(({ currency, unbilled }) => currency === null && !unbilled)),
  unbilled: countOf(rows.filter(({ unbilled }) => unbilled)),
  monthlyCost: rows.flatMap(({ currency, micros }) =>
    currency === null ? [] : [{ amount: toAmount(BigInt(micros)), currency }],
  ),
});

/** A tenant's caps and its use of them. */
export interface Account {
  readonly caps: TenantCaps;
  readonly use: TenantUse;
}

/** The reads of `toAccount`, unexecuted: for one batch. */
export const accountReads = (db: Database, tenantId: string) => ({
  caps: capsOf(db, tenantId),
  use: useOf(db, tenantId),
});

interface AccountRows {
  readonly caps: Awaited<ReturnType<typeof capsOf>>;
  readonly use: readonly UseRow[];
}

export function toAccount({ caps: [row], use }: AccountRows): Account {
  if (!row) return { caps: { status: "closed", numberLimit: null, costLimit: null }, use: toUse(use) };
  const { status, numberLimit } = row;
  return { caps: { status, numberLimit, costLimit: costLimitOf(row) }, use: toUse(use) };
}
