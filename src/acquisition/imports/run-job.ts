import { and, eq, isNull, lte, or, sql } from "drizzle-orm";
import { accountClient, connectedAccount } from "#connections/carrier-accounts/queries";
import type { CarrierAccountRow } from "#connections/carrier-accounts/table";
import { batchAll, batchNamed, describeError } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import type { NumberConfigurationPort } from "#kernel/ports/number-configuration";
import { isOpen } from "#tenants/queries";
import { detachNumber } from "./detach-number";
import { endJob, finishImportItem } from "./finish-item";
import { mayWait, waitSeconds } from "./import-item";
import { importNumber, tenantClosed } from "./import-number";
import { listItems } from "./list-items";
import { isOpenImportItem, mayRun, openItems } from "./queries";
import { asProblem } from "./restore-settings";
import { LOST_MS } from "./submit-job";
import { type ImportItemRow, type ImportJobRow, importItems, importJobs } from "./table";
import { errorOf } from "./undo-import";
import type { Work } from "./work";

/** A runner that has not come back within this time has died. */
const LEASE_MS = 120_000;
/**
 * Numbers that one run works on. An import of one sends up to 45 statements to the database, of the 1,000 that D1
 * allows an invocation, and 5 requests to Twilio.
 */
export const ITEMS_PER_RUN = 16;
/** A Worker has six connections: https://developers.cloudflare.com/workers/platform/limits/. Others need some, too. */
const CONCURRENT_ITEMS = 4;
/** After this, a run begins no further item. */
const RUN_MS = 45_000;

/**
 * Works on a job for one invocation: lists some of its numbers, then imports or detaches some. It sends the job to the
 * queue again until all are finished; at Twilio's pace, as a run that Twilio makes wait ends and the next one comes
 * later. A repeated message finds the job taken.
 */
export async function runImportJob(ctx: Context, jobId: string): Promise<void> {
  const [job] = await takeJob(ctx, jobId);
  if (!job) return;
  let wait: Wait | null;
  try {
    wait = await work(asSubmitter(ctx, job), job);
  } catch (error) {
    await returnJob(ctx, job, { seconds: waitSeconds(job.waits + 1) });
    throw error;
  }
  const [left] = await returnJob(ctx, job, wait);
  if (left) await ctx.enqueueImport(jobId, wait?.seconds ?? 0);
}

interface Wait {
  readonly seconds: number;
}

const takeJob = ({ db, now, requestId }: Context, id: string) =>
  db
    .update(importJobs)
    .set({ runner: requestId, wakeAt: now + LEASE_MS })
    .where(
      and(
        eq(importJobs.id, id),
        isNull(importJobs.endedAt),
        or(isNull(importJobs.runner), lte(importJobs.wakeAt, now)),
        mayRun(),
      ),
    )
    .returning();

/** Gives the job back for the next run. Returns no row if it has ended, or if another runner has taken it. */
const returnJob = (ctx: Context, { id, waits }: ImportJobRow, wait: Wait | null) =>
  ctx.db
    .update(importJobs)
    .set({
      runner: null,
      wakeAt: ctx.now + ctx.elapsedMs() + (wait?.seconds ?? 0) * 1_000 + LOST_MS,
      waits: wait ? waits + 1 : 0,
    })
    .where(and(eq(importJobs.id, id), isNull(importJobs.endedAt), eq(importJobs.runner, ctx.requestId)))
    .returning({ id: importJobs.id });

const asSubmitter = (ctx: Context, { tenantId, keyId, requestId }: ImportJobRow): Context => ({
  ...ctx,
  principal: { tenantId, keyId, scopes: new Set(["numbers:read", "numbers:write"] as const) },
  requestId,
});

async function work(ctx: Context, job: ImportJobRow): Promise<Wait | null> {
  const account = await connectedAccount(ctx, job.carrierAccountId);
  const isClosed = (await ctx.db.$count(importJobs, and(eq(importJobs.id, job.id), isOpen(importJobs.tenantId)))) === 0;
  let client: Promise<NumberConfigurationPort> | undefined;
  const port = () => {
    client ??= openPort(ctx, job, account);
    return client;
  };
  const all: Work = { job, account, region: account?.region ?? "us1", isClosed, port };
  if (!job.listed) {
    try {
      if (isClosed && job.action === "import") throw tenantClosed();
      await listItems(ctx, all);
    } catch (error) {
      return await listingFailed(ctx, job, asProblem(error));
    }
  }
  return await workOnItems(ctx, all, await openItems(ctx.db, job.id, ITEMS_PER_RUN));
}

async function openPort(
  ctx: Context,
  { carrierAccountId }: ImportJobRow,
  account: CarrierAccountRow | null,
): Promise<NumberConfigurationPort> {
  if (!account) throw new Problem("not_found", `The carrier account ${carrierAccountId} was deleted.`);
  try {
    return (await accountClient(ctx, account)).configuration;
  } catch (error) {
    const message = "a carrier account's secrets can't be opened";
    console.error({ message, carrier_account_id: carrierAccountId, error: describeError(error) });
    const detail = `The account's credentials can't be read. Send them again: PATCH /v1/carrier-accounts/${carrierAccountId}.`;
    throw new Problem("carrier_credentials_invalid", detail);
  }
}

/** A job that can't read Twilio's list ends with the reason, at once or after about three hours. */
async function listingFailed(ctx: Context, job: ImportJobRow, problem: Problem): Promise<Wait | null> {
  if (mayWait(problem, job.waits)) return waitFor(job, problem);
  const { code, detail, carrierCode } = errorOf(problem);
  await batchNamed(ctx.db, {
    failed: ctx.db
      .update(importJobs)
      .set({ listed: true, errorCode: code, errorDetail: detail, carrierCode })
      .where(and(eq(importJobs.id, job.id), eq(importJobs.listed, false))),
    ended: endJob(ctx, job),
  });
  return null;
}

const waitFor = ({ waits }: ImportJobRow, { extras }: Problem): Wait => ({
  seconds: Math.max(extras.retryAfter ?? 0, waitSeconds(waits + 1)),
});

/** A few items at a time, until all are done, time is up, or one has to wait. */
async function workOnItems(ctx: Context, all: Work, items: readonly ImportItemRow[]): Promise<Wait | null> {
  const left = [...items];
  let wait: Wait | null = null;
  const runOne = async (): Promise<void> => {
    for (let item = left.shift(); item && !wait && ctx.elapsedMs() < RUN_MS; item = left.shift()) {
      const passing = await workOn({ ...ctx, now: ctx.now + ctx.elapsedMs() }, all, item);
      if (passing) wait = waitFor(all.job, passing);
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: CONCURRENT_ITEMS }, runOne));
  for (const end of ended) if (end.status === "rejected") throw end.reason;
  return wait;
}

/** Returns the problem that makes the item wait; null if it is finished. */
async function workOn(ctx: Context, all: Work, item: ImportItemRow): Promise<Problem | null> {
  try {
    await (all.job.action === "import" ? importNumber(ctx, all, item) : detachNumber(ctx, all, item));
    return null;
  } catch (error) {
    const problem = asProblem(error);
    if (mayWait(problem, item.attempts)) {
      await ctx.db
        .update(importItems)
        .set({ attempts: sql`${importItems.attempts} + 1`, updatedAt: ctx.now })
        .where(and(eq(importItems.id, item.id), isOpenImportItem));
      return problem;
    }
    await batchAll(ctx.db, finishImportItem(ctx, all.job, item, { error: errorOf(problem) }));
    return null;
  }
}

/** Sends a job to the queue again whose message is lost or whose runner has died. */
export async function requeueImportJob(
  ctx: Context,
  { id, wakeAt }: Pick<ImportJobRow, "id" | "wakeAt">,
): Promise<void> {
  await ctx.enqueueImport(id, 0);
  await ctx.db
    .update(importJobs)
    .set({ runner: null, wakeAt: ctx.now + LOST_MS })
    .where(and(eq(importJobs.id, id), eq(importJobs.wakeAt, wakeAt)));
}
