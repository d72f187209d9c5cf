import { and, asc, eq, gt, isNull, lt, type SQL, sql } from "drizzle-orm";
import type { EventRow } from "#events/log/queries";
import { eventsAfter, firstAfter, lastSeq } from "#events/log/reads";
import { backlogOf } from "#kernel/db/backlog";
import { type Database, isOneOf } from "#kernel/db/db";
import { afterCursor, type KeyRange, type ListOrder, orderBy, type Page, toPage } from "#kernel/http/page";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { type EndpointRow, webhookEndpoints } from "./table";

const newestFirst: ListOrder = { sort: "-created_at", column: webhookEndpoints.createdAt, id: webhookEndpoints.id };

export async function listEndpoints(
  ctx: Context,
  query: { limit: number; cursor?: string | undefined },
): Promise<Page<EndpointRow>> {
  requireScope(ctx, "webhooks:read");
  const rows = await ctx.db
    .select()
    .from(webhookEndpoints)
    .where(
      and(
        eq(webhookEndpoints.tenantId, ctx.principal.tenantId),
        isNull(webhookEndpoints.deletedAt),
        afterCursor(newestFirst, query.cursor),
      ),
    )
    .orderBy(...orderBy(newestFirst))
    .limit(query.limit + 1);
  return toPage(rows, query.limit, newestFirst.sort, ({ createdAt, id }) => ({ value: createdAt, id }));
}

export async function endpointOf(ctx: Context, id: string): Promise<EndpointRow> {
  const row = await endpointOrDeleted(ctx, id);
  if (row.deletedAt !== null) throw noEndpoint(id);
  return row;
}

export const noEndpoint = (id: string): Problem => new Problem("not_found", `There is no webhook endpoint ${id}.`);

/** Also one that was deleted. */
export async function endpointOrDeleted(ctx: Context, id: string): Promise<EndpointRow> {
  requireScope(ctx, "webhooks:read");
  const [row] = await ctx.db
    .select()
    .from(webhookEndpoints)
    .where(and(eq(webhookEndpoints.id, id), eq(webhookEndpoints.tenantId, ctx.principal.tenantId)));
  if (!row) throw noEndpoint(id);
  return row;
}

/** Whether the tenant has fewer endpoints than this: for the statement that adds one, which thus counts as it writes. */
export const hasFewerThan = (limit: number, { db, principal }: Context): SQL => {
  const some = db
    .select({ id: webhookEndpoints.id })
    .from(webhookEndpoints)
    .where(and(eq(webhookEndpoints.tenantId, principal.tenantId), isNull(webhookEndpoints.deletedAt)))
    .limit(limit);
  return sql`(select count(*) from ${some}) < ${limit}`;
};

/** Written out, as the condition of the partial indexes is. */
const isEnabled = sql`${webhookEndpoints.status} = 'enabled'`;

/** The endpoints that events of these tenants may be for. */
export const endpointsToWake = (db: Database, tenantIds: readonly string[]) =>
  db
    .select({ id: webhookEndpoints.id, tenantId: webhookEndpoints.tenantId })
    .from(webhookEndpoints)
    .where(
      and(sql`${webhookEndpoints.tenantId} in (select value from json_each(${JSON.stringify(tenantIds)}))`, isEnabled),
    );

/** Enabled endpoints of all tenants whose log has gone on since they last read it, as when a wake-up was lost. */
export const laggingEndpoints = (ctx: Context, { after: place, limit }: KeyRange) =>
  ctx.db
    .select({ id: webhookEndpoints.id })
    .from(webhookEndpoints)
    .where(
      and(
        isEnabled,
        gt(webhookEndpoints.id, place?.id ?? ""),
        gt(lastSeq(sql`${webhookEndpoints.tenantId}`), webhookEndpoints.readSeq),
      ),
    )
    .orderBy(asc(webhookEndpoints.id))
    .limit(limit);

export interface EndpointAndEvents {
  /** `null` once the endpoint was deleted. */
  readonly row: EndpointRow | null;
  readonly events: readonly EventRow[];
}

/** For an endpoint's object: its row, and what comes after `cursor` in its tenant's log; `null` begins where the row says. */
export async function readEndpointAndEvents(
  db: Database,
  id: string,
  cursor: number | null,
  limit: number,
): Promise<EndpointAndEvents> {
  const of = (column: "tenant_id" | "read_seq") =>
    sql`(select ${sql.raw(column)} from ${webhookEndpoints} where ${webhookEndpoints.id} = ${id})`;
  const [rows, events] = await db.batch([
    db
      .select()
      .from(webhookEndpoints)
      .where(and(eq(webhookEndpoints.id, id), isNull(webhookEndpoints.deletedAt))),
    eventsAfter(db, of("tenant_id"), cursor ?? of("read_seq"), limit),
  ]);
  return { row: rows[0] ?? null, events };
}

/** Notes how far an endpoint's object has read. Only ever forwards, and no change of the endpoint itself. */
export async function advanceReadSeq(db: Database, id: string, seq: number): Promise<void> {
  await db
    .update(webhookEndpoints)
    .set({ readSeq: seq })
    .where(and(eq(webhookEndpoints.id, id), lt(webhookEndpoints.readSeq, seq)));
}

/** Endpoints that were paused since nothing could be delivered to them, since when the first. */
export const pausedBacklog = ({ db }: Context) =>
  backlogOf(
    db,
    sql`select ${webhookEndpoints.updatedAt} as at from ${webhookEndpoints}
      where ${isOneOf(webhookEndpoints.status, ["paused"])} and ${webhookEndpoints.deletedAt} is null`,
  );

/** How many endpoints are looked at for those that lag: past it a report would cost what it reports on. */
const MAX_LOOKED_AT = 5_000;

/** Enabled endpoints that have not read their tenant's log to its end, with the first event that they have not read. */
export const endpointLags = ({ db }: Context) => {
  const end = lastSeq(sql`looked.tenant_id`);
  return db
    .select({
      id: sql<string>`looked.id`,
      tenantId: sql<string>`looked.tenant_id`,
      behind: sql<number>`${end} - looked.read_seq`,
      since: firstAfter(sql`looked.tenant_id`, sql`looked.read_seq`),
    })
    .from(
      sql`(select id, tenant_id, read_seq from ${webhookEndpoints} where ${isEnabled} and id > ''
        order by id limit ${sql.raw(String(MAX_LOOKED_AT))}) as looked`,
    )
    .where(sql`${end} > looked.read_seq`)
    .limit(MAX_LOOKED_AT);
};
