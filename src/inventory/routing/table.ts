import { integer, primaryKey, text } from "drizzle-orm/sqlite-core";
import { lazyTable } from "#kernel/db/lazy-table";
import type { RoutingPlan } from "#kernel/values/routing-plan";

export const routingPlans = lazyTable(
  "routing_plans",
  () => ({
    phoneNumberId: text("phone_number_id").notNull(),
    version: integer("version").notNull(),
    tenantId: text("tenant_id").notNull(),
    plan: text("plan", { mode: "json" }).$type<RoutingPlan>().notNull(),
    validFrom: integer("valid_from").notNull(),
    validTo: integer("valid_to"),
  }),
  (table) => [primaryKey({ columns: [table.phoneNumberId, table.version] })],
);

export const routingPlanAgents = lazyTable(
  "routing_plan_agents",
  () => ({
    phoneNumberId: text("phone_number_id").notNull(),
    version: integer("version").notNull(),
    agentId: text("agent_id").notNull(),
  }),
  (table) => [primaryKey({ columns: [table.phoneNumberId, table.version, table.agentId] })],
);

export type RoutingPlanRow = typeof routingPlans.$inferSelect;
