import { and, asc, eq, gt, isNull, lt, type SQL, sql } from "drizzle-orm";
import type { EventRow } from "#events/log/queries";
import { eventsAfter, firstAfter, lastSeq } from "#events/log/reads";
import { backlogOf } from "#kernel/db/backlog";
import { batchNamed, type Database, isOneOf } from "#kernel/db/db";
import { type KeyRange, newestFirst, type Page, type PageQuery, readPage } from "#kernel/http/page";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { type EndpointRow, webhookEndpoints } from "./table";

export const listEndpoints = (ctx: Context, query: PageQuery): Promise<Page<EndpointRow>> =>
  readPage(ctx.db.select().from(webhookEndpoints), newestFirst(webhookEndpoints), query, [
    eq(webhookEndpoints.tenantId, ctx.principal.tenantId),
    isNull(webhookEndpoints.deletedAt),
  ]);

export async function endpointOf(ctx: Context, id: string): Promise<EndpointRow> {
  const row = await endpointOrDeleted(ctx, id);
  if (row.deletedAt !== null) throw noEndpoint(id);
  return row;
}

export const noEndpoint = (id: string): Problem =>
  new Problem("not_found", `Your tenant has no webhook endpoint ${id}.`);

/** An endpoint, even if it was deleted. */
export async function endpointOrDeleted(ctx: Context, id: string): Promise<EndpointRow> {
  requireScope(ctx, "webhooks:read");
  const [row] = await ctx.db
    .select()
    .from(webhookEndpoints)
    .where(and(eq(webhookEndpoints.id, id), eq(webhookEndpoints.tenantId, ctx.principal.tenantId)));
  if (!row) throw noEndpoint(id);
  return row;
}

/** A condition that is true while the tenant has fewer endpoints than `limit`. The insert checks it as it writes. */
export const hasFewerThan = (limit: number, { db, principal }: Context): SQL => {
  const some = db
    .select({ id: webhookEndpoints.id })
    .from(webhookEndpoints)
    .where(and(eq(webhookEndpoints.tenantId, principal.tenantId), isNull(webhookEndpoints.deletedAt)))
    .limit(limit);
  return sql`(select count(*) from ${some}) < ${limit}`;
};

/** Literal text, because SQLite uses a partial index only if the condition matches the one of the index. */
const isEnabled = sql`${webhookEndpoints.status} = 'enabled'`;

/** The enabled endpoints of these tenants. */
export const endpointsToWake = (db: Database, tenantIds: readonly string[]) =>
  db
    .select({ id: webhookEndpoints.id, tenantId: webhookEndpoints.tenantId })
    .from(webhookEndpoints)
    .where(
      and(sql`${webhookEndpoints.tenantId} in (select value from json_each(${JSON.stringify(tenantIds)}))`, isEnabled),
    );

/** Enabled endpoints of all tenants that have not read their log to its end, for example because a wake-up was lost. */
export const laggingEndpoints = (ctx: Context, { after: position, limit }: KeyRange) =>
  ctx.db
    .select({ id: webhookEndpoints.id })
    .from(webhookEndpoints)
    .where(
      and(
        isEnabled,
        gt(webhookEndpoints.id, position?.id ?? ""),
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

/**
 * For an endpoint's object: its row, and the events after `cursor`; if `cursor` is `null`, after the row's `readSeq`.
 */
export async function readEndpointAndEvents(
  db: Database,
  id: string,
  cursor: number | null,
  limit: number,
): Promise<EndpointAndEvents> {
  const endpointColumn = (column: "tenant_id" | "read_seq") =>
    sql`(select ${sql.raw(column)} from ${webhookEndpoints} where ${webhookEndpoints.id} = ${id})`;
  const {
    endpoint: [row],
    events,
  } = await batchNamed(db, {
    endpoint: db
      .select()
      .from(webhookEndpoints)
      .where(and(eq(webhookEndpoints.id, id), isNull(webhookEndpoints.deletedAt))),
    events: eventsAfter(db, endpointColumn("tenant_id"), cursor ?? endpointColumn("read_seq"), limit),
  });
  return { row: row ?? null, events };
}

/** For an endpoint's object: the tenant of its row; `undefined` if this database lacks the row. */
export async function tenantOfEndpoint(db: Database, id: string): Promise<string | undefined> {
  const [row] = await db
    .select({ tenantId: webhookEndpoints.tenantId })
    .from(webhookEndpoints)
    .where(eq(webhookEndpoints.id, id));
  return row?.tenantId;
}

/** Saves how far an endpoint's object has read the log. Never moves back, and keeps the endpoint's version. */
export async function advanceReadSeq(db: Database, id: string, seq: number): Promise<void> {
  await db
    .update(webhookEndpoints)
    .set({ readSeq: seq })
    .where(and(eq(webhookEndpoints.id, id), lt(webhookEndpoints.readSeq, seq)));
}

/** Paused endpoints, for the health report: how many, and since when the first. */
export const pausedBacklog = ({ db }: Context) =>
  backlogOf(
    db,
    sql`select ${webhookEndpoints.updatedAt} as at from ${webhookEndpoints}
      where ${isOneOf(webhookEndpoints.status, ["paused"])} and ${webhookEndpoints.deletedAt} is null`,
  );

/** Endpoints that the health report checks for a lag. More would make the report itself a load. */
const MAX_CHECKED = 5_000;

/** Enabled endpoints that lag: by how many events, and the time of the first event that they have not read. */
export const endpointLags = ({ db }: Context) => {
  const end = lastSeq(sql`checked.tenant_id`);
  return db
    .select({
      id: sql<string>`checked.id`,
      tenantId: sql<string>`checked.tenant_id`,
      behind: sql<number>`${end} - checked.read_seq`,
      since: firstAfter(sql`checked.tenant_id`, sql`checked.read_seq`),
    })
    .from(
      sql`(select id, tenant_id, read_seq from ${webhookEndpoints} where ${isEnabled} and id > ''
        order by id limit ${sql.raw(String(MAX_CHECKED))}) as checked`,
    )
    .where(sql`${end} > checked.read_seq`)
    .limit(MAX_CHECKED);
};
