import { integer, text } from "drizzle-orm/sqlite-core";
import { lazyTable } from "#kernel/db/lazy-table";
import type { Destination, DestinationKind } from "#kernel/values/destination";
import type { CheckResult } from "./check-result";

export const agents = lazyTable("agents", () => ({
  id: text("id").primaryKey(),
  tenantId: text("tenant_id").notNull(),
  name: text("name").notNull(),
  kind: text("kind").$type<DestinationKind>().notNull(),
  destination: text("destination", { mode: "json" }).$type<Destination>().notNull(),
  version: integer("version").notNull(),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
  deletedAt: integer("deleted_at"),
}));

export const agentChecks = lazyTable("agent_checks", () => ({
  agentId: text("agent_id").primaryKey(),
  tenantId: text("tenant_id").notNull(),
  agentVersion: integer("agent_version").notNull(),
  result: text("result").$type<CheckResult>().notNull(),
  detail: text("detail").notNull(),
  misses: integer("misses").notNull(),
  checkedAt: integer("checked_at").notNull(),
}));

export type AgentCheckRow = typeof agentChecks.$inferSelect;
export type AgentRow = typeof agents.$inferSelect;
