import { and, asc, desc, eq, gte, lt, sql } from "drizzle-orm";
import { afterCursor, type ListOrder, orderBy, type Page, toPage } from "#kernel/http/page";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { nameOf, namesOfDay } from "./day";
import { eventArchives } from "./table";

export type ArchiveRow = typeof eventArchives.$inferSelect;

const order: ListOrder = { sort: "-date", column: eventArchives.name, id: eventArchives.name };

/** The archives of the caller's log, the last first. */
export async function listArchives(
  ctx: Context,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<ArchiveRow>> {
  requireScope(ctx, "events:read");
  const rows = await ctx.db
    .select()
    .from(eventArchives)
    .where(and(eq(eventArchives.tenantId, ctx.principal.tenantId), afterCursor(order, cursor)))
    .orderBy(...orderBy(order))
    .limit(limit + 1);
  return toPage(rows, limit, order.sort, ({ name }) => ({ value: name, id: name }));
}

/** The parts of an archived day, in their order; of `part`, that one. */
export async function archivesOf(ctx: Context, day: string, part: number | undefined): Promise<ArchiveRow[]> {
  requireScope(ctx, "events:read");
  const { name, tenantId } = eventArchives;
  const names = namesOfDay(day);
  const rows = names
    ? await ctx.db
        .select()
        .from(eventArchives)
        .where(
          and(
            eq(tenantId, ctx.principal.tenantId),
            gte(name, names.from),
            lt(name, names.until),
            part === undefined ? undefined : eq(name, nameOf({ day, part })),
          ),
        )
        .orderBy(asc(name))
    : [];
  if (rows.length === 0) throw new Problem("not_found", `There is no such archive of ${day}.`);
  return rows;
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
  /** The last of its archives. */
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
      .orderBy(desc(eventArchives.name))
      .limit(1),
  ]);
  if (!start) throw new Error(`There is no tenant ${tenantId}.`);
  return { ...start, last };
}
