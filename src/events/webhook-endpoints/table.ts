import { integer, text } from "drizzle-orm/sqlite-core";
import type { EventPattern } from "#events/log/event-patterns";
import { lazyTable } from "#kernel/db/lazy-table";
import type { StoredSecret } from "./secrets";

/**
 * `disabled`: by the tenant, or because the receiver answered 410. `paused`: by the platform after days of failures.
 */
export const endpointStatuses = ["enabled", "disabled", "paused"] as const;
export type EndpointStatus = (typeof endpointStatuses)[number];

export type StoppedReason = "gone" | "failing";

/** Events that left the log before an endpoint read them, both ends inclusive, and when the object noticed. */
export interface Skipped {
  readonly fromSeq: number;
  readonly toSeq: number;
  readonly at: number;
}

export const webhookEndpoints = lazyTable("webhook_endpoints", () => ({
  id: text("id").primaryKey(),
  tenantId: text("tenant_id").notNull(),
  url: text("url").notNull(),
  description: text("description").notNull(),
  eventTypes: text("event_types", { mode: "json" }).$type<readonly EventPattern[]>().notNull(),
  status: text("status", { enum: endpointStatuses }).$type<EndpointStatus>().notNull(),
  stoppedReason: text("stopped_reason").$type<StoppedReason>(),
  secrets: text("secrets", { mode: "json" }).$type<readonly StoredSecret[]>().notNull(),
  readSeq: integer("read_seq").notNull(),
  version: integer("version").notNull(),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
  deletedAt: integer("deleted_at"),
  skipped: text("skipped", { mode: "json" }).$type<Skipped>(),
}));

export type EndpointRow = typeof webhookEndpoints.$inferSelect;
