import { eq } from "drizzle-orm";
import type { KeyRange } from "#kernel/http/page";
import type { Context } from "#kernel/ports/context";
import type { NumberTerms, PurchaseRequest } from "#kernel/ports/number-object";
import { countryAndTypeOf } from "#kernel/values/phone";
import { startItem } from "./item-statements";
import { itemOf, staleOrderItems } from "./queries";
import { type ItemRow, type OrderRow, orderItems } from "./table";

/** A purchase command is void after this long; so one that was lost on its way can be told from one that is only late. */
const COMMAND_MS = 30_000;
/** An item that has not moved for this long has nobody driving it: its last command is void, its object was not reached. */
const STALE_MS = 60_000;
/** An item that has waited in the queue for this long is sent there again. */
const LOST_MS = 10 * 60_000;

export const purchaseRequest = (order: OrderRow, item: ItemRow, terms: NumberTerms, now: number): PurchaseRequest => ({
  by: { tenantId: order.tenantId, actor: order.actor, requestId: order.requestId },
  orderId: order.id,
  itemId: item.id,
  phoneNumberId: item.phoneNumberId,
  reservationId: item.reservationId,
  restores: item.restores,
  terms,
  configuration: order.configuration,
  documents: { addressSid: item.addressSid, bundleSid: item.bundleSid },
  notAfter: now + COMMAND_MS,
});

/** Items that nothing seems to be driving, whoever's they are. */
export const stalledItems = (ctx: Context, stretch: KeyRange) =>
  staleOrderItems(ctx, ["purchasing", "unknown"], ctx.now - STALE_MS, stretch);

/** Items whose message seems to be lost, whoever's they are. */
export const lostItems = (ctx: Context, stretch: KeyRange) =>
  staleOrderItems(ctx, ["queued"], ctx.now - LOST_MS, stretch);

/** Asks the object of an item: one that knows it answers and goes on, one that does not begins. */
export async function buyItem(ctx: Context, { order, item }: { order: OrderRow; item: ItemRow }): Promise<void> {
  const { priceAmount: amount, priceCurrency: currency } = item;
  const monthlyPrice = amount && currency ? { amount, currency } : null;
  const object = ctx.numberObject(item.e164);
  const request = purchaseRequest(order, item, { ...countryAndTypeOf(item.e164), monthlyPrice }, ctx.now);
  const answer = await object.purchase(request);
  ctx.changed.subjectIds.add(item.phoneNumberId);
  if (answer.kind === "pending") await object.reconcile();
}

/** Takes an item out of the queue and buys it. A message that comes twice, or after a cancellation, finds nothing to do. */
export async function buyQueuedItem(ctx: Context, itemId: string): Promise<void> {
  const found = await itemOf(ctx, itemId);
  if (found?.item.status !== "queued") return;
  const taken = await startItem(ctx.db, itemId, ctx.now);
  if (taken.meta.changes > 0) await buyItem(ctx, found);
}

/** Sends a lost item's message again, and notes that it did. */
export async function requeueItem(ctx: Context, { item }: { item: ItemRow }): Promise<void> {
  await ctx.enqueue([{ itemId: item.id }]);
  await ctx.db.update(orderItems).set({ updatedAt: ctx.now }).where(eq(orderItems.id, item.id));
}
