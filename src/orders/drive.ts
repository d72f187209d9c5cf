import type { Context } from "../kernel/context";
import { placeOf } from "../kernel/phone";
import type { NumberTerms, PurchaseRequest } from "../kernel/ports";
import { staleItems } from "./queries";
import type { ItemRow, OrderRow } from "./table";

/** A purchase command is void after this long; so one that was lost on its way can be told from one that is only late. */
const COMMAND_MS = 30_000;
/** An item that has not moved for this long has nobody driving it: its last command is void, its object was not reached. */
const STALE_MS = 60_000;

export const purchaseRequest = (order: OrderRow, item: ItemRow, terms: NumberTerms, now: number): PurchaseRequest => ({
  by: { tenantId: order.tenantId, actor: order.actor, requestId: order.requestId },
  orderId: order.id,
  itemId: item.id,
  phoneNumberId: item.phoneNumberId,
  reservationId: item.reservationId,
  terms,
  configuration: order.configuration,
  notAfter: now + COMMAND_MS,
});

/** Asks the objects of forgotten items again. An object that knows the item answers; one that does not begins. */
export async function driveStaleItems(ctx: Context, limit: number): Promise<number> {
  const stale = await staleItems(ctx, ctx.now - STALE_MS, limit);
  for (const { order, item } of stale) {
    const monthlyPrice =
      item.priceAmount && item.priceCurrency ? { amount: item.priceAmount, currency: item.priceCurrency } : null;
    const request = purchaseRequest(order, item, { ...placeOf(item.e164), monthlyPrice }, ctx.now);
    await ctx.numberObject(item.e164).purchase(request);
  }
  return stale.length;
}
