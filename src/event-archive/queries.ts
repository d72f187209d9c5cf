import { and, desc, eq, sql } from "drizzle-orm";
import type { Context } from "../kernel/context";
import { after, type Order, orderBy, type Page, toPage } from "../kernel/page";
import { Problem } from "../kernel/problem";
import { requireScope } from "../kernel/scope";
import { eventArchives } from "./table";

export type ArchiveRow = typeof eventArchives.$inferSelect;

const order: Order = { sort: "-date", column: eventArchives.day, id: eventArchives.day };

/** The archived days of the caller's log, the last first. */
export async function listArchives(
  ctx: Context,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<ArchiveRow>> {
  requireScope(ctx, "events:read");
  const rows = await ctx.db
    .select()
    .from(eventArchives)
    .where(and(eq(eventArchives.tenantId, ctx.principal.tenantId), after(order, cursor)))
    .orderBy(...orderBy(order))
    .limit(limit + 1);
  return toPage(rows, limit, order.sort, ({ day }) => ({ value: day, id: day }));
}

export async function archiveOf(ctx: Context, day: string): Promise<ArchiveRow> {
  requireScope(ctx, "events:read");
  const [row] = await ctx.db
    .select()
    .from(eventArchives)
    .where(and(eq(eventArchives.tenantId, ctx.principal.tenantId), eq(eventArchives.day, day)));
  if (!row) throw new Problem("not_found", `There is no archive of ${day}.`);
  return row;
}

/** Where a tenant's log begins: what has left it, and what is first in it. */
interface LogStart {
  readonly tenantId: string;
  readonly archivedSeq: number;
  /** When its first event happened; `null` while it is empty. */
  readonly oldestAt: number | null;
}

export interface Log extends LogStart {
  /** The hash that its first event is chained to. */
  readonly archivedHash: string | null;
  /** The last day of its archive. */
  readonly last: ArchiveRow | undefined;
}

const logStart = {
  tenantId: sql<string>`tenants.id`,
  archivedSeq: sql<number>`tenants.archived_seq`,
  oldestAt: sql<number | null>`(
    select occurred_at from events where tenant_id = tenants.id and seq > tenants.archived_seq order by seq limit 1)`,
};

/** Of the next tenants by id. */
export const logsAfter = (ctx: Context, tenantId: string, limit: number): Promise<LogStart[]> =>
  ctx.db.select(logStart).from(sql`tenants`).where(sql`tenants.id > ${tenantId}`).orderBy(sql`tenants.id`).limit(limit);

export async function logOf(ctx: Context, tenantId: string): Promise<Log> {
  const [[start], [last]] = await ctx.db.batch([
    ctx.db
      .select({
        ...logStart,
        archivedHash: sql<string | null>`(select archived_hash from event_seals where tenant_id = tenants.id)`,
      })
      .from(sql`tenants`)
      .where(sql`tenants.id = ${tenantId}`),
    ctx.db
      .select()
      .from(eventArchives)
      .where(eq(eventArchives.tenantId, tenantId))
      .orderBy(desc(eventArchives.day))
      .limit(1),
  ]);
  if (!start) throw new Error(`There is no tenant ${tenantId}.`);
  return { ...start, last };
}
