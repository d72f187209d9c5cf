import { integer, primaryKey, text } from "drizzle-orm/sqlite-core";
import { lazyTable } from "#kernel/db/lazy-table";
import type { NumberType } from "#kernel/ports/carrier";
import { type AcquisitionMethod, type NumberStatus, numberStatuses } from "./lifecycle";

export const phoneNumbers = lazyTable("phone_numbers", () => ({
  id: text("id").primaryKey(),
  tenantId: text("tenant_id").notNull(),
  e164: text("e164").notNull(),
  country: text("country").notNull(),
  type: text("type").$type<NumberType>().notNull(),
  voice: integer("voice", { mode: "boolean" }).notNull(),
  sms: integer("sms", { mode: "boolean" }).notNull(),
  mms: integer("mms", { mode: "boolean" }).notNull(),
  fax: integer("fax", { mode: "boolean" }).notNull(),
  status: text("status", { enum: numberStatuses }).$type<NumberStatus>().notNull(),
  acquisitionMethod: text("acquisition_method").$type<AcquisitionMethod>().notNull(),
  carrierId: text("carrier_id").notNull(),
  friendlyName: text("friendly_name").notNull(),
  tags: text("tags", { mode: "json" }).$type<readonly string[]>().notNull(),
  metadata: text("metadata", { mode: "json" }).$type<Readonly<Record<string, string>>>().notNull(),
  deletionLock: integer("deletion_lock", { mode: "boolean" }).notNull().default(false),
  priceAmount: text("price_amount"),
  priceCurrency: text("price_currency"),
  orderItemId: text("order_item_id"),
  version: integer("version").notNull().default(1),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
  releasedAt: integer("released_at"),
  coolingOffUntil: integer("cooling_off_until"),
  agentId: text("agent_id"),
  smsForwardTo: text("sms_forward_to"),
  ready: integer("ready", { mode: "boolean" }),
  lostSuspended: integer("lost_suspended", { mode: "boolean" }).notNull().default(false),
  carrierAccountId: text("carrier_account_id"),
  sipTrunkId: text("sip_trunk_id"),
  ownershipProvedAt: integer("ownership_proved_at"),
  portOutLock: integer("port_out_lock", { mode: "boolean" }).notNull().default(false),
  portOutReportedAt: integer("port_out_reported_at"),
}));

/** The trigger `phone_numbers_count_offline` counts changes of `ready`, and `insertPurchased` the numbers that come. */
export const offlineCounts = lazyTable("offline_counts", () => ({
  tenantId: text("tenant_id").primaryKey(),
  numbers: integer("numbers").notNull(),
  updatedAt: integer("updated_at").notNull(),
}));

/** Dirty subjects; see `readiness-queue.ts`. */
export const readinessQueue = lazyTable("readiness_queue", () => ({
  subject: text("subject").primaryKey(),
  after: text("after").notNull(),
  version: integer("version").notNull(),
}));

export type NumberRow = typeof phoneNumbers.$inferSelect;

export const numberTransfers = lazyTable(
  "number_transfers",
  () => ({
    phoneNumberId: text("phone_number_id").notNull(),
    position: integer("position").notNull(),
    fromTenantId: text("from_tenant_id").notNull(),
    fromSeq: integer("from_seq").notNull(),
    toTenantId: text("to_tenant_id").notNull(),
    toSeq: integer("to_seq").notNull(),
    transferredAt: integer("transferred_at").notNull(),
  }),
  (table) => [primaryKey({ columns: [table.phoneNumberId, table.position] })],
);

export type TransferRow = typeof numberTransfers.$inferSelect;
