import { integer, text } from "drizzle-orm/sqlite-core";
import { lazyTable } from "#kernel/db/lazy-table";
import type { MoveFailure, MoveStatus } from "./move-status";

/** Moves of tenants, each in the database that the tenant leaves. Rows are kept. */
export const tenantMoves = lazyTable("tenant_moves", () => ({
  id: text("id").primaryKey(),
  tenantId: text("tenant_id").notNull(),
  fromDatabase: text("from_database").notNull(),
  toDatabase: text("to_database").notNull(),
  status: text("status").$type<MoveStatus>().notNull(),
  statusSince: integer("status_since").notNull(),
  position: text("position"),
  copiedRows: integer("copied_rows").notNull(),
  failures: integer("failures").notNull(),
  errorCode: text("error_code").$type<MoveFailure>(),
  errorDetail: text("error_detail"),
  version: integer("version").notNull(),
  actor: text("actor").notNull(),
  requestId: text("request_id").notNull(),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
  movedAt: integer("moved_at"),
  endedAt: integer("ended_at"),
}));

export type MoveRow = typeof tenantMoves.$inferSelect;

/** The tenants that move from or to this database now, written by their moves. */
export const movingTenants = lazyTable("moving_tenants", () => ({
  tenantId: text("tenant_id").primaryKey(),
  moveId: text("move_id").notNull(),
  stage: text("stage").$type<"copying" | "clearing">().notNull(),
  jobsRest: integer("jobs_rest", { mode: "boolean" }).notNull(),
  fenced: integer("fenced", { mode: "boolean" }).notNull(),
  /** The version of the move's row with which it last wrote the tenant's rows here. */
  moveVersion: integer("move_version").notNull().default(0),
}));

export type MovingTenant = typeof movingTenants.$inferSelect;
