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
import { previousWroteSomething } from "#kernel/db/db";
import { etagOf } from "#kernel/http/http";
import type { KeyRange } from "#kernel/http/page";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { type Failure, openBulkItemStatuses, stepFor } from "./action-step";
import { jobOfItem, staleBulkItems } from "./queries";
import { type BulkItemRow, type BulkJobRow, bulkItems, bulkJobs } from "./table";

/** Whoever has taken an item and not settled it within this time has died. */
const CLAIM_MS = 60_000;
/** An item that has waited in the queue for this long is sent there again. */
const LOST_MS = 10 * 60_000;
/** An item that was taken this often and never settled is given up. */
const MAX_ATTEMPTS = 30;
/** How often a change that somebody outran is tried at once. */
const CONFLICT_TRIES = 3;

/**
 * Takes an item and does it, in the name of the key that asked for the job. A message that comes twice finds nothing to take;
 * an item whose taker died is taken again, as every verb may be repeated.
 */
export async function processBulkItem(ctx: Context, itemId: string): Promise<void> {
  const [[item], [found]] = await ctx.db.batch([claimItem(ctx, itemId), jobOfItem(ctx, itemId)]);
  if (!item || !found) return;
  const mine = asSubmitter(ctx, found.job);
  let failure: Failure | null;
  try {
    failure = await applyWithRetries(mine, found.job, item);
  } catch (error) {
    await releaseClaim(ctx, item);
    throw error;
  }
  await recordItemResult(mine, found.job, item, failure);
}

const claimItem = (ctx: Context, itemId: string) =>
  ctx.db
    .update(bulkItems)
    .set({ status: "processing", attempts: sql`${bulkItems.attempts} + 1`, updatedAt: ctx.now })
    .where(
      and(
        eq(bulkItems.id, itemId),
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

/** Does one item with the verbs of a single number. Returns why it cannot be; throws what may be over the next time. */
async function applyWithRetries(ctx: Context, job: BulkJobRow, item: BulkItemRow): Promise<Failure | null> {
  if (item.attempts > MAX_ATTEMPTS) {
    return { code: "internal_error", detail: `Given up after ${MAX_ATTEMPTS} attempts; you may try it again.` };
  }
  for (let left = CONFLICT_TRIES; ; left -= 1) {
    try {
      return await attempt(ctx, job, item);
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      const outrun = error.code === "changed_meanwhile" || error.code === "stale_version";
      if (!outrun || left === 1) return { code: error.code, detail: error.message };
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

/** Lets go of an item, if nobody else has taken it since. */
const releaseClaim = (ctx: Context, { id, attempts }: BulkItemRow) =>
  ctx.db
    .update(bulkItems)
    .set({ status: "pending" })
    .where(and(eq(bulkItems.id, id), eq(bulkItems.status, "processing"), eq(bulkItems.attempts, attempts)));

/** Writes the outcome down; the first one stays. The job's last outcome completes it. */
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

/** Items whose taker has died, whoever's they are. */
export const abandonedBulkItems = (ctx: Context, stretch: KeyRange) =>
  staleBulkItems(ctx, "processing", ctx.now - CLAIM_MS, stretch);

/** Items whose message seems to be lost, whoever's they are. */
export const lostBulkItems = (ctx: Context, stretch: KeyRange) =>
  staleBulkItems(ctx, "pending", ctx.now - LOST_MS, stretch);

/** Sends an item's message again, and notes that it did, if nobody has taken the item meanwhile. */
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
