import { integer, text } from "drizzle-orm/sqlite-core";
import { lazyTable } from "#kernel/db/lazy-table";
import type { ProblemCode } from "#kernel/http/problem";
import type { ImportAction, ImportOptions, ImportStep, ItemReport } from "./import-item";

export const importJobs = lazyTable("import_jobs", () => ({
  id: text("id").primaryKey(),
  tenantId: text("tenant_id").notNull(),
  carrierAccountId: text("carrier_account_id").notNull(),
  action: text("action").$type<ImportAction>().notNull(),
  dryRun: integer("dry_run", { mode: "boolean" }).notNull(),
  options: text("options", { mode: "json" }).$type<ImportOptions>().notNull(),
  listPosition: text("list_position"),
  listed: integer("listed", { mode: "boolean" }).notNull(),
  itemCount: integer("item_count").notNull(),
  succeeded: integer("succeeded").notNull(),
  failed: integer("failed").notNull(),
  keyId: text("key_id"),
  requestId: text("request_id").notNull(),
  runner: text("runner"),
  wakeAt: integer("wake_at").notNull(),
  waits: integer("waits").notNull(),
  errorCode: text("error_code").$type<ProblemCode>(),
  errorDetail: text("error_detail"),
  carrierCode: integer("carrier_code"),
  createdAt: integer("created_at").notNull(),
  endedAt: integer("ended_at"),
}));

export const importItems = lazyTable("import_items", () => ({
  id: text("id").primaryKey(),
  jobId: text("job_id").notNull(),
  tenantId: text("tenant_id").notNull(),
  position: integer("position").notNull(),
  reference: text("reference").notNull(),
  e164: text("e164"),
  carrierId: text("carrier_id"),
  phoneNumberId: text("phone_number_id").notNull(),
  step: text("step").$type<ImportStep>().notNull(),
  attempts: integer("attempts").notNull(),
  report: text("report", { mode: "json" }).$type<ItemReport>().notNull(),
  errorCode: text("error_code").$type<ProblemCode>(),
  errorDetail: text("error_detail"),
  carrierCode: integer("carrier_code"),
  updatedAt: integer("updated_at").notNull(),
}));

export const numberSnapshots = lazyTable("number_snapshots", () => ({
  phoneNumberId: text("phone_number_id").primaryKey(),
  tenantId: text("tenant_id").notNull(),
  carrierId: text("carrier_id").notNull(),
  settings: text("settings").notNull(),
  secretsKeyId: text("secrets_key_id").notNull(),
  createdAt: integer("created_at").notNull(),
}));

export type ImportJobRow = typeof importJobs.$inferSelect;
export type ImportItemRow = typeof importItems.$inferSelect;
