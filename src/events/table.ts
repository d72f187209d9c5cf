import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const events = sqliteTable(
  "events",
  {
    tenantId: text("tenant_id").notNull(),
    seq: integer("seq").notNull(),
    id: text("id").notNull(),
    type: text("type").notNull(),
    occurredAt: integer("occurred_at").notNull(),
    actor: text("actor").notNull(),
    requestId: text("request_id").notNull(),
    subjectType: text("subject_type").notNull(),
    subjectId: text("subject_id").notNull(),
    data: text("data").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.seq] })],
);
