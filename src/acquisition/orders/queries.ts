import { and, eq, inArray, lte, or, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { backlogOf } from "#kernel/db/backlog";
import { batchNamed, isOneOf } from "#kernel/db/db";
import {
  inKeyRange,
  type KeyRange,
  type ListOrder,
  newestFirst,
  orderBy,
  type Page,
  type PageQuery,
  selectPage,
  toPage,
} from "#kernel/http/page";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { isActive } from "#tenants/queries";
import { type OrderItemStatus, type OrderStatus, openOrderItemStatuses } from "./order-status";
import { orderHasStatus } from "./status-condition";
import { type ItemRow, type OrderRow, orderItems, orders } from "./table";

export interface OrderWithItems {
  readonly order: OrderRow;
  readonly items: readonly ItemRow[];
}

/** An order with its items, in one round trip. */
export async function orderOf(ctx: Context, id: string): Promise<OrderWithItems> {
  requireScope(ctx, "numbers:read");
  const { db, principal } = ctx;
  const { found, items } = await batchNamed(db, {
    found: db
      .select()
      .from(orders)
      .where(and(eq(orders.id, id), eq(orders.tenantId, principal.tenantId))),
    items: db
      .select()
      .from(orderItems)
      .where(and(eq(orderItems.orderId, id), eq(orderItems.tenantId, principal.tenantId)))
      .orderBy(orderItems.position),
  });
  const [order] = found;
  if (!order) throw new Problem("not_found", `You have no order ${id}.`);
  return { order, items };
}

/** A page of orders with their items, in one round trip. */
export async function listOrders(
  ctx: Context,
  query: PageQuery & { readonly status?: OrderStatus | undefined },
): Promise<Page<OrderWithItems>> {
  const byCreation = newestFirst(orders);
  const mine = [eq(orders.tenantId, ctx.principal.tenantId), query.status && orderHasStatus(query.status, ctx)];
  const ids = selectPage(ctx.db.select({ id: orders.id }).from(orders), byCreation, query, mine);
  const { rows, items } = await batchNamed(ctx.db, {
    rows: selectPage(ctx.db.select().from(orders), byCreation, query, mine),
    items: ctx.db
      .select()
      .from(orderItems)
      .where(inArray(orderItems.orderId, ids))
      .orderBy(orderItems.orderId, orderItems.position),
  });
  const itemsOf = Map.groupBy(items, ({ orderId }) => orderId);
  const found = rows.map((order) => ({ order, items: itemsOf.get(order.id) ?? [] }));
  return toPage(found, query.limit, byCreation.sort, ({ order }) => byCreation.keyOf(order));
}

/** Orders of the caller with queued items, some of them. */
export const ordersWithQueuedItems = ({ db, principal }: Context, limit: number) =>
  db
    .selectDistinct({ id: orderItems.orderId })
    .from(orderItems)
    .where(
      and(
        isOneOf(orderItems.status, openOrderItemStatuses),
        eq(orderItems.status, "queued"),
        eq(orderItems.tenantId, principal.tenantId),
      ),
    )
    .limit(limit);

const withOrder = (ctx: Context) =>
  ctx.db
    .select({ item: orderItems, order: orders })
    .from(orderItems)
    .innerJoin(orders, eq(orders.id, orderItems.orderId));

/** One item with its order, of any tenant: for the queue, whose messages hold ids only. */
export async function itemOf(ctx: Context, id: string): Promise<{ item: ItemRow; order: OrderRow } | null> {
  const [found] = await withOrder(ctx).where(eq(orderItems.id, id));
  return found ?? null;
}

const byChange: ListOrder = { sort: "updated_at", column: orderItems.updatedAt, id: orderItems.id };

/** Items of all tenants in these states without a change since `since`, with their orders: for the cleanup job. */
export const staleOrderItems = (
  ctx: Context,
  statuses: readonly OrderItemStatus[],
  since: number,
  keyRange: KeyRange,
) =>
  withOrder(ctx)
    .where(
      and(
        isOneOf(orderItems.status, openOrderItemStatuses),
        isOneOf(orderItems.status, statuses),
        lte(orderItems.updatedAt, since),
        inKeyRange(byChange, keyRange),
        // An item of a tenant that is not active waits until it is, unless Twilio was asked already.
        or(eq(orderItems.status, "unknown"), isActive(orderItems.tenantId)),
      ),
    )
    .orderBy(...orderBy(byChange))
    .limit(keyRange.limit);

/** A condition for another folder's statement: the order has open items. */
export const hasOpenItems = (orderId: SQLiteColumn): SQL =>
  sql`exists (select 1 from ${orderItems} where ${orderItems.orderId} = ${orderId}
    and ${isOneOf(orderItems.status, openOrderItemStatuses)})`;

/** `amount`, `currency` and `unbilled` of each number that the tenant's orders may still buy, as a subquery. */
export const pricesOnOrder = (tenantId: string): SQL => sql`
  select ${orderItems.priceAmount} as amount, ${orderItems.priceCurrency} as currency, 0 as unbilled from ${orderItems}
    where ${orderItems.tenantId} = ${tenantId} and ${isOneOf(orderItems.status, openOrderItemStatuses)}`;

/** The numbers among these that a tenant is buying, unexecuted: for the sync job's batch. */
export const numbersBeingBoughtAmong = (ctx: Context, numbers: readonly string[]) =>
  ctx.db
    .select({ e164: orderItems.e164 })
    .from(orderItems)
    .where(
      and(
        isOneOf(orderItems.status, openOrderItemStatuses),
        sql`${orderItems.e164} in (select value from json_each(${JSON.stringify(numbers)}))`,
      ),
    );

/** These items with their orders, of all tenants: for the sync job, which reads their ids from the carrier's labels. */
export const itemsOf = (ctx: Context, ids: readonly string[]) =>
  withOrder(ctx).where(sql`${orderItems.id} in (select value from json_each(${JSON.stringify(ids)}))`);

/**
 * How many items are in this state without a change since `unchangedSince`, and when the oldest of them was ordered.
 */
export const orderItemBacklog = (
  { db, now }: Context,
  status: (typeof openOrderItemStatuses)[number],
  unchangedSince = now,
) =>
  backlogOf(
    db,
    sql`select ${orderItems.createdAt} as at from ${orderItems}
      where ${isOneOf(orderItems.status, openOrderItemStatuses)} and ${isOneOf(orderItems.status, [status])}
        and ${orderItems.updatedAt} <= ${unchangedSince}`,
  );
