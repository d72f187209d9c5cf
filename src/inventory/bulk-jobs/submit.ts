import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { claimKey, compareRequest, readKey, unlockKey } from "#idempotency/claim";
import {
  batchNamed,
  describeError,
  insertAllIf,
  insertIf,
  previousWroteSomething,
  type Statement,
  wroteSomething,
} from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { type BulkRequest, type MatchedItem, matchNumbers } from "./match-numbers";
import { type JobWithItems, jobOf } from "./queries";
import { type BulkItemRow, type BulkJobRow, bulkItems, bulkJobs } from "./table";

/** Rows per statement, so that even the longest changes stay below D1's limit of 2 MB for a parameter. */
const ROWS_AT_ONCE = 250;

/** Stores a job, with the Idempotency-Key in the same batch, and sends its items to the queue. */
export async function submit(ctx: Context, asked: BulkRequest): Promise<JobWithItems> {
  const made = rowsOf(ctx, asked, await matchNumbers(ctx, asked));
  const earlier = await write(ctx, made);
  if (earlier) return earlier;
  try {
    await ctx.enqueueBulk(made.items.filter(({ status }) => status === "pending").map(({ id }) => id));
    if (ctx.idempotency) await unlockKey(ctx, ctx.idempotency);
  } catch (error) {
    // The cleanup job will find the items, and the lock of the key expires.
    console.error({
      message: "The items of a bulk job were not queued. The cleanup job will send them.",
      request_id: ctx.requestId,
      error: describeError(error),
    });
  }
  return made;
}

function rowsOf(ctx: Context, asked: BulkRequest, planned: readonly MatchedItem[]): JobWithItems {
  const { tenantId, keyId } = ctx.principal;
  const failed = planned.filter(({ failure }) => failure !== null).length;
  const job: BulkJobRow = {
    id: ctx.newId("bulkJob"),
    tenantId,
    action: asked.action,
    change: asked.change,
    itemCount: planned.length,
    succeeded: 0,
    failed,
    keyId,
    requestId: ctx.requestId,
    createdAt: ctx.now,
    completedAt: failed === planned.length ? ctx.now : null,
  };
  const items = planned.map(
    ({ asked: { reference, line, change }, number, failure }, position): BulkItemRow => ({
      id: ctx.newId("bulkItem"),
      jobId: job.id,
      tenantId,
      position,
      line,
      reference,
      phoneNumberId: number?.id ?? null,
      e164: number?.e164 ?? null,
      change,
      status: failure ? "failed" : "pending",
      attempts: 0,
      errorCode: failure?.code ?? null,
      errorDetail: failure?.detail ?? null,
      createdAt: ctx.now,
      updatedAt: ctx.now,
    }),
  );
  return { job, items };
}

/** Returns the earlier job if the Idempotency-Key was used before; `null` if it stored this one. */
async function write(ctx: Context, { job, items }: JobWithItems): Promise<JobWithItems | null> {
  const { db, idempotency: request } = ctx;
  const source = sourceOf(ctx);
  const payload = { action: job.action, item_count: job.itemCount };
  const chunks: Statement[] = [];
  for (let at = 0; at < items.length; at += ROWS_AT_ONCE) {
    chunks.push(insertAllIf(db, bulkItems, items.slice(at, at + ROWS_AT_ONCE), previousWroteSomething));
  }
  const dependents = {
    items: chunks,
    created: recordEvent(db, source, "bulk_job.created", job.id, payload),
    completed: job.completedAt === null ? [] : [recordEvent(db, source, "bulk_job.completed", job.id, payload)],
  };
  if (!request) {
    await batchNamed(db, { job: insertIf(db, bulkJobs, job), ...dependents });
    return null;
  }
  const { claimed, keys } = await batchNamed(db, {
    claimed: claimKey(ctx, request, { resourceId: job.id }),
    keys: readKey(ctx, request),
    job: insertIf(db, bulkJobs, job, previousWroteSomething),
    ...dependents,
  });
  if (wroteSomething(claimed)) return null;
  const [key] = keys;
  const earlier = key && compareRequest(key, request, ctx.now);
  if (earlier?.kind === "resource") return await jobOf(ctx, earlier.id);
  throw new Problem("changed_meanwhile", "The Idempotency-Key expired during this request. Retry it.");
}
