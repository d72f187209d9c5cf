import { storeResponse, unlockKey } from "#idempotency/claim";
import { describeError } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import type { PurchaseAnswer } from "#kernel/ports/number-object";
import { purchaseRequest } from "./buy-item";
import { findAlternatives } from "./find-alternatives";
import { MAX_ITEMS_IN_REQUEST, type OrderRows } from "./order-rows";
import type { ItemRow, OrderRow } from "./table";
import { orderHttpStatus, toOrder } from "./wire";
import { type PlacedOrder, writeOrder } from "./write-order";

/**
 * Writes an order and buys its numbers: up to `MAX_ITEMS_IN_REQUEST` within the request, more through the queue. Once
 * the order is written, its items finish even if this request dies.
 */
export async function carryOutOrder(ctx: Context, rows: OrderRows): Promise<PlacedOrder> {
  const written = await writeOrder(ctx, rows);
  if ("earlier" in written) return written.earlier;
  const { order } = rows;
  const { items } = written;
  if (items.length > MAX_ITEMS_IN_REQUEST) return await enqueueOrder(ctx, { order, items });
  const bought = await Promise.all(items.map((item) => buyInRequest(ctx, order, item)));
  const status = orderHttpStatus({ items: bought });
  const placed = { status, order: await findAlternatives(ctx, toOrder({ order, items: bought }, ctx.now)) };
  await storeOrderResponse(ctx, placed);
  return placed;
}

/** An item whose object cannot be reached stays open; the cleanup job asks the object again. */
async function buyInRequest(ctx: Context, order: OrderRow, item: ItemRow): Promise<ItemRow> {
  ctx.changed.subjectIds.add(item.phoneNumberId);
  try {
    return withAnswer(item, await ctx.numberObject(item.e164).purchase(purchaseRequest(order, item, ctx.now)));
  } catch {
    return item;
  }
}

function withAnswer(item: ItemRow, answer: PurchaseAnswer): ItemRow {
  switch (answer.kind) {
    case "completed":
      return { ...item, status: "completed", updatedAt: answer.at };
    case "failed": {
      const { code, carrierCode, retryable } = answer;
      return {
        ...item,
        status: "failed",
        errorCode: code,
        carrierCode,
        retryable,
        phoneNumberId: answer.ownedAs ?? item.phoneNumberId,
        updatedAt: answer.at,
      };
    }
    case "pending":
      return { ...item, status: answer.unknown ? "unknown" : "purchasing" };
    case "void":
      return item;
  }
}

/** Sends a large order's items to the queue. If that fails, the cleanup job sends them again. */
async function enqueueOrder(ctx: Context, { order, items }: OrderRows): Promise<PlacedOrder> {
  try {
    await ctx.enqueue(items.map(({ id }) => ({ itemId: id })));
  } catch (error) {
    console.error({
      message: "the items of an order could not be sent to the queue; the cleanup job sends them again",
      request_id: ctx.requestId,
      order_id: order.id,
      error: describeError(error),
    });
  }
  const placed = { status: 202, order: toOrder({ order, items }, ctx.now) } as const;
  await storeOrderResponse(ctx, placed);
  return placed;
}

/**
 * Stores the response of a finished order under its Idempotency-Key; a repeat for an open order reads the order's rows.
 * A failure to store does no harm: the key's lock lapses, and repeats read the rows then, too.
 */
async function storeOrderResponse(ctx: Context, { status, order }: PlacedOrder): Promise<void> {
  const { idempotency: request } = ctx;
  if (!request) return;
  try {
    if (status === 201) await storeResponse(ctx, request, { status, body: JSON.stringify(order) });
    else await unlockKey(ctx, request);
  } catch (error) {
    console.error({
      message: "the response to an order could not be stored; repeats with its Idempotency-Key read the order instead",
      request_id: ctx.requestId,
      order_id: order.id,
      error: describeError(error),
    });
  }
}
