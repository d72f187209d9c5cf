import { integer, text } from "drizzle-orm/sqlite-core";
import { lazyTable } from "#kernel/db/lazy-table";

export const carrierOutcomes = lazyTable("carrier_outcomes", () => ({
  account: text("account").primaryKey(),
  answered: integer("answered").notNull(),
  failed: integer("failed").notNull(),
  notSent: integer("not_sent").notNull(),
  answeredMs: integer("answered_ms").notNull(),
  lastAnsweredAt: integer("last_answered_at"),
  lastFailedAt: integer("last_failed_at"),
  windowStart: integer("window_start").notNull(),
  windowAnswered: integer("window_answered").notNull(),
  windowFailed: integer("window_failed").notNull(),
  windowNotSent: integer("window_not_sent").notNull(),
  beforeAnswered: integer("before_answered").notNull(),
  beforeFailed: integer("before_failed").notNull(),
  beforeNotSent: integer("before_not_sent").notNull(),
}));

export type OutcomesRow = typeof carrierOutcomes.$inferSelect;
