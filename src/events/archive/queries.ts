import { and, asc, desc, eq, gte, lt, sql } from "drizzle-orm";
import { batchNamed } from "#kernel/db/db";
import { type Page, type PageOrder, type PageQuery, readPage } from "#kernel/http/page";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { nameOf, namesOfDay } from "./day";
import { eventArchives } from "./table";

export type ArchiveRow = typeof eventArchives.$inferSelect;

const newestDayFirst: PageOrder<ArchiveRow> = {
  sort: "-date",
  column: eventArchives.name,
  id: eventArchives.name,
  keyOf: ({ name }) => ({ value: name, id: name }),
};

/** A page of the caller's archives, newest first. */
export const listArchives = (ctx: Context, query: PageQuery): Promise<Page<ArchiveRow>> =>
  readPage(ctx.db.select().from(eventArchives), newestDayFirst, query, [
    eq(eventArchives.tenantId, ctx.principal.tenantId),
  ]);

/** The parts of an archived day in order, or only this `part`. Throws `not_found` if there is none. */
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
  if (rows.length === 0)
    throw new Problem("not_found", `There is no archive of ${day}. GET /v1/events/archives lists the archived days.`);
  return rows;
}

/** Where a tenant's log begins. */
interface LogStart {
  readonly tenantId: string;
  readonly archivedSeq: number;
  /** The time of the first event in the log; `null` if it is empty. */
  readonly oldestAt: number | null;
}

export interface Log extends LogStart {
  /** The hash of the last archived event, to which the first one in the log is chained. */
  readonly archivedHash: string | null;
  /** The newest archive. */
  readonly last: ArchiveRow | undefined;
}

const logStart = {
  tenantId: sql<string>`tenants.id`,
  archivedSeq: sql<number>`tenants.archived_seq`,
  oldestAt: sql<number | null>`(
    select occurred_at from events where tenant_id = tenants.id and seq > tenants.archived_seq order by seq limit 1)`,
};

/** Where the logs of the next tenants begin, in order of tenant id. */
export const logsAfter = (ctx: Context, tenantId: string, limit: number): Promise<LogStart[]> =>
  ctx.db.select(logStart).from(sql`tenants`).where(sql`tenants.id > ${tenantId}`).orderBy(sql`tenants.id`).limit(limit);

export async function logOf(ctx: Context, tenantId: string): Promise<Log> {
  const {
    start: [start],
    archives: [last],
  } = await batchNamed(ctx.db, {
    start: ctx.db
      .select({
        ...logStart,
        archivedHash: sql<string | null>`(select archived_hash from event_seals where tenant_id = tenants.id)`,
      })
      .from(sql`tenants`)
      .where(sql`tenants.id = ${tenantId}`),
    archives: ctx.db
      .select()
      .from(eventArchives)
      .where(eq(eventArchives.tenantId, tenantId))
      .orderBy(desc(eventArchives.name))
      .limit(1),
  });
  if (!start) throw new Error(`There is no tenant ${tenantId}.`);
  return { ...start, last };
}
