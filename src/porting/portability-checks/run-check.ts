import { and, eq, getTableColumns, isNull, lte, or, sql } from "drizzle-orm";
import { batchNamed } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { isOpen } from "#tenants/queries";
import { backOffSeconds, GIVE_UP_MS, noAnswer } from "./answer";
import { askNumbers, type CheckProgress, NUMBERS_AT_ONCE } from "./ask-numbers";
import { mayCheck, oldestOpenCheck } from "./queries";
import { claimNumbers, giveUp, takeAnswers } from "./statements";
import { type CheckRow, portabilityChecks } from "./table";

/** A runner that has not come back within this time has died. */
export const CHECK_LEASE_MS = 120_000;
/** A message that has not arrived this long after its time is lost. */
const LOST_MS = 120_000;
/** Numbers that one run asks about, so that the checks of other tenants have their turn. */
export const NUMBERS_PER_RUN = 50;
/** After this, a run asks about no further number. */
const RUN_MS = 30_000;
/** The wait for numbers that other invocations are asking about. */
const OTHERS_SECONDS = 10;

/**
 * Works on a check for one invocation. The queue holds the oldest open check of each tenant, and a run hands over to
 * the next one, so tenants take turns however many checks each has. A repeated message finds the check taken.
 */
export async function runPortabilityCheck(ctx: Context, checkId: string): Promise<void> {
  const [taken] = await takeCheck(ctx, checkId);
  if (!taken) return;
  const { isClosed, ...check } = taken;
  let progress: CheckProgress;
  try {
    progress = await work(asCreator(ctx, check), check, isClosed === 1);
  } catch (error) {
    // The queue brings the message again.
    await returnCheck(ctx, check, { waits: check.waits + 1, seconds: 0 });
    throw error;
  }
  await handOver(ctx, progress);
}

const takeCheck = ({ db, now, requestId }: Context, id: string) =>
  db
    .update(portabilityChecks)
    .set({ runner: requestId, wakeAt: now + CHECK_LEASE_MS })
    .where(
      and(
        eq(portabilityChecks.id, id),
        isNull(portabilityChecks.endedAt),
        or(isNull(portabilityChecks.runner), lte(portabilityChecks.wakeAt, now)),
        mayCheck(),
      ),
    )
    .returning({
      ...getTableColumns(portabilityChecks),
      isClosed: sql<number>`not ${isOpen(portabilityChecks.tenantId)}`,
    });

const asCreator = (ctx: Context, { tenantId, keyId, requestId }: CheckRow): Context => ({
  ...ctx,
  principal: { tenantId, keyId, scopes: new Set() },
  requestId,
});

async function work(ctx: Context, check: CheckRow, isClosed: boolean): Promise<CheckProgress> {
  const { db, now } = ctx;
  const isOver = isClosed || now - check.createdAt >= GIVE_UP_MS;
  const { claimed, checks } = await batchNamed(db, {
    taken: takeAnswers(ctx, check, now),
    givenUp: isOver ? giveUp(ctx, check, noAnswer, now) : [],
    claimed: claimNumbers(ctx, check.id, now, NUMBERS_AT_ONCE),
    checks: db.select().from(portabilityChecks).where(eq(portabilityChecks.id, check.id)),
  });
  const pace = { numbers: NUMBERS_PER_RUN, untilMs: RUN_MS };
  return await askNumbers(
    ctx,
    checks[0] ?? check,
    claimed.map(({ e164 }) => e164),
    pace,
  );
}

/**
 * Gives the check back and sends the tenant's oldest open check to the queue, unless its message is there already: it
 * is if that check is older than this one.
 */
export async function handOver(ctx: Context, { check, answered, waitSeconds: asked }: CheckProgress): Promise<void> {
  const isWaiting = asked !== null;
  const waits = isWaiting ? (answered > 0 ? 1 : check.waits + 1) : 0;
  const seconds = isWaiting ? Math.max(asked, backOffSeconds(waits)) : answered === 0 ? OTHERS_SECONDS : 0;
  const { returned, oldest } = await batchNamed(ctx.db, {
    returned: returnCheck(ctx, check, { waits, seconds }),
    oldest: oldestOpenCheck(ctx.db, check.tenantId),
  });
  const [next] = oldest;
  if (!next) return;
  if (next.id === check.id) {
    if (returned.length > 0) await ctx.enqueuePorting({ kind: "check", id: next.id }, seconds);
  } else if (next.createdAt > check.createdAt || (next.createdAt === check.createdAt && next.id > check.id)) {
    await ctx.enqueuePorting({ kind: "check", id: next.id }, 0);
  }
}

/** Gives the check back for the next run. Returns no row if it has ended, or if another runner has taken it. */
const returnCheck = (
  ctx: Context,
  { id }: CheckRow,
  { waits, seconds }: { readonly waits: number; readonly seconds: number },
) =>
  ctx.db
    .update(portabilityChecks)
    .set({ runner: null, wakeAt: ctx.now + ctx.elapsedMs() + seconds * 1_000 + LOST_MS, waits })
    .where(
      and(eq(portabilityChecks.id, id), isNull(portabilityChecks.endedAt), eq(portabilityChecks.runner, ctx.requestId)),
    )
    .returning({ id: portabilityChecks.id });

/** Sends a check to the queue again whose message is lost or whose runner has died. */
export async function requeueCheck(ctx: Context, { id, wakeAt }: Pick<CheckRow, "id" | "wakeAt">): Promise<void> {
  await ctx.enqueuePorting({ kind: "check", id }, 0);
  await ctx.db
    .update(portabilityChecks)
    .set({ runner: null, wakeAt: ctx.now + LOST_MS })
    .where(and(eq(portabilityChecks.id, id), eq(portabilityChecks.wakeAt, wakeAt)));
}
