import { and, not, type SQL, sql } from "drizzle-orm";
import { isOneOf } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { ATTENTION_AFTER_MS, type OrderStatus, openOrderItemStatuses } from "./order-status";
import { orderItems, orders } from "./table";

/** An order's status as a condition on its row: the rules of `orderStatus`, for lists. */

const isOpen = isOneOf(orderItems.status, openOrderItemStatuses);

/** The order has an item with this. The items of an order are few beside all orders, so these conditions come last. */
const hasItem = (condition: SQL): SQL =>
  sql`exists (select 1 from ${orderItems} where ${orderItems.orderId} = ${orders.id} and ${condition})`;

/**
 * The order has open items. The lists of open and of unsuccessful items have an index each, and are short. The unary
 * plus keeps SQLite from reading orders in the order of such a list, which it would have to sort.
 */
const inProgress = (): SQL => sql`+${orders.id} in (select ${orderItems.orderId} from ${orderItems} where ${isOpen})`;

/** No order before the oldest open item can be open, so a list of open orders need not be read to its end. */
const sinceOldestOpen = (): SQL =>
  sql`${orders.createdAt} >= (select min(${orderItems.createdAt}) from ${orderItems} where ${isOpen})`;

const isUnsuccessful = ({ principal }: Context): SQL =>
  sql`${orderItems.tenantId} = ${principal.tenantId} and ${isOneOf(orderItems.status, ["failed", "canceled"])}`;

/** The order has items that failed or were canceled. */
const unsuccessful = (ctx: Context): SQL =>
  sql`+${orders.id} in (select ${orderItems.orderId} from ${orderItems} where ${isUnsuccessful(ctx)})`;

/** The order is not older than the oldest unsuccessful item, which has its order's time. */
const sinceFirstUnsuccessful = (ctx: Context): SQL =>
  sql`${orders.createdAt} >= (select min(${orderItems.createdAt}) from ${orderItems} where ${isUnsuccessful(ctx)})`;

export function orderHasStatus(status: OrderStatus, ctx: Context): SQL | undefined {
  const isStuck = hasItem(
    sql`${isOneOf(orderItems.status, ["purchasing", "unknown"])} and ${orderItems.updatedAt} < ${ctx.now - ATTENTION_AFTER_MS}`,
  );
  const notQueued = hasItem(sql`${orderItems.status} <> 'queued'`);
  const bought = hasItem(sql`${orderItems.status} = 'completed'`);
  const failed = hasItem(sql`${orderItems.status} = 'failed'`);
  const ended = and(sinceFirstUnsuccessful(ctx), not(inProgress()), unsuccessful(ctx));
  switch (status) {
    case "pending":
      return and(sinceOldestOpen(), inProgress(), not(notQueued));
    case "processing":
      return and(sinceOldestOpen(), inProgress(), notQueued, not(isStuck));
    case "needs_attention":
      return and(sinceOldestOpen(), inProgress(), isStuck);
    case "completed":
      return and(not(inProgress()), not(unsuccessful(ctx)));
    case "canceled":
      return and(ended, not(bought), not(failed));
    case "failed":
      return and(ended, not(bought), failed);
    case "partial":
      return and(ended, bought);
  }
}
