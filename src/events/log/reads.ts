import { and, asc, desc, eq, gt, gte, inArray, lt, type SQL, sql } from "drizzle-orm";
import type { Database } from "#kernel/db/db";
import { backlogOf } from "#kernel/values/backlog";
import { firstIdAt } from "#kernel/values/ids";
import { events } from "./table";

/** Reads of a tenant's log by whoever passes it on. */

/** What comes after a place in the log, in order. Tenant and place may be subqueries. */
export const eventsAfter = (db: Database, tenantId: string | SQL, seq: number | SQL, limit: number) =>
  db
    .select()
    .from(events)
    .where(and(eq(events.tenantId, tenantId), gt(events.seq, seq)))
    .orderBy(asc(events.seq))
    .limit(limit);

/** The last place of a tenant's log, as a subquery for somebody else's statement. */
export const lastSeq = (tenantId: string | SQL): SQL<number> =>
  sql<number>`coalesce((select max(${events.seq}) from ${events} where ${events.tenantId} = ${tenantId}), 0)`;

/** When the first event after a place in a tenant's log happened, as a subquery for somebody else's statement. */
export const firstAfter = (tenantId: SQL, seq: SQL): SQL<number> =>
  sql<number>`(select ${events.occurredAt} from ${events} where ${events.tenantId} = ${tenantId} and ${events.seq} > ${seq}
    order by ${events.seq} limit 1)`;

/** Where the logs of these tenants begin, now that retention has moved events out of them. `tenantIds` is a subquery. */
export const startsOfLogs = (db: Database, tenantIds: SQL) =>
  db
    .select({
      tenantId: sql<string>`tenants.id`,
      archivedSeq: sql<number>`tenants.archived_seq`,
      since: sql<number | null>`${firstAfter(sql`tenants.id`, sql`tenants.archived_seq`)}`,
    })
    .from(sql`tenants`)
    .where(sql`tenants.id in ${tenantIds}`);

/** The newest event of a tenant's log, to be read in somebody else's batch. */
export const newestEvent = (db: Database, tenantId: string) =>
  db.select({ seq: events.seq }).from(events).where(eq(events.tenantId, tenantId)).orderBy(desc(events.seq)).limit(1);

/** At most 100 ids at a time, the limit of a statement's parameters less some. */
export const MAX_IDS = 90;

export const eventsWithIds = (db: Database, tenantId: string, ids: readonly string[]) =>
  db
    .select()
    .from(events)
    .where(and(eq(events.tenantId, tenantId), inArray(events.id, [...ids])));

/** Events written from `from` up to, but not at, `to`: their ids begin with that instant. */
export const eventsBetween = (db: Database, tenantId: string, from: number, to: number, limit: number) =>
  db
    .select()
    .from(events)
    .where(
      and(
        eq(events.tenantId, tenantId),
        gte(events.id, firstIdAt("event", from)),
        lt(events.id, firstIdAt("event", to)),
      ),
    )
    .orderBy(asc(events.id))
    .limit(limit);

/** Events of all tenants that still have no hash, written before this instant. */
export const unsealedBacklog = (db: Database, before: number) =>
  backlogOf(
    db,
    sql`select ${events.occurredAt} as at from ${events} where ${events.hash} is null and ${events.occurredAt} <= ${before}`,
  );
