import { and, asc, desc, eq, gt, gte, inArray, lt, type SQL, sql } from "drizzle-orm";
import { backlogOf } from "#kernel/db/backlog";
import type { Database } from "#kernel/db/db";
import { firstIdAt } from "#kernel/values/ids";
import { eventSeals, events } from "./table";

/**
 * Reads of a tenant's event log for subscribers, jobs and reports. All unexecuted, for the caller's own batch or
 * statement.
 */

/**
 * The table `events`, read by this index. The index is named because SQLite has no statistics here: it expects ten
 * events per tenant, so it would always choose the primary key and read a tenant's whole log.
 */
export const eventsIndexedBy = (index: "events_of_subject" | "events_of_type" | "events_by_id"): SQL =>
  sql`${events} indexed by ${sql.raw(index)}`;

/** An event's columns as expressions, because drizzle takes no columns of a table that its `from` gives as SQL. */
export const eventColumns = {
  tenantId: sql<string>`${events.tenantId}`,
  seq: sql<number>`${events.seq}`,
  id: sql<string>`${events.id}`,
  type: sql<string>`${events.type}`,
  occurredAt: sql<number>`${events.occurredAt}`,
  actor: sql<string>`${events.actor}`,
  requestId: sql<string>`${events.requestId}`,
  subjectType: sql<string>`${events.subjectType}`,
  subjectId: sql<string>`${events.subjectId}`,
  data: sql<string>`${events.data}`,
  hash: sql<string | null>`${events.hash}`,
};

/** The `limit` oldest events after this `seq`. Tenant and `seq` may be subqueries. */
export const eventsAfter = (db: Database, tenantId: string | SQL, seq: number | SQL, limit: number) =>
  db
    .select()
    .from(events)
    .where(and(eq(events.tenantId, tenantId), gt(events.seq, seq)))
    .orderBy(asc(events.seq))
    .limit(limit);

/** The newest `seq` in a tenant's log as a subquery; 0 if the log is empty. */
export const lastSeq = (tenantId: string | SQL): SQL<number> =>
  sql<number>`coalesce((select max(${events.seq}) from ${events} where ${events.tenantId} = ${tenantId}), 0)`;

/** The time of the first event after this `seq` as a subquery; null if there is none. */
export const firstAfter = (tenantId: SQL, seq: SQL): SQL<number> =>
  sql<number>`(select ${events.occurredAt} from ${events} where ${events.tenantId} = ${tenantId} and ${events.seq} > ${seq}
    order by ${events.seq} limit 1)`;

/** Where the logs of these tenants begin: the last archived `seq`, and the time of the first event still in the log. */
export const startsOfLogs = (db: Database, tenantIds: SQL) =>
  db
    .select({
      tenantId: sql<string>`tenants.id`,
      archivedSeq: sql<number>`tenants.archived_seq`,
      since: sql<number | null>`${firstAfter(sql`tenants.id`, sql`tenants.archived_seq`)}`,
    })
    .from(sql`tenants`)
    .where(sql`tenants.id in ${tenantIds}`);

/** The `seq` of the newest event in a tenant's log. */
export const newestEvent = (db: Database, tenantId: string) =>
  db.select({ seq: events.seq }).from(events).where(eq(events.tenantId, tenantId)).orderBy(desc(events.seq)).limit(1);

/** At most 100 ids at a time, because D1 allows 100 parameters per statement. */
export const eventsWithIds = (db: Database, tenantId: string, ids: readonly string[]) =>
  db
    .select(eventColumns)
    .from(eventsIndexedBy("events_by_id"))
    .where(and(eq(events.tenantId, tenantId), inArray(events.id, [...ids])));

/**
 * Events written at or after `from` and before `to`, oldest first: an event's id begins with the time it was written.
 */
export const eventsBetween = (db: Database, tenantId: string, from: number, to: number, limit: number) =>
  db
    .select(eventColumns)
    .from(eventsIndexedBy("events_by_id"))
    .where(
      and(
        eq(events.tenantId, tenantId),
        gte(events.id, firstIdAt("event", from)),
        lt(events.id, firstIdAt("event", to)),
      ),
    )
    .orderBy(asc(events.id))
    .limit(limit);

/** Whether a row of `tenants left join event_seals cross join events` is an unsealed event of that tenant. */
const isUnsealed = sql`${events.tenantId} = tenants.id and ${events.seq} > coalesce(${eventSeals.sealedSeq}, 0)`;

/**
 * Unsealed events of all tenants in order of tenant and `seq`, each with its tenant's chain head (`null` if none of its
 * events is sealed). Starts after `cursor`. `cross join` fixes the order of SQLite's loops: it reads about two rows per
 * tenant besides the unsealed events.
 */
export const unsealedAfter = (
  db: Database,
  cursor: { readonly tenantId: string; readonly seq: number },
  limit: number,
) =>
  db
    .select({ event: events, head: eventSeals })
    .from(sql`tenants`)
    .leftJoin(eventSeals, eq(eventSeals.tenantId, sql`tenants.id`))
    .crossJoin(events)
    .where(
      sql`tenants.id >= ${cursor.tenantId} and ${isUnsealed}
        and ${events.seq} > iif(tenants.id = ${cursor.tenantId}, ${cursor.seq}, 0)`,
    )
    .orderBy(sql`tenants.id`, asc(events.seq))
    .limit(limit);

/** Unsealed events of all tenants that were written at or before this instant. */
export const unsealedBacklog = (db: Database, before: number) =>
  backlogOf(
    db,
    sql`select ${events.occurredAt} as at
      from tenants left join ${eventSeals} on ${eventSeals.tenantId} = tenants.id cross join ${events}
      where ${isUnsealed} and ${events.occurredAt} <= ${before}`,
  );
