import { isOpenItem } from "#acquisition/orders/order-status";
import { itemOf } from "#acquisition/orders/queries";
import type { Context } from "#kernel/ports/context";
import { openFinding } from "./facts";

/** Opens a finding about the order of an item whose message the queue could not deliver: one finding per order. */
export async function reportUndelivered(ctx: Context, itemId: string): Promise<void> {
  const found = await itemOf(ctx, itemId);
  if (!found || !isOpenItem(found.item)) return;
  const { item, order } = found;
  const evidence = { item_id: item.id, phone_number: item.e164 };
  const fact = { tenantId: order.tenantId, kind: "purchase_undeliverable", subjectId: order.id } as const;
  await ctx.db.batch(openFinding(ctx, { ...fact, subjectType: "order", evidence }));
}
