import { integer, text } from "drizzle-orm/sqlite-core";
import { lazyTable } from "#kernel/db/lazy-table";
import type { NumberType } from "#kernel/ports/carrier";
import type { PortingNumberStatus, PortingPath, RequestStatus } from "../rules/states";
import type {
  CarrierState,
  CarrierTask,
  EntryKind,
  EntryVisibility,
  Foc,
  MessagingStatus,
  PortedNumberSettings,
  PortingDetails,
  PortingException,
  PortingSecret,
  Rejection,
  StoredPreflight,
} from "./values";

export const portingRequests = lazyTable("porting_requests", () => ({
  id: text("id").primaryKey(),
  tenantId: text("tenant_id").notNull(),
  status: text("status").$type<RequestStatus>().notNull(),
  statusSince: integer("status_since").notNull(),
  path: text("path").$type<PortingPath>().notNull(),
  name: text("name"),
  customerReference: text("customer_reference"),
  details: text("details", { mode: "json" }).$type<PortingDetails>().notNull(),
  secrets: text("secrets"),
  secretsKeyId: text("secrets_key_id"),
  secretKinds: text("secret_kinds", { mode: "json" }).$type<readonly PortingSecret[]>().notNull(),
  preflight: text("preflight", { mode: "json" }).$type<StoredPreflight>(),
  focAt: integer("foc_at"),
  foc: text("foc", { mode: "json" }).$type<Foc>(),
  exception: text("exception", { mode: "json" }).$type<PortingException>(),
  splitFrom: text("split_from"),
  carrierRequestId: text("carrier_request_id"),
  carrier: text("carrier", { mode: "json" }).$type<CarrierState>(),
  carrierTask: text("carrier_task", { mode: "json" }).$type<CarrierTask>(),
  leaseUntil: integer("lease_until").notNull().default(0),
  nextCheckAt: integer("next_check_at"),
  movedAt: integer("moved_at").notNull(),
  boardPosition: integer("board_position"),
  keyId: text("key_id"),
  version: integer("version").notNull().default(1),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
  submittedAt: integer("submitted_at"),
  endedAt: integer("ended_at"),
  documentsFrom: text("documents_from"),
}));

export const portingNumbers = lazyTable("porting_numbers", () => ({
  id: text("id").primaryKey(),
  portingRequestId: text("porting_request_id").notNull(),
  tenantId: text("tenant_id").notNull(),
  e164: text("e164").notNull(),
  status: text("status").$type<PortingNumberStatus>().notNull(),
  statusSince: integer("status_since").notNull(),
  isOpen: integer("is_open", { mode: "boolean" }).notNull(),
  country: text("country").notNull(),
  type: text("type").$type<NumberType>().notNull(),
  losingCarrier: text("losing_carrier"),
  pin: text("pin"),
  pinKeyId: text("pin_key_id"),
  configuration: text("configuration", { mode: "json" }).$type<PortedNumberSettings>(),
  focAt: integer("foc_at"),
  messagingStatus: text("messaging_status").$type<MessagingStatus>().notNull(),
  rejection: text("rejection", { mode: "json" }).$type<Rejection>(),
  carrierNumberId: text("carrier_number_id"),
  carrierStatus: text("carrier_status"),
  phoneNumberId: text("phone_number_id"),
  provedBy: text("proved_by").$type<ProvedBy>(),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
}));

/** How it is known that a number has moved. */
export type ProvedBy = "carrier_list" | "first_call";

export const portingEntries = lazyTable("porting_entries", () => ({
  id: text("id").primaryKey(),
  portingRequestId: text("porting_request_id").notNull(),
  tenantId: text("tenant_id").notNull(),
  kind: text("kind").$type<EntryKind>().notNull(),
  visibility: text("visibility").$type<EntryVisibility>().notNull(),
  actorKind: text("actor_kind").notNull(),
  actorId: text("actor_id"),
  detail: text("detail").notNull(),
  data: text("data", { mode: "json" }).$type<Readonly<Record<string, unknown>>>().notNull(),
  at: integer("at").notNull(),
}));

export type PortingRequestRow = typeof portingRequests.$inferSelect;
export type PortingNumberRow = typeof portingNumbers.$inferSelect;
export type PortingEntryRow = typeof portingEntries.$inferSelect;
