import { and, between, desc, eq, gt, type SQL, sql } from "drizzle-orm";
import type { Context } from "../kernel/context";
import type { Database } from "../kernel/db";
import { after, type Order, orderBy, type Page, toPage } from "../kernel/page";
import { requireScope } from "../kernel/scope";
import { events } from "./table";

export type EventRow = typeof events.$inferSelect;

export interface EventQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly sort: "seq" | "-seq";
  readonly after_seq?: number | undefined;
  readonly type?: string | undefined;
  readonly subject_id?: string | undefined;
}

export const listStatement = (ctx: Context, query: EventQuery) => {
  const order: Order = { sort: query.sort, column: events.seq, id: events.id };
  return ctx.db
    .select()
    .from(events)
    .where(
      and(
        eq(events.tenantId, ctx.principal.tenantId),
        query.type === undefined ? undefined : eq(events.type, query.type),
        query.subject_id === undefined ? undefined : eq(events.subjectId, query.subject_id),
        query.after_seq === undefined ? undefined : gt(events.seq, query.after_seq),
        after(order, query.cursor),
      ),
    )
    .orderBy(...orderBy(order))
    .limit(query.limit + 1);
};

/** The tenant's newest event, as a subquery for a statement that follows it in the same batch. */
export const lastSeq = (tenantId: string): SQL =>
  sql`select max(${events.seq}) from ${events} where ${events.tenantId} = ${tenantId}`;

/** One subject's events in a stretch of a tenant's log, the newest first: for reads that have found out whose they are. */
export const eventsAbout = (
  db: Database,
  range: {
    readonly tenantId: string;
    readonly subjectId: string;
    readonly firstSeq: number;
    readonly lastSeq: number;
    readonly limit: number;
  },
) =>
  db
    .select()
    .from(events)
    .where(
      and(
        eq(events.tenantId, range.tenantId),
        eq(events.subjectId, range.subjectId),
        between(events.seq, range.firstSeq, range.lastSeq),
      ),
    )
    .orderBy(desc(events.seq))
    .limit(range.limit);

export async function listEvents(ctx: Context, query: EventQuery): Promise<Page<EventRow>> {
  requireScope(ctx, "events:read");
  return toPage(await listStatement(ctx, query), query.limit, query.sort, ({ seq, id }) => ({ value: seq, id }));
}
