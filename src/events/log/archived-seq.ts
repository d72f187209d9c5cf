import { and, eq } from "drizzle-orm";
import type { Database } from "../kernel/db";
import { tenants } from "./table";

/** Notes that a tenant's events up to `to` are leaving its log, if those up to `from` were the last to do so. */
export const moveArchivedSeq = (db: Database, tenantId: string, from: number, to: number) =>
  db
    .update(tenants)
    .set({ archivedSeq: to })
    .where(and(eq(tenants.id, tenantId), eq(tenants.archivedSeq, from)));
