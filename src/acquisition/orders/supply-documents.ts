import { and, eq, isNotNull, or, sql } from "drizzle-orm";
import { defaultsTable } from "#acquisition/regulatory/queries";
import type { Context } from "#kernel/ports/context";
import { countryAndTypeOf } from "#kernel/values/phone";
import { type ItemRow, orderItems } from "./table";

/** Gives an order's items the papers that they lack and that the tenant has defaults for, in the batch that writes them. */
export function supplyDefaults(ctx: Context, items: readonly ItemRow[]) {
  const defaults = defaultsTable(ctx);
  const kinds = items.map(({ id, e164 }) => [id, countryAndTypeOf(e164).country, countryAndTypeOf(e164).type]);
  return ctx.db
    .update(orderItems)
    .set({
      addressSid: sql`coalesce(${orderItems.addressSid}, ${defaults.addressSid})`,
      bundleSid: sql`coalesce(${orderItems.bundleSid}, ${defaults.bundleSid})`,
    })
    .from(sql`json_each(${JSON.stringify(kinds)})`)
    .innerJoin(defaults, and(eq(defaults.country, sql`value ->> 1`), eq(defaults.type, sql`value ->> 2`)))
    .where(eq(orderItems.id, sql`value ->> 0`));
}

/** Reads back what came of it: the items that have papers. */
export const suppliedDocuments = (ctx: Context, orderId: string) =>
  ctx.db
    .select({ id: orderItems.id, addressSid: orderItems.addressSid, bundleSid: orderItems.bundleSid })
    .from(orderItems)
    .where(and(eq(orderItems.orderId, orderId), or(isNotNull(orderItems.addressSid), isNotNull(orderItems.bundleSid))));

type Supplied = Awaited<ReturnType<typeof suppliedDocuments>>;

export function withDocuments(items: readonly ItemRow[], supplied: Supplied): readonly ItemRow[] {
  const papers = new Map(supplied.map((row) => [row.id, row]));
  return items.map((item) => ({ ...item, ...papers.get(item.id) }));
}
