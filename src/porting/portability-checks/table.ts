import { integer, primaryKey, text } from "drizzle-orm/sqlite-core";
import { lazyTable } from "#kernel/db/lazy-table";
import type { StoredAnswer } from "./answer";

/** The carrier's answers, the same for all tenants. */
export const portabilityAnswers = lazyTable("portability_answers", () => ({
  e164: text("e164").primaryKey(),
  isPortable: integer("is_portable", { mode: "boolean" }),
  answer: text("answer", { mode: "json" }).$type<StoredAnswer>(),
  checkedAt: integer("checked_at").notNull(),
  claimedUntil: integer("claimed_until").notNull(),
}));

export const portabilityChecks = lazyTable("portability_checks", () => ({
  id: text("id").primaryKey(),
  tenantId: text("tenant_id").notNull(),
  numberCount: integer("number_count").notNull(),
  portable: integer("portable").notNull(),
  notPortable: integer("not_portable").notNull(),
  undetermined: integer("undetermined").notNull(),
  keyId: text("key_id"),
  requestId: text("request_id").notNull(),
  runner: text("runner"),
  wakeAt: integer("wake_at").notNull(),
  waits: integer("waits").notNull(),
  createdAt: integer("created_at").notNull(),
  endedAt: integer("ended_at"),
}));

export const resultStatuses = ["pending", "checked"] as const;
export type ResultStatus = (typeof resultStatuses)[number];

export const portabilityItems = lazyTable(
  "portability_items",
  () => ({
    checkId: text("check_id").notNull(),
    position: integer("position").notNull(),
    tenantId: text("tenant_id").notNull(),
    e164: text("e164").notNull(),
    status: text("status").$type<ResultStatus>().notNull(),
    isPortable: integer("is_portable", { mode: "boolean" }),
    answer: text("answer", { mode: "json" }).$type<StoredAnswer>(),
    checkedAt: integer("checked_at"),
  }),
  (table) => [primaryKey({ columns: [table.checkId, table.position] })],
);

export type CheckRow = typeof portabilityChecks.$inferSelect;
export type CheckItemRow = typeof portabilityItems.$inferSelect;
