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

/** Items that nothing seems to be driving, whoever's they are. */
export const forgottenItems = (ctx: Context, limit: number) => staleItems(ctx, ctx.now - STALE_MS, limit);

/** Asks the object of a forgotten item again: one that knows the item answers and goes on, one that does not begins. */
export async function driveItem(ctx: Context, { order, item }: { order: OrderRow; item: ItemRow }): Promise<void> {
  const { priceAmount: amount, priceCurrency: currency } = item;
  const monthlyPrice = amount && currency ? { amount, currency } : null;
  const object = ctx.numberObject(item.e164);
  const request = purchaseRequest(order, item, { ...placeOf(item.e164), monthlyPrice }, ctx.now);
  const answer = await object.purchase(request);
  if (answer.kind === "pending") await object.nudge();
}
