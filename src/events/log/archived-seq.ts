import { sql } from "drizzle-orm";
import type { Database } from "#kernel/db/db";

/**
 * Raises `tenants.archived_seq`, the last event of a tenant that is in the archive, from `from` to `to`. Unexecuted; writes
 * nothing if the column no longer holds `from`.
 */
export const moveArchivedSeq = (db: Database, tenantId: string, from: number, to: number) =>
  db.run(sql`update tenants set archived_seq = ${to} where id = ${tenantId} and archived_seq = ${from}`);
