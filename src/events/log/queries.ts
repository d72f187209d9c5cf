import { and, between, desc, eq, gt, sql } from "drizzle-orm";
import type { Database } from "#kernel/db/db";
import { after, decodeCursor, type Order, orderBy, type Page, toPage } from "#kernel/http/page";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
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

/** The last event that has left for the archive; 0 while none has. */
export const archivedSeq = (ctx: Context) =>
  ctx.db.select({ seq: sql<number>`archived_seq` }).from(sql`tenants`).where(sql`id = ${ctx.principal.tenantId}`);

/** After which event the caller wants every one, if so: what is missing there must not be passed over in silence. */
function resumesAfter({ sort, cursor, after_seq }: EventQuery): number | undefined {
  return sort === "seq" && cursor !== undefined ? Number(decodeCursor(cursor, sort).value) : after_seq;
}

export function requireUnarchived(afterSeq: number, archivedSeq: number): void {
  if (afterSeq >= archivedSeq) return;
  throw new Problem(
    "events_archived",
    `Your events up to ${archivedSeq} have been moved to the archive: read them there, or go on after ${archivedSeq}.`,
    { more: { first_seq: archivedSeq + 1 } },
  );
}

async function rowsOf(ctx: Context, query: EventQuery): Promise<EventRow[]> {
  const resumed = resumesAfter(query);
  const list = listStatement(ctx, query);
  if (resumed === undefined) return await list;
  const [rows, [archived]] = await ctx.db.batch([list, archivedSeq(ctx)]);
  requireUnarchived(resumed, archived?.seq ?? 0);
  return rows;
}

export async function listEvents(ctx: Context, query: EventQuery): Promise<Page<EventRow>> {
  requireScope(ctx, "events:read");
  return toPage(await rowsOf(ctx, query), query.limit, query.sort, ({ seq, id }) => ({ value: seq, id }));
}
