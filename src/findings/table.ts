import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { FindingKind } from "./kinds";

export const findings = sqliteTable("findings", {
  id: text("id").primaryKey(),
  tenantId: text("tenant_id").notNull(),
  kind: text("kind").$type<FindingKind>().notNull(),
  subjectType: text("subject_type").notNull(),
  subjectId: text("subject_id").notNull(),
  evidence: text("evidence", { mode: "json" }).$type<Readonly<Record<string, unknown>>>().notNull(),
  createdAt: integer("created_at").notNull(),
  resolvedAt: integer("resolved_at"),
  note: text("note"),
});

export type FindingRow = typeof findings.$inferSelect;
