import type { Context } from "#kernel/ports/context";
import type { PurchaseRequest } from "#kernel/ports/number-object";
import { moneyOf } from "#kernel/values/money";
import { countryAndTypeOf } from "#kernel/values/phone";
import { startItem } from "./item-statements";
import { itemOf } from "./queries";
import type { ItemRow, OrderRow } from "./table";

/** A purchase command is void after 30 seconds. After that an unchanged item's command certainly has no effect. */
const COMMAND_MS = 30_000;

/** The command to buy an item, for its number's object. */
export const purchaseRequest = (order: OrderRow, item: ItemRow, now: number): PurchaseRequest => ({
  by: { tenantId: order.tenantId, actor: order.actor, requestId: order.requestId },
  orderId: order.id,
  itemId: item.id,
  phoneNumberId: item.phoneNumberId,
  reservationId: item.reservationId,
  restores: item.restores,
  terms: { ...countryAndTypeOf(item.e164), monthlyPrice: moneyOf(item.priceAmount, item.priceCurrency) },
  configuration: order.configuration,
  documents: { addressSid: item.addressSid, bundleSid: item.bundleSid },
  notAfter: now + COMMAND_MS,
});

/**
 * Sends an item's purchase command to its number's object, which starts the purchase or continues it.
 */
export async function buyItem(ctx: Context, { order, item }: { order: OrderRow; item: ItemRow }): Promise<void> {
  const object = ctx.numberObject(item.e164);
  const answer = await object.purchase(purchaseRequest(order, item, ctx.now));
  ctx.changed.subjectIds.add(item.phoneNumberId);
  if (answer.kind === "pending") await object.reconcile();
}

/** Buys the item of a queue message. Does nothing for a repeated message, a canceled item or a suspended tenant. */
export async function buyQueuedItem(ctx: Context, itemId: string): Promise<void> {
  const found = await itemOf(ctx, itemId);
  if (found?.item.status !== "queued") return;
  const started = await startItem(ctx.db, found.item, ctx.now);
  if (started.meta.changes > 0) await buyItem(ctx, found);
}
