import { sql } from "drizzle-orm";
import { ownerOfAccount } from "#connections/carrier-accounts/account-owner";
import { actorOf } from "#events/log/source";
import { claimKey, compareRequest, isKeyFree, readKey, unlockKey } from "#idempotency/claim";
import { keyElsewhere } from "#idempotency/once";
import { batchNamed, describeError, insertIf, previousWroteSomething, wroteSomething } from "#kernel/db/db";
import { elsewhere } from "#kernel/http/page-of-all";
import { invalidField, Problem } from "#kernel/http/problem";
import { requireScopeOrAdmin } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import type { NamedDatabase } from "#kernel/ports/databases";
import { type Run, runJob } from "#operations/job-runs/run";
import { accountSyncOnly } from "./account-job";
import { syncOnly } from "./job";
import { type SyncRun, syncRunOf, unfinishedRuns, waitingRuns } from "./queries";
import { newRun, type OwnAccount } from "./run-progress";
import { type SyncRunRow, syncRuns } from "./table";

/** One run of a job for each of these databases, which share the statements of this invocation. */
export type RunsOn = (databases: readonly NamedDatabase[]) => readonly Run[];

interface SyncRequest {
  readonly preview: boolean;
  /** `null`: the platform's account. */
  readonly carrierAccountId: string | null;
}

/**
 * Inserts a run, with the Idempotency-Key in the same batch, and executes as much of it as one request allows. The job
 * continues it, or executes all of it if another run holds the lease. A tenant starts runs of its own accounts, one
 * after the other: while one is under way, that one is returned, or `job_running` thrown if it is of the other kind.
 * With several databases each gets a run of the platform's account, and the one of `DB` is returned.
 */
export async function startSync(
  ctx: Context,
  runsOn: RunsOn,
  { preview, carrierAccountId }: SyncRequest,
): Promise<SyncRun> {
  const { actor: startedBy } = actorOf(ctx);
  const account = carrierAccountId === null ? platformAccount(ctx) : await ownAccount(ctx, carrierAccountId);
  const [underway] = account ? await unfinishedRuns(ctx, account.id) : [];
  if (underway && account) {
    if (underway.preview === preview) return await syncRunOf(ctx, underway.id);
    throw otherKindUnderway(account.id, underway);
  }
  const wanted = { account, preview, startedBy };
  const run = newRun(ctx, wanted);
  const others = account ? [] : await startElsewhere(ctx, wanted);
  const earlier = (account && (await startedElsewhere(ctx))) ?? (await insertRun(ctx, run));
  if (earlier) return earlier;
  const started = [{ run, database: ctx.database }, ...others];
  // All runs get their shares of the statements before the first one begins.
  const shared = runsOn(started.map(({ database }) => database));
  const ends = await Promise.allSettled(
    started.map(async ({ run: { id } }, at) => {
      const by = shared[at];
      if (by) await runJob(by, account ? accountSyncOnly(id) : syncOnly(id), startedBy);
    }),
  );
  const [end, ...endsElsewhere] = ends;
  for (const other of endsElsewhere) if (other.status === "rejected") reportAway(ctx, other.reason);
  if (end?.status === "rejected") throw end.reason;
  if (ctx.idempotency) await unlockKey(ctx, ctx.idempotency);
  return await syncRunOf(ctx, run.id);
}

interface StartedRun {
  readonly run: SyncRunRow;
  readonly database: NamedDatabase;
}

/**
 * Inserts a run of the platform's account into each other database, before the caller's own, so that a repeat of a
 * request that died inserts what is missing: a run of the kind that waits is enough. The repeat of one that did not die
 * starts nothing. A database that is away stops no other one; its job begins a run when it is back.
 */
async function startElsewhere(ctx: Context, wanted: Parameters<typeof newRun>[1]): Promise<StartedRun[]> {
  const others = elsewhere(ctx);
  if (others.length === 0 || (await isRepeated(ctx))) return [];
  const started = await Promise.allSettled(others.map((other) => insertElsewhere(other, wanted)));
  return started.flatMap((each) => {
    if (each.status === "fulfilled") return each.value;
    reportAway(ctx, each.reason);
    return [];
  });
}

async function isRepeated(ctx: Context): Promise<boolean> {
  if (!ctx.idempotency) return false;
  const [row] = await readKey(ctx, ctx.idempotency);
  return !isKeyFree(row, ctx.now);
}

async function insertElsewhere(ctx: Context, wanted: Parameters<typeof newRun>[1]): Promise<StartedRun[]> {
  const { rows } = await batchNamed(ctx.db, {
    inserted: insertIf(ctx.db, syncRuns, newRun(ctx, wanted), sql`not exists ${waitingRuns(ctx, wanted)}`),
    rows: waitingRuns(ctx, wanted),
  });
  return rows.map((run) => ({ run, database: ctx.database }));
}

const reportAway = ({ requestId }: Context, error: unknown): void =>
  console.error({
    message: "a sync was not started or ended in another database; its job will",
    request_id: requestId,
    error: describeError(error),
  });

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

/** The run of an earlier request with the same key, if the account's tenant has moved to this database since. */
async function startedElsewhere(ctx: Context): Promise<SyncRun | null> {
  const { idempotency: request } = ctx;
  const row = request && (await keyElsewhere(ctx, request));
  const earlier = row && compareRequest(row, request, ctx.now);
  return earlier?.kind === "resource" ? await syncRunOf(ctx, earlier.id) : null;
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
