import { and, eq, lte, sql } from "drizzle-orm";
import { type Database, previousWroteSomething, type Statement } from "#kernel/db/db";
import { eventSeals, events } from "./table";

/**
 * Deletes a tenant's events up to `seq` and keeps the hash of the last one, to which the next event is chained. Put
 * these statements directly after `moveArchivedSeq` in the same batch: they do nothing unless it moved `archived_seq`.
 */
export const deleteEventsThrough = (db: Database, tenantId: string, seq: number): [Statement, Statement] => [
  db
    .update(eventSeals)
    .set({ archivedHash: sql`(select hash from events where tenant_id = ${tenantId} and seq = ${seq})` })
    .where(and(eq(eventSeals.tenantId, tenantId), previousWroteSomething)),
  db.delete(events).where(and(eq(events.tenantId, tenantId), lte(events.seq, seq), previousWroteSomething)),
];
