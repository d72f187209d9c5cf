import { integer, text } from "drizzle-orm/sqlite-core";
import { lazyTable } from "#kernel/db/lazy-table";
import type { FindingKind, Severity } from "./kinds";

/**
 * Findings of all tenants, resolved ones too. Inserted and resolved by `facts.ts`, changed by people through
 * `triage.ts`. `version` counts the changes, so that two people do not overwrite each other. Rows are kept.
 */
export const findings = lazyTable("findings", () => ({
  id: text("id").primaryKey(),
  tenantId: text("tenant_id").notNull(),
  kind: text("kind").$type<FindingKind>().notNull(),
  subjectType: text("subject_type").notNull(),
  subjectId: text("subject_id").notNull(),
  evidence: text("evidence", { mode: "json" }).$type<Readonly<Record<string, unknown>>>().notNull(),
  createdAt: integer("created_at").notNull(),
  resolvedAt: integer("resolved_at"),
  note: text("note"),
  severity: text("severity").$type<Severity>().notNull(),
  snoozedUntil: integer("snoozed_until"),
  assignee: text("assignee"),
  resolvedBy: text("resolved_by"),
  version: integer("version").notNull(),
}));

export type FindingRow = typeof findings.$inferSelect;
