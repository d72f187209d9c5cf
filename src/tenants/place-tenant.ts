import { and, eq, ne, type SQL, sql } from "drizzle-orm";
import type { Database } from "#kernel/db/db";
import { tenants } from "./table";

/** Statements about the place of a tenant's rows, unexecuted: for the batches of a move. */

/** The condition that the tenant is in this database and not on its way to another one. */
export const isPlacedIn = (tenantId: string, database: string): SQL =>
  sql`exists (select 1 from ${tenants} where ${tenants.id} = ${tenantId} and ${tenants.shard} = ${database}
    and ${tenants.movingTo} is null)`;

/** Announces that the tenant is about to move to a database. */
export const announceMove = (db: Database, tenantId: string, to: string, gate: SQL) =>
  db
    .update(tenants)
    .set({ movingTo: to })
    .where(and(eq(tenants.id, tenantId), gate));

/** Takes the announcement back: the tenant stays. */
export const withdrawMove = (db: Database, tenantId: string, gate: SQL) =>
  db
    .update(tenants)
    .set({ movingTo: null })
    .where(and(eq(tenants.id, tenantId), gate));

/** Makes the row name this database as the one that it counts in. Writes nothing if it does already. */
export const placeTenant = (db: Database, tenantId: string, database: string, gate: SQL) =>
  db
    .update(tenants)
    .set({ shard: database, movingTo: null })
    .where(and(eq(tenants.id, tenantId), ne(tenants.shard, database), gate));
