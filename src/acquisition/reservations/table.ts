import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { ReservationStatus } from "./lifetime";

export const reservations = sqliteTable("reservations", {
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
});

export type ReservationRow = typeof reservations.$inferSelect;
