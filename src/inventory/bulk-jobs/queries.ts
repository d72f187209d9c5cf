import { and, eq, isNotNull, lte, not, type SQL, sql } from "drizzle-orm";
import { backlogOf } from "#kernel/db/backlog";
import { batchNamed, isOneOf } from "#kernel/db/db";
import {
  inKeyRange,
  type KeyRange,
  type ListOrder,
  newestFirst,
  orderBy,
  type Page,
  type PageQuery,
  readPage,
} from "#kernel/http/page";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { isActive } from "#tenants/queries";
import { type JobStatus, openBulkItemStatuses } from "./action-step";
import { type BulkItemRow, type BulkJobRow, bulkItems, bulkJobs } from "./table";

export interface JobWithItems {
  readonly job: BulkJobRow;
  readonly items: readonly BulkItemRow[];
}

/** A job with its items, in one round trip. */
export async function jobOf(ctx: Context, id: string): Promise<JobWithItems> {
  requireScope(ctx, "numbers:read");
  const { tenantId } = ctx.principal;
  const {
    jobs: [job],
    items,
  } = await batchNamed(ctx.db, {
    jobs: ctx.db
      .select()
      .from(bulkJobs)
      .where(and(eq(bulkJobs.id, id), eq(bulkJobs.tenantId, tenantId))),
    items: ctx.db
      .select()
      .from(bulkItems)
      .where(and(eq(bulkItems.jobId, id), eq(bulkItems.tenantId, tenantId)))
      .orderBy(bulkItems.position),
  });
  if (!job) throw new Problem("not_found", `There is no bulk job ${id}.`);
  return { job, items };
}

export const listJobs = (
  ctx: Context,
  query: PageQuery & { readonly status?: JobStatus | undefined },
): Promise<Page<BulkJobRow>> =>
  readPage(ctx.db.select().from(bulkJobs), newestFirst(bulkJobs), query, [
    eq(bulkJobs.tenantId, ctx.principal.tenantId),
    query.status && hasStatus[query.status](),
  ]);

/** No job before the oldest open item can be open, so a list of open jobs need not be read to its end. */
const isOpen = (): SQL => sql`${bulkJobs.completedAt} is null and ${bulkJobs.createdAt} >= (
  select min(${bulkItems.createdAt}) from ${bulkItems} where ${isOneOf(bulkItems.status, openBulkItemStatuses)})`;

const isBegun = sql`${bulkJobs.succeeded} + ${bulkJobs.failed} > 0`;

/** The condition for each status, as `jobStatus` decides it. */
const hasStatus: Readonly<Record<JobStatus, () => SQL | undefined>> = {
  pending: () => and(isOpen(), not(isBegun)),
  processing: () => and(isOpen(), isBegun),
  completed: () => isNotNull(bulkJobs.completedAt),
};

/** The job of any tenant's item, unexecuted: for the queue, which carries ids only. */
export const jobOfItem = (ctx: Context, itemId: string) =>
  ctx.db
    .select({ job: bulkJobs })
    .from(bulkItems)
    .innerJoin(bulkJobs, eq(bulkJobs.id, bulkItems.jobId))
    .where(eq(bulkItems.id, itemId));

const byChange: ListOrder = { sort: "updated_at", column: bulkItems.updatedAt, id: bulkItems.id };

/** Items of all tenants in this status, unchanged since `since` (ms UTC): for the cleanup job. */
export const staleBulkItems = (
  ctx: Context,
  status: (typeof openBulkItemStatuses)[number],
  since: number,
  keyRange: KeyRange,
) =>
  ctx.db
    .select()
    .from(bulkItems)
    .where(
      and(
        isOneOf(bulkItems.status, openBulkItemStatuses),
        isOneOf(bulkItems.status, [status]),
        lte(bulkItems.updatedAt, since),
        inKeyRange(byChange, keyRange),
        // The items of a tenant that is not active wait until it is.
        isActive(bulkItems.tenantId),
      ),
    )
    .orderBy(...orderBy(byChange))
    .limit(keyRange.limit);

/** The backlog of items in this status, by the time of their request. */
export const bulkItemBacklog = ({ db, now }: Context, status: (typeof openBulkItemStatuses)[number]) =>
  backlogOf(
    db,
    sql`select ${bulkItems.createdAt} as at from ${bulkItems}
      where ${isOneOf(bulkItems.status, openBulkItemStatuses)} and ${isOneOf(bulkItems.status, [status])} and ${bulkItems.updatedAt} <= ${now}`,
  );
