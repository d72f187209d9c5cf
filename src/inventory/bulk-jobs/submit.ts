import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { claimKey, compareRequest, readKey, unlockKey } from "#idempotency/claim";
import {
  describeError,
  insertAllIf,
  insertIf,
  previousWroteSomething,
  type Statement,
  wroteSomething,
} from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { type BulkRequest, type MatchedItem, matchNumbers } from "./match-numbers";
import { type JobWithItems, jobOf } from "./queries";
import { type BulkItemRow, type BulkJobRow, bulkItems, bulkJobs } from "./table";

/** Rows that go into one statement, so that even the longest changes stay below the 2 MB of a parameter. */
const ROWS_AT_ONCE = 250;

/** Writes a job down, with the Idempotency-Key in the same batch, and puts its items into the queue. */
export async function submit(ctx: Context, asked: BulkRequest): Promise<JobWithItems> {
  requireScope(ctx, "numbers:write");
  const made = rowsOf(ctx, asked, await matchNumbers(ctx, asked));
  const earlier = await write(ctx, made);
  if (earlier) return earlier;
  try {
    await ctx.enqueueBulk(made.items.filter(({ status }) => status === "pending").map(({ id }) => id));
    if (ctx.idempotency) await unlockKey(ctx, ctx.idempotency);
  } catch (error) {
    // Nothing is lost: the cleanup job finds the items, and the key's lock lapses.
    console.error({ message: "a bulk job was not queued", request_id: ctx.requestId, error: describeError(error) });
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

/** Returns the earlier job when the Idempotency-Key was used before. */
async function write(ctx: Context, { job, items }: JobWithItems): Promise<JobWithItems | null> {
  const { db, idempotency: request } = ctx;
  const source = sourceOf(ctx);
  const told = { action: job.action, item_count: job.itemCount };
  const followers: Statement[] = [];
  for (let at = 0; at < items.length; at += ROWS_AT_ONCE) {
    followers.push(insertAllIf(db, bulkItems, items.slice(at, at + ROWS_AT_ONCE), previousWroteSomething));
  }
  followers.push(recordEvent(db, source, "bulk_job.created", job.id, told));
  if (job.completedAt !== null) followers.push(recordEvent(db, source, "bulk_job.completed", job.id, told));
  if (!request) {
    await db.batch([insertIf(db, bulkJobs, job), ...followers]);
    return null;
  }
  const [claimed, [row]] = await db.batch([
    claimKey(ctx, request, { resourceId: job.id }),
    readKey(ctx, request),
    insertIf(db, bulkJobs, job, previousWroteSomething),
    ...followers,
  ]);
  if (wroteSomething(claimed)) return null;
  const earlier = row && compareRequest(row, request, ctx.now);
  if (earlier?.kind === "resource") return await jobOf(ctx, earlier.id);
  throw new Problem("changed_meanwhile", "The Idempotency-Key has just been forgotten; try again.");
}
