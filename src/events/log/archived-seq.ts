import { and, eq } from "drizzle-orm";
import { integer, text } from "drizzle-orm/sqlite-core";
import type { Database } from "#kernel/db/db";
import { lazyTable } from "#kernel/db/lazy-table";

/**
 * The column of `tenants` that the event log owns: the `seq` of the tenant's last archived event; 0 if none is
 * archived.
 */
const archivedSeqs = lazyTable("tenants", () => ({
  id: text("id").notNull(),
  archivedSeq: integer("archived_seq").notNull(),
}));

/**
 * Raises a tenant's `archived_seq` from `from` to `to`. Unexecuted; writes nothing if the column no longer holds
 * `from`.
 */
export const moveArchivedSeq = (db: Database, tenantId: string, from: number, to: number) =>
  db
    .update(archivedSeqs)
    .set({ archivedSeq: to })
    .where(and(eq(archivedSeqs.id, tenantId), eq(archivedSeqs.archivedSeq, from)));
