import { integer, primaryKey, text } from "drizzle-orm/sqlite-core";
import { lazyTable } from "#kernel/db/lazy-table";
import type { FieldDrift } from "./compare-number";
import type { Action, Counted, DifferenceKind, SyncFailure, SyncOutcome, SyncPhase, SyncStatus } from "./run-rules";

export const syncRuns = lazyTable("sync_runs", () => ({
  id: text("id").primaryKey(),
  carrierAccount: text("carrier_account").notNull(),
  preview: integer("dry_run", { mode: "boolean" }).notNull(),
  startedBy: text("started_by").notNull(),
  status: text("status").$type<SyncStatus>().notNull(),
  phase: text("phase").$type<SyncPhase>().notNull(),
  page: text("page"),
  after: text("after"),
  counted: text("counted", { mode: "json" }).$type<Counted>().notNull(),
  errorCode: text("error_code").$type<SyncFailure>(),
  errorDetail: text("error_detail"),
  version: integer("version").notNull(),
  createdAt: integer("created_at").notNull(),
  beganAt: integer("began_at"),
  updatedAt: integer("updated_at").notNull(),
  finishedAt: integer("finished_at"),
  tenantId: text("tenant_id"),
}));

export type SyncRunRow = typeof syncRuns.$inferSelect;

export const syncSeen = lazyTable(
  "sync_seen",
  () => ({ runId: text("run_id").notNull(), part: integer("part").notNull(), numbers: text("numbers").notNull() }),
  (table) => [primaryKey({ columns: [table.runId, table.part] })],
);

export const syncDifferences = lazyTable(
  "sync_differences",
  () => ({
    runId: text("run_id").notNull(),
    kind: text("kind").$type<DifferenceKind>().notNull(),
    e164: text("e164").notNull(),
    tenantId: text("tenant_id"),
    phoneNumberId: text("phone_number_id"),
    fields: text("fields", { mode: "json" }).$type<readonly FieldDrift[]>().notNull(),
    action: text("action").$type<Action>().notNull(),
    outcome: text("outcome").$type<SyncOutcome>().notNull(),
    findingSubject: text("finding_subject"),
  }),
  (table) => [primaryKey({ columns: [table.runId, table.kind, table.e164] })],
);

export type DifferenceRow = typeof syncDifferences.$inferSelect;

export const syncRepairs = lazyTable("sync_repairs", () => ({
  phoneNumberId: text("phone_number_id").primaryKey(),
  fields: text("fields", { mode: "json" }).$type<readonly FieldDrift[]>().notNull(),
  begunAt: integer("begun_at").notNull(),
  reportedAt: integer("reported_at"),
}));

export const syncAbsences = lazyTable("sync_absences", () => ({
  phoneNumberId: text("phone_number_id").primaryKey(),
  carrierAccount: text("carrier_account").notNull(),
  runId: text("run_id").notNull(),
  notedAt: integer("noted_at").notNull(),
}));
