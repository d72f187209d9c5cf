import { and, eq, gt } from "drizzle-orm";
import type { Context } from "../kernel/context";
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

export async function listEvents(ctx: Context, query: EventQuery): Promise<Page<EventRow>> {
  requireScope(ctx, "events:read");
  return toPage(await listStatement(ctx, query), query.limit, query.sort, ({ seq, id }) => ({ value: seq, id }));
}
