import { integer, primaryKey, text } from "drizzle-orm/sqlite-core";
import { lazyTable } from "#kernel/db/lazy-table";

export const eventArchives = lazyTable(
  "event_archives",
  () => ({
    tenantId: text("tenant_id").notNull(),
    name: text("name").notNull(),
    firstSeq: integer("first_seq").notNull(),
    lastSeq: integer("last_seq").notNull(),
    previousHash: text("previous_hash").notNull(),
    lastHash: text("last_hash").notNull(),
    sha256: text("sha256").notNull(),
    archivedAt: integer("archived_at").notNull(),
    endsDay: integer("ends_day", { mode: "boolean" }).notNull(),
  }),
  (table) => [primaryKey({ columns: [table.tenantId, table.name] })],
);
