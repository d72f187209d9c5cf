import { eq, sql } from "drizzle-orm";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { claimKey, compareRequest, isKeyFree, readKey, unlockKey } from "#idempotency/claim";
import { batchNamed, describeError, insertAllIf, insertIf, previousWroteSomething } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { askNumbers, NUMBERS_AT_ONCE } from "./ask-numbers";
import { checkOf, type ShownCheck } from "./queries";
import { CHECK_LEASE_MS, handOver } from "./run-check";
import { claimNumbers, takeAnswers } from "./statements";
import { type CheckItemRow, type CheckRow, portabilityChecks, portabilityItems } from "./table";

/** Checks that a tenant may have open. Twilio answers for one number at a time. */
export const MAX_OPEN_CHECKS = 20;
/** Numbers that the request itself asks about, and the time after which it asks about no more. */
const NUMBERS_IN_REQUEST = 20;
const ASK_UNTIL_MS = 4_000;
/** The caller waits no longer for Twilio; the request's questions go on behind the answer. */
const MAX_WAIT_MS = 6_000;

/**
 * Stores a check, answers what it can from the answers of the last day, and asks Twilio about the first of the others.
 * The queue asks about the rest.
 */
export async function createCheck(ctx: Context, e164s: readonly string[]): Promise<ShownCheck> {
  requireScope(ctx, "porting:write");
  const written = await writeCheck(ctx, e164s);
  if ("earlier" in written) return await checkOf(ctx, written.earlier);
  const { check, claimed } = written;
  if (check.endedAt === null) {
    const asking = ctx.inBackground(ctx, (later) => finishInRequest(later, check, claimed));
    await Promise.race([asking, ctx.wait(MAX_WAIT_MS)]);
  }
  const shown = await checkOf(ctx, check.id);
  if (ctx.idempotency) await unlockKey(ctx, ctx.idempotency);
  return shown;
}

/** Dies with the request, or fails with the database: then the cleanup job sends the check to the queue. */
async function finishInRequest(ctx: Context, check: CheckRow, claimed: readonly string[]): Promise<void> {
  try {
    const pace = { numbers: NUMBERS_IN_REQUEST, untilMs: ASK_UNTIL_MS };
    await handOver(ctx, await askNumbers(ctx, check, claimed, pace));
  } catch (error) {
    console.error({
      message: "A portability check was not handed to the queue. The cleanup job will send it.",
      request_id: ctx.requestId,
      portability_check_id: check.id,
      error: describeError(error),
    });
  }
}

type Written =
  | { readonly check: CheckRow; readonly claimed: readonly string[] }
  /** The id of the check that an earlier request with the same Idempotency-Key made. */
  | { readonly earlier: string };

async function writeCheck(ctx: Context, e164s: readonly string[]): Promise<Written> {
  const { db, now, idempotency: request } = ctx;
  const { check, items } = rowsOf(ctx, e164s);
  const hasRoom = sql`(select count(*) from ${portabilityChecks}
    where ${portabilityChecks.tenantId} = ${check.tenantId} and ${portabilityChecks.endedAt} is null) < ${MAX_OPEN_CHECKS}`;
  const { checks, claims, keys } = await batchNamed(db, {
    claimed: request ? [claimKey(ctx, request, { resourceId: check.id }, hasRoom)] : [],
    keys: request ? [readKey(ctx, request)] : [],
    check: insertIf(db, portabilityChecks, check, request ? previousWroteSomething : hasRoom),
    items: insertAllIf(db, portabilityItems, items, previousWroteSomething),
    event: recordEvent(db, sourceOf(ctx), "portability_check.created", check.id, { number_count: check.numberCount }),
    taken: takeAnswers(ctx, check, now),
    claims: claimNumbers(ctx, check.id, now, NUMBERS_AT_ONCE),
    checks: db.select().from(portabilityChecks).where(eq(portabilityChecks.id, check.id)),
  });
  const [stored] = checks;
  if (stored) return { check: stored, claimed: claims.map(({ e164 }) => e164) };
  const key = keys[0]?.[0];
  if (!request || !key || isKeyFree(key, now)) throw tooMany();
  const earlier = compareRequest(key, request, now);
  if (earlier.kind === "resource") return { earlier: earlier.id };
  throw new Problem("changed_meanwhile", "The Idempotency-Key expired during this request. Retry it.");
}

const tooMany = (): Problem =>
  new Problem(
    "portability_check_limit_reached",
    `You have ${MAX_OPEN_CHECKS} portability checks that are not completed, and may have no more. Wait until one is.`,
    { retryAfter: 60 },
  );

function rowsOf(ctx: Context, e164s: readonly string[]): { check: CheckRow; items: CheckItemRow[] } {
  const { now, principal, requestId } = ctx;
  const { tenantId, keyId } = principal;
  const check: CheckRow = {
    id: ctx.newId("portabilityCheck"),
    ...{ tenantId, keyId, requestId },
    numberCount: e164s.length,
    portable: 0,
    notPortable: 0,
    undetermined: 0,
    runner: requestId,
    wakeAt: now + CHECK_LEASE_MS,
    waits: 0,
    createdAt: now,
    endedAt: null,
  };
  const items = e164s.map(
    (e164, position): CheckItemRow => ({
      ...{ checkId: check.id, position, tenantId, e164 },
      status: "pending",
      isPortable: null,
      answer: null,
      checkedAt: null,
    }),
  );
  return { check, items };
}
