import { and, eq, sql } from "drizzle-orm";
import { defaultsTable } from "#acquisition/regulatory/queries";
import type { Context } from "#kernel/ports/context";
import { countryAndTypeOf } from "#kernel/values/phone";
import { type ItemRow, orderItems } from "./table";

/**
 * Fills an order's missing documents from the tenant's defaults, and returns the items that have defaults with their
 * documents. The statement runs in the batch that writes the items.
 */
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
    .where(eq(orderItems.id, sql`value ->> 0`))
    .returning({ id: orderItems.id, addressSid: orderItems.addressSid, bundleSid: orderItems.bundleSid });
}

/** The items with the documents that `supplyDefaults` returned. */
export function withDocuments(
  items: readonly ItemRow[],
  supplied: Awaited<ReturnType<typeof supplyDefaults>>,
): readonly ItemRow[] {
  const byItem = new Map(supplied.map((row) => [row.id, row]));
  return items.map((item) => ({ ...item, ...byItem.get(item.id) }));
}
