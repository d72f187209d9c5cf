import { and, eq, type SQL } from "drizzle-orm";
import type { Database } from "#kernel/db/db";
import { type AgentRow, agents } from "./table";

/** Removes an agent if nobody has changed it since it was read and `gate` holds; unexecuted, for whoever knows its numbers. */
export const removeAgent = (db: Database, row: AgentRow, now: number, gate: SQL) =>
  db
    .update(agents)
    .set({ deletedAt: now, updatedAt: now, version: row.version + 1 })
    .where(and(eq(agents.id, row.id), eq(agents.version, row.version), gate));
