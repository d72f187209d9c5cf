import { sql } from "drizzle-orm";
import { type Database, isOneOf } from "#kernel/db/db";
import { firstIdAt } from "#kernel/values/ids";
import { events } from "./table";

interface CatchUp {
  /** Milliseconds: events whose ids are of this time or later. */
  readonly since: number;
  /** The last event that was read; empty strings for the beginning. */
  readonly after: { readonly tenantId: string; readonly id: string };
  readonly types: readonly string[];
  readonly limit: number;
}

/**
 * Events of some types in the logs of all tenants, by tenant and id: one search of `events_by_id` per tenant. An
 * event's id has the time at which its statement was made, which is up to some seconds before it is in the log.
 */
export async function eventsOfAllTenants(db: Database, { since, after, types, limit }: CatchUp) {
  const from = firstIdAt("event", since);
  const rows = await db.all<{ tenantId: string; id: string; type: string; subjectId: string; data: string }>(sql`
    select tenants.id as tenantId, events.id as id, events.type as type, events.subject_id as subjectId, events.data as data
    from tenants cross join events indexed by events_by_id
    where tenants.id >= ${after.tenantId} and events.tenant_id = tenants.id
      and events.id > iif(tenants.id = ${after.tenantId}, max(${after.id}, ${from}), ${from})
      and ${isOneOf(events.type, types)}
    order by tenants.id, events.id limit ${limit}`);
  return rows.map((row) => {
    const data: Readonly<Record<string, unknown>> = JSON.parse(row.data);
    return { ...row, data };
  });
}
