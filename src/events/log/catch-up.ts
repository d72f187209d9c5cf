import { sql } from "drizzle-orm";
import { type Database, isOneOf } from "#kernel/db/db";
import { firstIdAt } from "#kernel/values/ids";
import { events } from "./table";

interface CatchUp {
  /** Milliseconds: events whose ids are of this time or later. */
  readonly since: number;
  /** The last event that was read; an empty id and 0 for the beginning. */
  readonly after: { readonly tenantId: string; readonly seq: number };
  readonly types: readonly string[];
  readonly limit: number;
}

/**
 * Events of some types in the logs of all tenants, by tenant and `seq`. Each log is read from an event before `since`
 * on, which is looked for from the newest event back, in steps that double: a log without new events costs two rows.
 * An event's id has the time at which its statement was made, which is up to some seconds before it is in the log.
 */
export async function eventsOfAllTenants(db: Database, { since, after, types, limit }: CatchUp) {
  const from = firstIdAt("event", since);
  const start = sql`(
    with recursive back (step, seq) as (
      select 1, (select max(seq) from events where tenant_id = tenants.id)
      union all
      select 2 * step, later.seq - step
      from back cross join events as later on later.tenant_id = tenants.id and later.seq = back.seq
      where later.id >= ${from}
    ) select min(seq) from back)`;
  const rows = await db.all<{ tenantId: string; seq: number; type: string; subjectId: string; data: string }>(sql`
    select tenants.id as tenantId, events.seq as seq, events.type as type, events.subject_id as subjectId, events.data as data
    from tenants cross join events
    where tenants.id >= ${after.tenantId} and events.tenant_id = tenants.id
      and events.seq > max(iif(tenants.id = ${after.tenantId}, ${after.seq}, 0), ${start})
      and events.id >= ${from} and ${isOneOf(events.type, types)}
    order by tenants.id, events.seq limit ${limit}`);
  return rows.map((row) => {
    const data: Readonly<Record<string, unknown>> = JSON.parse(row.data);
    return { ...row, data };
  });
}
