import { integer, primaryKey, text } from "drizzle-orm/sqlite-core";
import { lazyTable } from "#kernel/db/lazy-table";

export const usageDaily = lazyTable(
  "usage_daily",
  () => ({
    tenantId: text("tenant_id").notNull(),
    day: text("day").notNull(),
    phoneNumberId: text("phone_number_id").notNull(),
    agentId: text("agent_id").notNull(),
    calls: integer("calls").notNull(),
    answeredCalls: integer("answered_calls").notNull(),
    seconds: integer("seconds").notNull(),
    minutes: integer("minutes").notNull(),
    messagesIn: integer("messages_in").notNull(),
    messagesOut: integer("messages_out").notNull(),
    longCalls: integer("long_calls").notNull().default(0),
  }),
  (table) => [primaryKey({ columns: [table.tenantId, table.day, table.phoneNumberId, table.agentId] })],
);

export const webhookRefusals = lazyTable(
  "webhook_refusals",
  () => ({
    tenantId: text("tenant_id").notNull(),
    day: text("day").notNull(),
    phoneNumberId: text("phone_number_id").notNull(),
    unsigned: integer("unsigned").notNull(),
    wrongSignature: integer("wrong_signature").notNull(),
    replayed: integer("replayed").notNull(),
    lastAt: integer("last_at").notNull(),
  }),
  (table) => [primaryKey({ columns: [table.tenantId, table.day, table.phoneNumberId] })],
);

export type RefusalRow = typeof webhookRefusals.$inferSelect;
