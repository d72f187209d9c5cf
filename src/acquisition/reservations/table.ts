import { integer, text } from "drizzle-orm/sqlite-core";
import { lazyTable } from "#kernel/db/lazy-table";
import type { ReservationStatus } from "./lifetime";

/**
 * The reservations of all tenants, ended ones too. Inserted and changed by the batches of the number's object only
 * (`hold-statements.ts`); `version` counts the object's changes, so that an older one never overwrites a newer one.
 * Rows are kept.
 */
export const reservations = lazyTable("reservations", () => ({
  id: text("id").primaryKey(),
  tenantId: text("tenant_id").notNull(),
  e164: text("e164").notNull(),
  status: text("status").$type<ReservationStatus>().notNull(),
  createdAt: integer("created_at").notNull(),
  expiresAt: integer("expires_at").notNull(),
  endedAt: integer("ended_at"),
  phoneNumberId: text("phone_number_id"),
  forOrder: integer("for_order", { mode: "boolean" }).notNull().default(false),
  version: integer("version").notNull(),
  updatedAt: integer("updated_at").notNull(),
}));

export type ReservationRow = typeof reservations.$inferSelect;
