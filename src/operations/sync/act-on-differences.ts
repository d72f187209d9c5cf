import type { SQL } from "drizzle-orm";
import { systemSource } from "#events/log/source";
import { openFindings } from "#findings/facts";
import { changeNumberStatus } from "#inventory/phone-numbers/change-status";
import { numberById } from "#inventory/phone-numbers/job-reads";
import { batchAll, previousWroteSomething, type Statement } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import type { OurNumber } from "./compare-number";
import { type Difference, rowOf } from "./difference";
import type { Adoption } from "./find-buyers";
import { recordDifferences } from "./queries";

/**
 * The actions of the sync on differences. Each is safe to repeat. A difference that no action removes becomes a
 * finding.
 */

/** Concurrent requests to the carrier: a Worker keeps at most six connections open. */
export const REQUESTS_AT_ONCE = 6;

/**
 * Records up to `FINDINGS_AT_ONCE` differences as open, and opens their findings, because a person must act on them.
 */
export async function reportDifferences(
  ctx: Context,
  runId: string,
  differences: readonly Difference[],
): Promise<void> {
  await batchAll(ctx.db, reportStatements(ctx, runId, differences));
}

export const reportStatements = (ctx: Context, runId: string, differences: readonly Difference[]): Statement[] => [
  ...recordDifferences(
    ctx,
    differences.map((difference) => rowOf(runId, difference, "open")),
  ),
  ...openFindings(
    ctx,
    differences.flatMap(({ fact }) => fact ?? []),
  ),
];

/** Records differences as done: an action has removed them. */
export const recordDone = (ctx: Context, runId: string, differences: readonly Difference[], gate?: SQL): Statement[] =>
  recordDifferences(
    ctx,
    differences.map((difference) => rowOf(runId, difference, "done")),
    gate,
  );

/** Returns a lost number to service, because the carrier lists it again. */
export async function reactivate(ctx: Context, runId: string, difference: Difference, ours: OurNumber): Promise<void> {
  const row = await numberById(ctx, ours.id);
  if (row?.status !== "lost") return;
  const doneStatements = recordDone(ctx, runId, [difference], previousWroteSomething);
  await ignoreConflict(changeNumberStatus(ctx.db, systemSource(ctx, row.tenantId), row, "find", doneStatements));
}

/** Awaits a status change and ignores a conflict: a concurrent change of the number wins, and the next run sees it. */
export async function ignoreConflict(statusChange: Promise<unknown>): Promise<void> {
  try {
    await statusChange;
  } catch (error) {
    if (!(error instanceof Problem && error.code === "changed_meanwhile")) throw error;
  }
}

/** Gives an orphan to the tenant whose order item bought it, through the number's Durable Object. */
export async function adoptForBuyer(
  ctx: Context,
  runId: string,
  difference: Difference,
  { tenantId, itemId, number }: Adoption,
): Promise<void> {
  const by = { tenantId, actor: "system", requestId: ctx.requestId };
  const answer = await ctx.numberObject(difference.e164).adopt({ by, number, orderItemId: itemId });
  if (answer.kind === "not_free") return await reportDifferences(ctx, runId, [difference]);
  const adopted = { ...difference, number: { id: answer.phoneNumberId, tenantId } };
  await batchAll(ctx.db, recordDone(ctx, runId, [adopted]));
}
