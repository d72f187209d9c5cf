import { and, eq } from "drizzle-orm";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { type OrderWithItems, orderOf } from "./queries";
import { orderItems } from "./table";

/** Cancels an order's queued items. Items that are being bought go on. Repeating it changes nothing. */
export async function cancelOrder(ctx: Context, id: string): Promise<OrderWithItems> {
  const { items } = await orderOf(ctx, id);
  const queued = items.filter(({ status }) => status === "queued").length;
  if (queued === 0) {
    if (items.some(({ status }) => status === "cancelled")) return await orderOf(ctx, id);
    throw new Problem(
      "illegal_transition",
      `The order ${id} has no queued items, so there is nothing to cancel. Items that are being bought cannot be cancelled.`,
    );
  }
  await ctx.db.batch([
    ctx.db
      .update(orderItems)
      .set({ status: "cancelled", updatedAt: ctx.now })
      .where(and(eq(orderItems.orderId, id), eq(orderItems.status, "queued"))),
    recordEvent(ctx.db, sourceOf(ctx), "order.cancelled", id, { item_count: queued }),
  ]);
  return await orderOf(ctx, id);
}
