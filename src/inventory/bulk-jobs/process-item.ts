import { and, eq, isNull, lte, or, sql } from "drizzle-orm";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { assignAgent } from "#inventory/assignments/assign-agent";
import { unassignAgent } from "#inventory/assignments/unassign-agent";
import { numberOf } from "#inventory/phone-numbers/queries";
import { releaseNumber } from "#inventory/phone-numbers/release-number";
import { resumeNumber } from "#inventory/phone-numbers/resume-number";
import { suspendNumber } from "#inventory/phone-numbers/suspend-number";
import { updateNumber } from "#inventory/phone-numbers/update-number";
import { batchNamed, previousWroteSomething } from "#kernel/db/db";
import { etagOf } from "#kernel/http/etag";
import type { KeyRange } from "#kernel/http/page";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { isActive } from "#tenants/queries";
import { type Failure, openBulkItemStatuses, stepFor } from "./action-step";
import { jobOfItem, staleBulkItems } from "./queries";
import { type BulkItemRow, type BulkJobRow, bulkItems, bulkJobs } from "./table";

/** A worker that has not finished its item within this time has died. */
const CLAIM_MS = 60_000;
/** An item that has waited this long is sent to the queue again: its message seems lost. */
const LOST_MS = 10 * 60_000;
/** An item that was claimed this often without a result fails. */
const MAX_ATTEMPTS = 30;
/** How often a change is tried that conflicts with another request's. */
const CONFLICT_TRIES = 3;

/**
 * Processes one item as the API key that submitted the job. A repeated message finds nothing to claim. An item of a
 * dead worker is claimed again, which is safe because every action may be repeated.
 */
export async function processBulkItem(ctx: Context, itemId: string): Promise<void> {
  const {
    claimed: [item],
    jobs: [found],
  } = await batchNamed(ctx.db, { claimed: claimItem(ctx, itemId), jobs: jobOfItem(ctx, itemId) });
  if (!item || !found) return;
  const submitter = asSubmitter(ctx, found.job);
  let failure: Failure | null;
  try {
    failure = await applyWithRetries(submitter, found.job, item);
  } catch (error) {
    await releaseClaim(ctx, item);
    throw error;
  }
  await recordItemResult(submitter, found.job, item, failure);
}

const claimItem = (ctx: Context, itemId: string) =>
  ctx.db
    .update(bulkItems)
    .set({ status: "processing", attempts: sql`${bulkItems.attempts} + 1`, updatedAt: ctx.now })
    .where(
      and(
        eq(bulkItems.id, itemId),
        // The items of a suspended tenant wait until it is resumed.
        isActive(bulkItems.tenantId),
        or(
          eq(bulkItems.status, "pending"),
          and(eq(bulkItems.status, "processing"), lte(bulkItems.updatedAt, ctx.now - CLAIM_MS)),
        ),
      ),
    )
    .returning();

const asSubmitter = (ctx: Context, { tenantId, keyId, requestId }: BulkJobRow): Context => ({
  ...ctx,
  principal: { tenantId, keyId, scopes: new Set(["numbers:read", "numbers:write"] as const) },
  requestId,
});

/** Applies one item like a request for one number. Returns a permanent failure; throws a temporary one. */
async function applyWithRetries(ctx: Context, job: BulkJobRow, item: BulkItemRow): Promise<Failure | null> {
  if (item.attempts > MAX_ATTEMPTS) {
    return { code: "internal_error", detail: `Failed after ${MAX_ATTEMPTS} attempts. Retry it in a new job.` };
  }
  for (let left = CONFLICT_TRIES; ; left -= 1) {
    try {
      return await attempt(ctx, job, item);
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      const isConflict = error.code === "changed_meanwhile" || error.code === "stale_version";
      if (!isConflict || left === 1) return { code: error.code, detail: error.message };
    }
  }
}

async function attempt(ctx: Context, job: BulkJobRow, item: BulkItemRow): Promise<Failure | null> {
  const number = await numberOf(ctx, item.phoneNumberId ?? item.reference);
  const step = stepFor(job.action, item.change ?? job.change, number);
  switch (step.kind) {
    case "refuse":
      return step.failure;
    case "change":
      await updateNumber(ctx, number.id, step.change, etagOf(number.version));
      return null;
    case "suspend":
      await suspendNumber(ctx, number.id);
      return null;
    case "resume":
      await resumeNumber(ctx, number.id);
      return null;
    case "release":
      await releaseNumber(ctx, number.id, step);
      return null;
    case "assign":
      await assignAgent(ctx, number.id, step.agentId);
      return null;
    case "unassign":
      await unassignAgent(ctx, number.id);
      return null;
  }
}

/** Makes an item claimable again, unless another worker has claimed it since. */
const releaseClaim = (ctx: Context, { id, attempts }: BulkItemRow) =>
  ctx.db
    .update(bulkItems)
    .set({ status: "pending" })
    .where(and(eq(bulkItems.id, id), eq(bulkItems.status, "processing"), eq(bulkItems.attempts, attempts)));

/** Records the item's result; the first result stays. The last item completes the job. */
async function recordItemResult(
  ctx: Context,
  { action, itemCount }: BulkJobRow,
  { id, jobId, line }: BulkItemRow,
  failure: Failure | null,
): Promise<void> {
  const { db, now } = ctx;
  const detail = failure && (line === null ? failure.detail : `line ${line}: ${failure.detail}`);
  const counter = failure ? { failed: sql`${bulkJobs.failed} + 1` } : { succeeded: sql`${bulkJobs.succeeded} + 1` };
  await db.batch([
    db
      .update(bulkItems)
      .set({
        status: failure ? "failed" : "succeeded",
        errorCode: failure?.code ?? null,
        errorDetail: detail,
        updatedAt: now,
      })
      .where(and(eq(bulkItems.id, id), or(...openBulkItemStatuses.map((status) => eq(bulkItems.status, status))))),
    db
      .update(bulkJobs)
      .set(counter)
      .where(and(eq(bulkJobs.id, jobId), previousWroteSomething)),
    db
      .update(bulkJobs)
      .set({ completedAt: now })
      .where(
        and(
          eq(bulkJobs.id, jobId),
          isNull(bulkJobs.completedAt),
          sql`${bulkJobs.succeeded} + ${bulkJobs.failed} = ${bulkJobs.itemCount}`,
        ),
      ),
    recordEvent(db, sourceOf(ctx), "bulk_job.completed", jobId, { action, item_count: itemCount }),
  ]);
}

/** Items of all tenants whose worker has died. */
export const abandonedBulkItems = (ctx: Context, keyRange: KeyRange) =>
  staleBulkItems(ctx, "processing", ctx.now - CLAIM_MS, keyRange);

/** Items of all tenants whose queue message seems lost. */
export const lostBulkItems = (ctx: Context, keyRange: KeyRange) =>
  staleBulkItems(ctx, "pending", ctx.now - LOST_MS, keyRange);

/** Sends an item to the queue again and records the time, unless a worker has claimed it meanwhile. */
export async function requeueBulkItem(ctx: Context, { id, attempts }: BulkItemRow): Promise<void> {
  await ctx.enqueueBulk([id]);
  await ctx.db
    .update(bulkItems)
    .set({ status: "pending", updatedAt: ctx.now })
    .where(
      and(
        eq(bulkItems.id, id),
        eq(bulkItems.attempts, attempts),
        or(...openBulkItemStatuses.map((status) => eq(bulkItems.status, status))),
      ),
    );
}
