/** Order and item states. An order's is never stored: it follows from its items. */

export const itemStatuses = ["queued", "purchasing", "unknown", "completed", "failed"] as const;
export type ItemStatus = (typeof itemStatuses)[number];

export const openItemStatuses = ["queued", "purchasing", "unknown"] as const satisfies readonly ItemStatus[];

export const orderStatuses = ["pending", "processing", "completed", "partial", "failed", "needs_attention"] as const;
export type OrderStatus = (typeof orderStatuses)[number];

/** An item open for longer than this should have settled by itself; somebody ought to look. */
export const ATTENTION_AFTER_MS = 15 * 60_000;

interface Item {
  readonly status: ItemStatus;
  readonly createdAt: number;
}

export const isOpen = ({ status }: Pick<Item, "status">): boolean => status !== "completed" && status !== "failed";

export function orderStatus(items: readonly Item[], now: number): OrderStatus {
  const open = items.filter(isOpen);
  if (open.some(({ createdAt }) => now - createdAt > ATTENTION_AFTER_MS)) return "needs_attention";
  if (open.length > 0) return items.every(({ status }) => status === "queued") ? "pending" : "processing";
  if (items.every(({ status }) => status === "completed")) return "completed";
  return items.some(({ status }) => status === "completed") ? "partial" : "failed";
}
