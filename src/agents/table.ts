import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Destination, DestinationKind } from "../kernel/destination";

export const agents = sqliteTable("agents", {
  id: text("id").primaryKey(),
  tenantId: text("tenant_id").notNull(),
  name: text("name").notNull(),
  kind: text("kind").$type<DestinationKind>().notNull(),
  destination: text("destination", { mode: "json" }).$type<Destination>().notNull(),
  version: integer("version").notNull(),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
  deletedAt: integer("deleted_at"),
});

export type AgentRow = typeof agents.$inferSelect;
