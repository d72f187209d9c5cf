import { and, asc, eq, isNotNull, isNull, lte, not, or, type SQL, sql } from "drizzle-orm";
import type { JobStatus } from "#inventory/bulk-jobs/action-step";
import type { Database } from "#kernel/db/db";
import { batchNamed, isOneOf } from "#kernel/db/db";
import {
  inKeyRange,
  type KeyRange,
  type ListOrder,
  newestFirst,
  orderBy,
  type Page,
  type PageOrder,
  type PageQuery,
  readPage,
  selectPage,
  toPage,
} from "#kernel/http/page";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { isActive, isOpen } from "#tenants/queries";
import { type ImportAction, type ItemStatus, itemStatusSteps, openImportSteps, unfinishedSteps } from "./import-item";
import { type ImportItemRow, type ImportJobRow, importItems, importJobs } from "./table";

const ofTenant = ({ principal }: Context, id: string) =>
  and(eq(importJobs.id, id), eq(importJobs.tenantId, principal.tenantId));

const noJob = (id: string): Problem => new Problem("not_found", `There is no import job ${id}.`);

export async function importJobOf(ctx: Context, id: string): Promise<ImportJobRow> {
  requireScope(ctx, "numbers:read");
  const [job] = await ctx.db.select().from(importJobs).where(ofTenant(ctx, id));
  if (!job) throw noJob(id);
  return job;
}

export const listImportJobs = (
  ctx: Context,
  query: PageQuery & { readonly action?: ImportAction | undefined; readonly status?: JobStatus | undefined },
): Promise<Page<ImportJobRow>> =>
  readPage(ctx.db.select().from(importJobs), newestFirst(importJobs), query, [
    eq(importJobs.tenantId, ctx.principal.tenantId),
    query.action && eq(importJobs.action, query.action),
    query.status && hasStatus[query.status],
  ]);

const isBegun = sql`${importJobs.succeeded} + ${importJobs.failed} > 0`;

/** The condition for each status, as `jobStatus` decides it. */
const hasStatus: Readonly<Record<JobStatus, SQL | undefined>> = {
  pending: and(isNull(importJobs.endedAt), not(isBegun)),
  processing: and(isNull(importJobs.endedAt), isBegun),
  completed: isNotNull(importJobs.endedAt),
};

const byPosition: PageOrder<ImportItemRow> = {
  sort: "position",
  column: importItems.position,
  id: importItems.id,
  keyOf: ({ position, id }) => ({ value: position, id }),
};

/** A page of a job's items, in the order of the request or of Twilio's list. */
export async function listImportItems(
  ctx: Context,
  jobId: string,
  query: PageQuery & { readonly status?: ItemStatus | undefined },
): Promise<Page<ImportItemRow>> {
  requireScope(ctx, "numbers:read");
  const { db } = ctx;
  const { jobs, items } = await batchNamed(db, {
    jobs: db.select({ id: importJobs.id }).from(importJobs).where(ofTenant(ctx, jobId)),
    items: selectPage(db.select().from(importItems), byPosition, query, [
      eq(importItems.jobId, jobId),
      query.status && isOneOf(importItems.step, itemStatusSteps[query.status]),
    ]),
  });
  if (jobs.length === 0) throw noJob(jobId);
  return toPage(items, query.limit, byPosition.sort, byPosition.keyOf);
}

export const isOpenImportItem = isOneOf(importItems.step, openImportSteps);

/** The job's items to work on next: those that never had to wait come first. */
export const openItems = (db: Database, jobId: string, limit: number) =>
  db
    .select()
    .from(importItems)
    .where(and(eq(importItems.jobId, jobId), isOpenImportItem))
    .orderBy(asc(importItems.attempts), asc(importItems.position))
    .limit(limit);

/** An import of this number that is not finished. Unexecuted. */
export const unfinishedImport = (db: Database, phoneNumberId: string) =>
  db
    .select({ jobId: importItems.jobId })
    .from(importItems)
    .where(and(eq(importItems.phoneNumberId, phoneNumberId), isOneOf(importItems.step, unfinishedSteps)))
    .limit(1);

export const itemIs = (item: Pick<ImportItemRow, "id">, steps: readonly ImportItemRow["step"][]): SQL =>
  sql`exists (select 1 from ${importItems} where ${importItems.id} = ${item.id} and ${isOneOf(importItems.step, steps)})`;

/** The jobs of a suspended tenant wait until it is resumed. A closed tenant's jobs end. */
export const mayRun = () => or(isActive(importJobs.tenantId), not(isOpen(importJobs.tenantId)));

const byWakeUp: ListOrder = { sort: "wake_at", column: importJobs.wakeAt, id: importJobs.id };

/** Jobs of all tenants whose message is lost or whose runner has died: for the cleanup job. */
export const stalledImportJobs = (ctx: Context, keyRange: KeyRange) =>
  ctx.db
    .select({ id: importJobs.id, wakeAt: importJobs.wakeAt })
    .from(importJobs)
    .where(and(isNull(importJobs.endedAt), lte(importJobs.wakeAt, ctx.now), inKeyRange(byWakeUp, keyRange), mayRun()))
    .orderBy(...orderBy(byWakeUp))
    .limit(keyRange.limit);
