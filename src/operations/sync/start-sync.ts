import { ownerOfAccount } from "#connections/carrier-accounts/account-owner";
import { actorOf } from "#events/log/source";
import { claimKey, compareRequest, readKey, unlockKey } from "#idempotency/claim";
import { batchNamed, insertIf, previousWroteSomething, wroteSomething } from "#kernel/db/db";
import { invalidField, Problem } from "#kernel/http/problem";
import { requireScopeOrAdmin } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { type Run, runJob } from "#operations/job-runs/run";
import { accountSyncOnly } from "./account-job";
import { syncOnly } from "./job";
import { type SyncRun, syncRunOf, unfinishedRuns } from "./queries";
import { newRun, type OwnAccount } from "./run-progress";
import { type SyncRunRow, syncRuns } from "./table";

interface SyncRequest {
  readonly preview: boolean;
  /** `null`: the platform's account. */
  readonly carrierAccountId: string | null;
}

/**
 * Inserts a run, with the Idempotency-Key in the same batch, and executes as much of it as one request allows. The job
 * continues it, or executes all of it if another run holds the lease. A tenant starts runs of its own accounts, one
 * after the other: while one is under way, that one is returned, or `job_running` thrown if it is of the other kind.
 */
export async function startSync(ctx: Context, by: Run, { preview, carrierAccountId }: SyncRequest): Promise<SyncRun> {
  const { actor: startedBy } = actorOf(ctx);
  const account = carrierAccountId === null ? platformAccount(ctx) : await ownAccount(ctx, carrierAccountId);
  const [underway] = account ? await unfinishedRuns(ctx, account.id) : [];
  if (underway && account) {
    if (underway.preview === preview) return await syncRunOf(ctx, underway.id);
    throw otherKindUnderway(account.id, underway);
  }
  const run = newRun(ctx, { account, preview, startedBy });
  const earlier = await insertRun(ctx, run);
  if (earlier) return earlier;
  await runJob(by, account ? accountSyncOnly(run.id) : syncOnly(run.id), startedBy);
  if (ctx.idempotency) await unlockKey(ctx, ctx.idempotency);
  return await syncRunOf(ctx, run.id);
}

const otherKindUnderway = (accountId: string, { id, preview }: Pick<SyncRunRow, "id" | "preview">): Problem =>
  new Problem(
    "job_running",
    `${preview ? "A preview" : "A sync"} of ${accountId} is under way: GET /v1/sync/${id}. Retry when it has ended.`,
  );

function platformAccount({ principal: { scopes } }: Context): null {
  if (scopes.has("admin")) return null;
  throw invalidField("query", "/carrier_account_id", "Name one of your carrier accounts: GET /v1/carrier-accounts.");
}

/** Throws `not_found` for an account of another tenant, except to the platform. */
async function ownAccount(ctx: Context, id: string): Promise<OwnAccount> {
  requireScopeOrAdmin(ctx, "numbers:write");
  const { scopes, tenantId: caller } = ctx.principal;
  const tenantId = await ownerOfAccount(ctx, id);
  if (tenantId === null || (tenantId !== caller && !scopes.has("admin"))) {
    throw new Problem("not_found", `There is no carrier account ${id}.`);
  }
  return { id, tenantId };
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
