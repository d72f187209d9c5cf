import { integer, text } from "drizzle-orm/sqlite-core";
import { lazyTable } from "#kernel/db/lazy-table";
import type { JobError } from "./job";
import type { RunStatus } from "./lease";

export const jobLeases = lazyTable("job_leases", () => ({
  job: text("job").primaryKey(),
  runId: text("run_id").notNull(),
  expiresAt: integer("expires_at"),
  cursor: text("cursor"),
  failures: integer("failures").notNull(),
}));

/** `times`: by job, in milliseconds UTC. */
export const jobIdleTimes = lazyTable("job_idle_times", () => ({
  cron: text("cron").primaryKey(),
  times: text("times", { mode: "json" }).$type<Readonly<Record<string, number>>>().notNull(),
}));

export const jobRuns = lazyTable("job_runs", () => ({
  id: text("id").primaryKey(),
  job: text("job").notNull(),
  startedBy: text("started_by").notNull(),
  status: text("status").$type<RunStatus>().notNull(),
  slices: integer("slices").notNull(),
  counted: text("counted", { mode: "json" }).$type<Readonly<Record<string, number>>>().notNull(),
  errors: text("errors", { mode: "json" }).$type<readonly JobError[]>().notNull(),
  errorCount: integer("error_count").notNull(),
  nextCursor: text("next_cursor"),
  startedAt: integer("started_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
  finishedAt: integer("finished_at"),
}));

export type JobRunRow = typeof jobRuns.$inferSelect;
