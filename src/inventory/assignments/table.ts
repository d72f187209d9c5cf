import { integer, primaryKey, text } from "drizzle-orm/sqlite-core";
import { lazyTable } from "#kernel/db/lazy-table";

export const assignments = lazyTable(
  "assignments",
  () => ({
    phoneNumberId: text("phone_number_id").notNull(),
    validFrom: integer("valid_from").notNull(),
    validTo: integer("valid_to"),
    id: text("id").notNull(),
    tenantId: text("tenant_id").notNull(),
    e164: text("e164").notNull(),
    agentId: text("agent_id").notNull(),
  }),
  (table) => [primaryKey({ columns: [table.phoneNumberId, table.validFrom] })],
);

export type AssignmentRow = typeof assignments.$inferSelect;
