import { integer, text } from "drizzle-orm/sqlite-core";
import { lazyTable } from "#kernel/db/lazy-table";
import type { ProblemCode } from "#kernel/http/problem";
import type { BulkAction, BulkItemStatus, RequestedChange } from "./action-step";

export const bulkJobs = lazyTable("bulk_jobs", () => ({
  id: text("id").primaryKey(),
  tenantId: text("tenant_id").notNull(),
  action: text("action").$type<BulkAction>().notNull(),
  change: text("change", { mode: "json" }).$type<RequestedChange>().notNull(),
  itemCount: integer("item_count").notNull(),
  succeeded: integer("succeeded").notNull(),
  failed: integer("failed").notNull(),
  keyId: text("key_id"),
  requestId: text("request_id").notNull(),
  createdAt: integer("created_at").notNull(),
  completedAt: integer("completed_at"),
}));

export const bulkItems = lazyTable("bulk_items", () => ({
  id: text("id").primaryKey(),
  jobId: text("job_id").notNull(),
  tenantId: text("tenant_id").notNull(),
  position: integer("position").notNull(),
  line: integer("line"),
  reference: text("reference").notNull(),
  phoneNumberId: text("phone_number_id"),
  e164: text("e164"),
  change: text("change", { mode: "json" }).$type<RequestedChange>(),
  status: text("status").$type<BulkItemStatus>().notNull(),
  attempts: integer("attempts").notNull(),
  errorCode: text("error_code").$type<ProblemCode>(),
  errorDetail: text("error_detail"),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
}));

export type BulkJobRow = typeof bulkJobs.$inferSelect;
export type BulkItemRow = typeof bulkItems.$inferSelect;
