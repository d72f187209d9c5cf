import { eq } from "drizzle-orm";
import type { KeyRange } from "#kernel/http/page";
import type { Context } from "#kernel/ports/context";
import { staleOrderItems } from "./queries";
import { type ItemRow, orderItems } from "./table";

/** Items that stopped on their way, of all tenants: for the cleanup job. */

/** The command of an item without a change for 60 seconds is void, so its object was not reached. */
const STALLED_MS = 60_000;
/** The message of an item that is queued for 10 minutes is taken to be lost. */
const LOST_MS = 10 * 60_000;

export const stalledItems = (ctx: Context, keyRange: KeyRange) =>
  staleOrderItems(ctx, ["purchasing", "unknown"], ctx.now - STALLED_MS, keyRange);

export const lostItems = (ctx: Context, keyRange: KeyRange) =>
  staleOrderItems(ctx, ["queued"], ctx.now - LOST_MS, keyRange);

/** Sends an item to the queue again. Its new `updatedAt` keeps it off the next runs' lists. */
export async function requeueItem(ctx: Context, { item }: { item: ItemRow }): Promise<void> {
  await ctx.enqueue([{ itemId: item.id }]);
  await ctx.db.update(orderItems).set({ updatedAt: ctx.now }).where(eq(orderItems.id, item.id));
}
