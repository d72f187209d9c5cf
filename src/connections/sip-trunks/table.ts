import { integer, text } from "drizzle-orm/sqlite-core";
import { lazyTable } from "#kernel/db/lazy-table";
import type { ProbeReport } from "#sip/probe/gateway";
import type { PingState } from "#sip/probe/health";
import type { Provisioned, ProvisioningError } from "./provisioned";
import {
  type NumberFormat,
  provisioningStates,
  type TrunkHealth,
  type TrunkSettings,
  transports,
  trunkProviders,
  trunkStatuses,
} from "./trunk";
import type { CarrierCheck } from "./trunk-health";

export const sipTrunks = lazyTable("sip_trunks", () => ({
  id: text("id").primaryKey(),
  tenantId: text("tenant_id").notNull(),
  name: text("name").notNull(),
  provider: text("provider", { enum: trunkProviders }).notNull(),
  carrierAccountId: text("carrier_account_id"),
  carrierTrunkSid: text("carrier_trunk_sid"),
  adopted: integer("adopted", { mode: "boolean" }).notNull(),
  provisioned: text("provisioned", { mode: "json" }).$type<Provisioned>().notNull(),
  provisioning: text("provisioning", { enum: provisioningStates }).notNull(),
  provisioningError: text("provisioning_error", { mode: "json" }).$type<ProvisioningError>(),
  provisioningUntil: integer("provisioning_until").notNull(),
  settings: text("settings", { mode: "json" }).$type<TrunkSettings>().notNull(),
  numberFormat: text("number_format", { mode: "json" }).$type<NumberFormat>().notNull(),
  password: text("password"),
  passwordKeyId: text("password_key_id"),
  status: text("status", { enum: trunkStatuses }).notNull(),
  health: text("health", { mode: "json" }).$type<TrunkHealth>().notNull(),
  carrierCheck: text("carrier_check", { mode: "json" }).$type<readonly CarrierCheck[]>(),
  verifyingUntil: integer("verifying_until").notNull(),
  checkedAt: integer("checked_at"),
  firstCallAt: integer("first_call_at"),
  version: integer("version").notNull(),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
  deletedAt: integer("deleted_at"),
}));

export const sipGateways = lazyTable("sip_gateways", () => ({
  id: text("id").primaryKey(),
  sipTrunkId: text("sip_trunk_id").notNull(),
  tenantId: text("tenant_id").notNull(),
  host: text("host").notNull(),
  port: integer("port"),
  transport: text("transport", { enum: transports }).notNull(),
  priority: integer("priority").notNull(),
  weight: integer("weight").notNull(),
  inbound: integer("inbound", { mode: "boolean" }).notNull(),
  outbound: integer("outbound", { mode: "boolean" }).notNull(),
  enabled: integer("enabled", { mode: "boolean" }).notNull(),
  username: text("username"),
  password: text("password"),
  passwordKeyId: text("password_key_id"),
  realm: text("realm"),
  allowedCidrs: text("allowed_cidrs", { mode: "json" }).$type<readonly string[]>().notNull(),
  ping: text("ping", { mode: "json" }).$type<PingState>(),
  report: text("report", { mode: "json" }).$type<ProbeReport>(),
  probedAt: integer("probed_at"),
  checkedAt: integer("checked_at"),
  certificateExpiresAt: integer("certificate_expires_at"),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
}));

export type TrunkRow = typeof sipTrunks.$inferSelect;
export type GatewayRow = typeof sipGateways.$inferSelect;

/** A trunk with its gateways, in the order in which they were created. */
export interface Trunk {
  readonly trunk: TrunkRow;
  readonly gateways: readonly GatewayRow[];
}
