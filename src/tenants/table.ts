import { integer, primaryKey, text } from "drizzle-orm/sqlite-core";
import { lazyTable } from "#kernel/db/lazy-table";
import { tenantStatuses } from "./lifecycle";

/** Tenants, `ten_platform` among them. Written by the platform; `archivedSeq` by the event log. Rows are kept. */
export const tenants = lazyTable("tenants", () => ({
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  shard: text("shard").notNull().default("DB"),
  reservationLimit: integer("reservation_limit").notNull().default(10),
  archivedSeq: integer("archived_seq").notNull().default(0),
  version: integer("version").notNull().default(1),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
  status: text("status", { enum: tenantStatuses }).notNull().default("active"),
  statusReason: text("status_reason"),
  statusSince: integer("status_since"),
  callerMessage: text("caller_message"),
  numberLimit: integer("number_limit"),
  costLimitAmount: text("cost_limit_amount"),
  costLimitCurrency: text("cost_limit_currency"),
  releaseAt: integer("release_at"),
  deleteAt: integer("delete_at"),
  deletedAt: integer("deleted_at"),
  redirectAllowed: integer("redirect_allowed", { mode: "boolean" }).notNull().default(false),
  movingTo: text("moving_to"),
}));

/** API keys, revoked ones too. `hash` is the SHA-256 of the key, whose text is stored nowhere. Rows are kept. */
export const apiKeys = lazyTable("api_keys", () => ({
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
}));

/** Leases of `subject-lease.ts`, in `DB` alone. `until` is in milliseconds, by the clock of the database. */
export const subjectLeases = lazyTable(
  "subject_leases",
  () => ({
    kind: text("kind").notNull(),
    subject: text("subject").notNull(),
    holder: text("holder").notNull(),
    until: integer("until").notNull(),
  }),
  (table) => [primaryKey({ columns: [table.kind, table.subject] })],
);
