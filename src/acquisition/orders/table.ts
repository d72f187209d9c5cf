import { integer, text } from "drizzle-orm/sqlite-core";
import { lazyTable } from "#kernel/db/lazy-table";
import type { ItemFailure, NumberConfiguration } from "#kernel/ports/number-object";
import type { OrderItemStatus } from "./order-status";

/** Orders. Inserted by `write-order.ts`, never changed: an order's status follows from its items. Rows are kept. */
export const orders = lazyTable("orders", () => ({
  id: text("id").primaryKey(),
  tenantId: text("tenant_id").notNull(),
  configuration: text("configuration", { mode: "json" }).$type<NumberConfiguration>().notNull(),
  actor: text("actor").notNull(),
  requestId: text("request_id").notNull(),
  createdAt: integer("created_at").notNull(),
}));

/**
 * One number of an order. Inserted with its order; started and canceled here; its outcome is written by the batches of
 * the number's object (`item-statements.ts`), once. Rows are kept, because a number's carrier label names its item.
 */
export const orderItems = lazyTable("order_items", () => ({
  id: text("id").primaryKey(),
  orderId: text("order_id").notNull(),
  tenantId: text("tenant_id").notNull(),
  position: integer("position").notNull(),
  e164: text("e164").notNull(),
  reservationId: text("reservation_id"),
  phoneNumberId: text("phone_number_id").notNull(),
  restores: integer("restores", { mode: "boolean" }).notNull().default(false),
  priceAmount: text("price_amount"),
  priceCurrency: text("price_currency"),
  status: text("status").$type<OrderItemStatus>().notNull(),
  errorCode: text("error_code").$type<ItemFailure>(),
  carrierCode: integer("carrier_code"),
  retryable: integer("retryable", { mode: "boolean" }),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
  addressSid: text("address_sid"),
  bundleSid: text("bundle_sid"),
}));

export type OrderRow = typeof orders.$inferSelect;
export type ItemRow = typeof orderItems.$inferSelect;
