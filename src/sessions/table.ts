import { integer, text } from "drizzle-orm/sqlite-core";
import { lazyTable } from "#kernel/db/lazy-table";

/**
 * Browser sessions, those that are over too. `hash` is the SHA-256 of the cookie's token, which is stored nowhere.
 * Deleted by the job `cleanup`.
 */
export const sessions = lazyTable("sessions", () => ({
  id: text("id").primaryKey(),
  tenantId: text("tenant_id").notNull(),
  keyId: text("key_id"),
  hash: text("hash").notNull().unique(),
  actingFor: text("acting_for"),
  userAgent: text("user_agent"),
  createdAt: integer("created_at").notNull(),
  lastUsedAt: integer("last_used_at").notNull(),
  expiresAt: integer("expires_at").notNull(),
}));

export type SessionRow = typeof sessions.$inferSelect;
