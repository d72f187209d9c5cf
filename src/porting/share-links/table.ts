import { integer, text } from "drizzle-orm/sqlite-core";
import { lazyTable } from "#kernel/db/lazy-table";
import type { LinkPermission } from "./permissions";

export const portingShareLinks = lazyTable("porting_share_links", () => ({
  id: text("id").primaryKey(),
  portingRequestId: text("porting_request_id").notNull(),
  tenantId: text("tenant_id").notNull(),
  label: text("label"),
  permissions: text("permissions", { mode: "json" }).$type<readonly LinkPermission[]>().notNull(),
  expiresAt: integer("expires_at").notNull(),
  revokedAt: integer("revoked_at"),
  expiryReportedAt: integer("expiry_reported_at"),
  lastOpenedAt: integer("last_opened_at"),
  keyId: text("key_id"),
  createdAt: integer("created_at").notNull(),
}));

export type ShareLinkRow = typeof portingShareLinks.$inferSelect;
