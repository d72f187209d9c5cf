import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Tenants, `ten_platform` among them. Written by the platform; `archivedSeq` by the event log. Rows are kept. */
export const tenants = sqliteTable("tenants", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  shard: text("shard").notNull().default("DB"),
  reservationLimit: integer("reservation_limit").notNull().default(10),
  archivedSeq: integer("archived_seq").notNull().default(0),
  version: integer("version").notNull().default(1),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
});

/** API keys, revoked ones too. `hash` is the SHA-256 of the key, whose text is stored nowhere. Rows are kept. */
export const apiKeys = sqliteTable("api_keys", {
  id: text("id").primaryKey(),
  tenantId: text("tenant_id").notNull(),
  name: text("name").notNull(),
  hash: text("hash").notNull().unique(),
  hint: text("hint").notNull(),
  scopes: text("scopes").notNull(),
  createdAt: integer("created_at").notNull(),
  expiresAt: integer("expires_at"),
  revokedAt: integer("revoked_at"),
  lastUsedAt: integer("last_used_at"),
});
