import { tenantRows } from "#kernel/db/tenant-rows";
import { orderItems, orders } from "./table";

/** A tenant's orders, their items first. */
export const ordersOfTenant = [
  tenantRows("order_items", orderItems, [orderItems.id]),
  tenantRows("orders", orders, [orders.createdAt, orders.id]),
];
