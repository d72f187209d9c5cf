import { integer, text } from "drizzle-orm/sqlite-core";
import { lazyTable } from "#kernel/db/lazy-table";
import type { Cause } from "./causes";

export const numberReadiness = lazyTable("number_readiness", () => ({
  phoneNumberId: text("phone_number_id").primaryKey(),
  ready: integer("ready", { mode: "boolean" }),
  causes: text("causes", { mode: "json" }).$type<readonly Cause[]>().notNull(),
  version: integer("version").notNull(),
  changedAt: integer("changed_at").notNull(),
}));

export const readinessWatermark = lazyTable("readiness_watermark", () => ({
  id: integer("id").primaryKey(),
  at: integer("at").notNull(),
}));

export type ReadinessRow = typeof numberReadiness.$inferSelect;
