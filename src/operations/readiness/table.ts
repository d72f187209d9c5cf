import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Cause } from "./causes";

export const numberReadiness = sqliteTable("number_readiness", {
  phoneNumberId: text("phone_number_id").primaryKey(),
  ready: integer("ready", { mode: "boolean" }),
  causes: text("causes", { mode: "json" }).$type<readonly Cause[]>().notNull(),
  version: integer("version").notNull(),
  changedAt: integer("changed_at").notNull(),
});

export const readinessWatermark = sqliteTable("readiness_watermark", {
  id: integer("id").primaryKey(),
  at: integer("at").notNull(),
});

export type ReadinessRow = typeof numberReadiness.$inferSelect;
