import { and, asc, desc, eq, gt, type SQL, sql } from "drizzle-orm";
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
export const eventsIndexedBy = (index: "events_of_subject" | "events_of_type"): SQL =>
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

/** The newest `seq` of a tenant's events, those in the archive too; 0 if there is none. */
export const newestSeq = (db: Database, tenantId: string) =>
  db
    .select({ seq: sql<number>`max(archived_seq, ${lastSeq(tenantId)})` })
    .from(sql`tenants`)
    .where(sql`id = ${tenantId}`);

/**
 * Events that are written at the same time may get their `seq` in another order than their ids, which hold the time: an
 * event is at most this many places from where its id would stand.
 */
export const MAX_DISORDER = 1_000;
/** Nearly all events are this close. */
const USUAL_DISORDER = 20;

/**
 * A `seq` of the tenant's log about which ids grow from below `id` to this one and beyond, as a subquery; the next
 * free `seq` if all are below. Found by halving, as `seq` has no gap: it reads some 20 rows of a log of a million.
 */
export const seqNear = (tenantId: string | SQL, id: string | SQL): SQL<number> => sql<number>`(
  with recursive search (low, high) as (
    select archived_seq, max(archived_seq, coalesce((select max(seq) from events where tenant_id = ${tenantId}), 0)) + 1
    from tenants where id = ${tenantId}
    union all
    select iif(middle.id < ${id}, middle.seq, low), iif(middle.id < ${id}, high, middle.seq)
    from search cross join events as middle on middle.tenant_id = ${tenantId} and middle.seq = (low + high) / 2
    where high - low > 1
  ) select min(high) from search)`;

/** The events with these ids, in no order. Reads some 60 rows per id. */
export function eventsWithIds(db: Database, tenantId: string, ids: readonly string[]) {
  const seqWithin = (distance: number) => sql`(select event.seq from events as event
    where event.tenant_id = ${tenantId} and event.seq between wanted.near - ${distance} and wanted.near + ${distance}
      and event.id = wanted.id)`;
  const found = sql`
    with wanted (id, near) as materialized (
      select value, ${seqNear(tenantId, sql`json_each.value`)} from json_each(${JSON.stringify(ids)}))
    select coalesce(${seqWithin(USUAL_DISORDER)}, ${seqWithin(MAX_DISORDER)}) from wanted`;
  return db
    .select()
    .from(events)
    .where(and(eq(events.tenantId, tenantId), sql`${events.seq} in (${found})`));
}

/**
 * Events written at or after `from` and before `to`, oldest first: an event's id begins with the time it was written.
 */
export function eventsBetween(db: Database, tenantId: string, from: number, to: number, limit: number) {
  const [first, end] = [firstIdAt("event", from), firstIdAt("event", to)];
  // The oldest by id are among these by `seq`, which the statement then sorts.
  const oldest = sql`
    select event.seq from events as event
    where event.tenant_id = ${tenantId} and event.seq >= ${seqNear(tenantId, first)} - ${MAX_DISORDER}
      and event.seq < ${seqNear(tenantId, end)} + ${MAX_DISORDER} and event.id >= ${first} and event.id < ${end}
    order by event.seq limit ${limit + MAX_DISORDER}`;
  return db
    .select()
    .from(events)
    .where(and(eq(events.tenantId, tenantId), sql`${events.seq} in (${oldest})`))
    .orderBy(asc(events.id))
    .limit(limit);
}

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
