import { integer, primaryKey, text } from "drizzle-orm/sqlite-core";
import { lazyTable } from "#kernel/db/lazy-table";

export const events = lazyTable(
  "events",
  () => ({
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
    hash: text("hash"),
  }),
  (table) => [primaryKey({ columns: [table.tenantId, table.seq] })],
);

export const eventSeals = lazyTable("event_seals", () => ({
  tenantId: text("tenant_id").primaryKey(),
  sealedSeq: integer("sealed_seq").notNull(),
  sealedHash: text("sealed_hash").notNull(),
  archivedHash: text("archived_hash"),
}));
