import { sql } from "drizzle-orm";
import { accountReads, mayTake, toAccount } from "#acquisition/account/queries";
import { capProblemOf } from "#acquisition/account/refuse";
import { readMonthlyPrices } from "#acquisition/orders/read-prices";
import { areAllFree } from "#inventory/phone-numbers/carrier-inventory";
import { batchNamed, isConstraintError } from "#kernel/db/db";
import { requireMatch } from "#kernel/http/etag";
import { Problem } from "#kernel/http/problem";
import { requireScopeOrOperator } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import type { Money } from "#kernel/values/money";
import { whileLeased } from "#tenants/subject-lease";
import { preflightOf, type RequestCheck } from "../preflight/check-request";
import { ofOwnCarrier } from "../preflight/own-numbers";
import { moveByCaller } from "./move-by-caller";
import { moveRequest, requireMoving, startWork } from "./move-request";
import type { Moving } from "./move-statements";
import { theCaller } from "./mover";
import { obstacleProblem, obstacleReads, requireFreeElsewhere } from "./obstacles";
import { splitDraft, splitStatements } from "./split-request";
import { readinessProblem } from "./submit-problems";

/** `readinessProblem` has found none. */
const ready = { areRequirementsMet: true, hasPassedPreflight: true };

/**
 * Hands a draft in. If carriers do not move its numbers together, it becomes several linked requests, all handed in or
 * none; numbers of other carriers become drafts. A number is in one open port at most over all tenants. Repeating it
 * changes nothing.
 */
export async function submitRequest(
  ctx: Context,
  id: string,
  ifMatch: string | undefined,
  reason: string | null = null,
): Promise<void> {
  requireScopeOrOperator(ctx, "porting:write");
  const before = await requireMoving(ctx, id);
  requireMatch(ifMatch, before.request.version);
  const submit = { name: "submit", reason } as const;
  if (before.request.status !== "draft") {
    await moveByCaller(ctx, before, submit);
    return;
  }
  const handedIn = { ...before, numbers: ofOwnCarrier(before.numbers, before.request) };
  const prices = await requireRoom(ctx, handedIn);
  const { facts } = await requireReady(ctx, before);
  const split = await splitDraft(ctx, before, facts);
  const mover = theCaller(ctx);
  const { tenantId } = before.request;
  const e164s = handedIn.numbers.map(({ e164 }) => e164);
  try {
    await whileLeased(ctx, "porting_number", e164s, async (isLeased) => {
      await requireFreeElsewhere(ctx, e164s, before.request);
      await moveRequest(ctx, split.kept, {
        mover,
        requests: [submit],
        facts: ready,
        gate: sql`${areAllFree(e164s)} and ${mayTake(tenantId, prices)} and ${isLeased ?? sql`true`}`,
        also: splitStatements(ctx, mover, split),
      });
    });
  } catch (error) {
    if (!isConstraintError(error)) throw error;
    // Another request with one of the numbers was faster: the read names them.
    await requireRoom(ctx, handedIn);
    throw new Problem("changed_meanwhile", "Another porting request with one of these numbers just ended. Retry.");
  }
  for (const { request } of split.splitOff) await startWork(ctx, request.id);
}

/** Hands a corrected request in again. Repeating it changes nothing. */
export async function resubmitRequest(
  ctx: Context,
  id: string,
  ifMatch: string | undefined,
  reason: string | null = null,
): Promise<void> {
  requireScopeOrOperator(ctx, "porting:write");
  const before = await requireMoving(ctx, id);
  requireMatch(ifMatch, before.request.version);
  if (before.request.status === "exception") await requireReady(ctx, before);
  await moveByCaller(ctx, before, { name: "resubmit", reason }, ready);
}

/** The check of the request as it stands now. Throws if something is missing, or the check found an error. */
async function requireReady(ctx: Context, { request, numbers }: Moving): Promise<RequestCheck> {
  const check = await preflightOf(ctx, request, numbers);
  const problem = readinessProblem(check.facts);
  if (problem) throw problem;
  return check;
}

/** The monthly prices of the numbers. Throws if one has an obstacle, or the tenant's caps have no room for them. */
async function requireRoom(ctx: Context, { request, numbers }: Moving): Promise<readonly (Money | null)[]> {
  const { id, tenantId } = request;
  const e164s = numbers.map(({ e164 }) => e164);
  const { owned, inPort, caps, use } = await batchNamed(ctx.db, {
    ...obstacleReads(ctx, e164s, id),
    ...accountReads(ctx.db, tenantId),
  });
  const obstacle = obstacleProblem({ owned, inPort });
  if (obstacle) throw obstacle;
  const account = toAccount({ caps, use });
  // Prices count only for a cap on cost, and each country of the numbers costs a request to Twilio.
  const prices = account.caps.costLimit === null ? e164s.map(() => null) : await readMonthlyPrices(ctx, e164s);
  const refusal = capProblemOf(account, prices, "Nothing was submitted.");
  if (refusal) throw refusal;
  return prices;
}
