import { actorOf } from "#events/log/source";
import { claimKey, compareRequest, readKey, unlockKey } from "#idempotency/claim";
import { batchNamed, insertIf, previousWroteSomething, wroteSomething } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { type Run, runJob } from "#operations/job-runs/run";
import { syncOnly } from "./job";
import { type SyncRun, syncRunOf } from "./queries";
import { newRun } from "./run-progress";
import { type SyncRunRow, syncRuns } from "./table";

/**
 * Inserts a run, with the Idempotency-Key in the same batch, and executes as much of it as one request allows. The job
 * continues it, or executes all of it if another run holds the lease.
 */
export async function startSync(
  ctx: Context,
  by: Run,
  { dry_run: dryRun }: { readonly dry_run: boolean },
): Promise<SyncRun> {
  const { actor: startedBy } = actorOf(ctx);
  const run = newRun(ctx, { dryRun, startedBy });
  const earlier = await insertRun(ctx, run);
  if (earlier) return earlier;
  await runJob(by, syncOnly(run.id), startedBy);
  if (ctx.idempotency) await unlockKey(ctx, ctx.idempotency);
  return await syncRunOf(ctx, run.id);
}

/** Inserts the run and returns `null`; returns the earlier run if the Idempotency-Key was used before. */
async function insertRun(ctx: Context, run: SyncRunRow): Promise<SyncRun | null> {
  const { db, idempotency: request } = ctx;
  if (!request) {
    await db.insert(syncRuns).values(run);
    return null;
  }
  const { claimed, keys } = await batchNamed(db, {
    claimed: claimKey(ctx, request, { resourceId: run.id }),
    // The insert follows the claim directly: its gate is the claim.
    inserted: insertIf(db, syncRuns, run, previousWroteSomething),
    keys: readKey(ctx, request),
  });
  if (wroteSomething(claimed)) return null;
  const [row] = keys;
  const earlier = row && compareRequest(row, request, ctx.now);
  if (earlier?.kind === "resource") return await syncRunOf(ctx, earlier.id);
  throw new Problem("changed_meanwhile", "The Idempotency-Key expired during this request. Retry.");
}
