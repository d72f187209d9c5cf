import { and, eq } from "drizzle-orm";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { batchNamed, wroteSomething } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { type OrderWithItems, orderOf, ordersWithQueuedItems } from "./queries";
import { orderItems } from "./table";

/** Cancels queued items of up to `limit` of the caller's orders, and returns of how many: for a closed tenant. */
export async function cancelQueuedOrders(ctx: Context, limit: number): Promise<number> {
  const found = await ordersWithQueuedItems(ctx, limit);
  for (const { id } of found) await cancelOrder(ctx, id);
  return found.length;
}

/** Cancels an order's queued items. Items that are being bought go on. Repeating it changes nothing. */
export async function cancelOrder(ctx: Context, id: string): Promise<OrderWithItems> {
  const { items } = await orderOf(ctx, id);
  const queued = items.filter(({ status }) => status === "queued").length;
  if (queued === 0) {
    if (items.some(({ status }) => status === "canceled")) return await orderOf(ctx, id);
    throw new Problem(
      "illegal_transition",
      `The order ${id} has no queued items, so there is nothing to cancel. Items that are being bought cannot be canceled.`,
    );
  }
  const { canceled } = await batchNamed(ctx.db, {
    canceled: ctx.db
      .update(orderItems)
      .set({ status: "canceled", updatedAt: ctx.now })
      .where(and(eq(orderItems.orderId, id), eq(orderItems.status, "queued"))),
    event: recordEvent(ctx.db, sourceOf(ctx), "order.canceled", id, { item_count: queued }),
  });
  // Nothing is queued any more: the order says whether an equal request was faster, or the purchases began.
  return wroteSomething(canceled) ? await orderOf(ctx, id) : await cancelOrder(ctx, id);
}
