import { integer, text } from "drizzle-orm/sqlite-core";
import { lazyTable } from "#kernel/db/lazy-table";
import type { ProbedCheck } from "./check";

export const healthProbes = lazyTable("health_probes", () => ({
  name: text("name").primaryKey(),
  runId: text("run_id").notNull(),
  begunAt: integer("begun_at").notNull(),
  finishedAt: integer("finished_at"),
  checks: text("checks", { mode: "json" }).$type<readonly ProbedCheck[]>().notNull(),
}));
