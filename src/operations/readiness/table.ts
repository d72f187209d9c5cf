import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Cause } from "./cause";

export const numberReadiness = sqliteTable("number_readiness", {
  phoneNumberId: text("phone_number_id").primaryKey(),
  ready: integer("ready", { mode: "boolean" }),
  causes: text("causes", { mode: "json" }).$type<readonly Cause[]>().notNull(),
  version: integer("version").notNull(),
  changedAt: integer("changed_at").notNull(),
});

/** Marks are set by triggers on the tables of others; see the migration `readiness`. */
export const readinessQueue = sqliteTable("readiness_due", {
  subject: text("subject").primaryKey(),
  after: text("after").notNull(),
  marks: integer("marks").notNull(),
});

export type ReadinessRow = typeof numberReadiness.$inferSelect;
export type DirtyRow = typeof readinessQueue.$inferSelect;
