// Pure: no I/O, no clock, no randomness.
/** The states of orders and their items. An order's status is not stored: it follows from its items. */

export const orderItemStatuses = ["queued", "purchasing", "unknown", "completed", "failed", "canceled"] as const;
export type OrderItemStatus = (typeof orderItemStatuses)[number];

export const openOrderItemStatuses = ["queued", "purchasing", "unknown"] as const satisfies readonly OrderItemStatus[];

export const orderStatuses = [
  "pending",
  "processing",
  "completed",
  "partial",
  "failed",
  "canceled",
  "needs_attention",
] as const;
export type OrderStatus = (typeof orderStatuses)[number];

/** An item without a change for 15 minutes should have finished by itself. Its order `needs_attention`. */
export const ATTENTION_AFTER_MS = 15 * 60_000;

interface Item {
  readonly status: OrderItemStatus;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export const isOpenItem = ({ status }: Pick<Item, "status">): boolean =>
  openOrderItemStatuses.some((openStatus) => openStatus === status);

export function orderStatus(items: readonly Item[], now: number): OrderStatus {
  const open = items.filter(isOpenItem);
  const all = (status: OrderItemStatus): boolean => items.every((item) => item.status === status);
  if (open.some(({ status, updatedAt }) => status !== "queued" && now - updatedAt > ATTENTION_AFTER_MS))
    return "needs_attention";
  if (open.length > 0) return all("queued") ? "pending" : "processing";
  if (all("completed")) return "completed";
  if (all("canceled")) return "canceled";
  return items.some(({ status }) => status === "completed") ? "partial" : "failed";
}

export type ItemCounts = Readonly<Record<OrderItemStatus, number>>;

export function countItems(items: readonly Pick<Item, "status">[]): ItemCounts {
  const counts = { queued: 0, purchasing: 0, unknown: 0, completed: 0, failed: 0, canceled: 0 };
  for (const { status } of items) counts[status] += 1;
  return counts;
}

/**
 * When the order should be finished at its speed so far, in epoch milliseconds. `null` if no item has finished, or if
 * none is open.
 */
export function estimateCompletion(items: readonly Item[], now: number): number | null {
  const finished = items.filter((item) => !isOpenItem(item));
  const open = items.length - finished.length;
  const [first] = items;
  if (!first || open === 0 || finished.length === 0) return null;
  const perItem = (now - first.createdAt) / finished.length;
  return Math.ceil(now + perItem * open);
}
