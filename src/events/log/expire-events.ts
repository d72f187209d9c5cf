import { and, eq, lte, sql } from "drizzle-orm";
import { type Database, previousWroteSomething, type Statement } from "#kernel/db/db";
import { eventSeals, events } from "./table";

/**
 * Deletes a tenant's events up to `seq`, keeping the hash that the next one is chained to: to be put right after the statement
 * that moves the tenant's `archived_seq` there, in the same batch, as it is done only if that one wrote something.
 */
export const deleteEventsThrough = (db: Database, tenantId: string, seq: number): [Statement, Statement] => [
  db
    .update(eventSeals)
    .set({ archivedHash: sql`(select hash from events where tenant_id = ${tenantId} and seq = ${seq})` })
    .where(and(eq(eventSeals.tenantId, tenantId), previousWroteSomething)),
  db.delete(events).where(and(eq(events.tenantId, tenantId), lte(events.seq, seq), previousWroteSomething)),
];
