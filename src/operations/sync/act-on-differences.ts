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
 * The sync's own actions on differences. Each is safe to repeat; a difference that it cannot remove becomes a finding.
 */

/** How many numbers the carrier is asked about at the same time: Workers keep six connections open at once. */
export const REQUESTS_AT_ONCE = 6;

/** Says that a person is needed, about up to `FINDINGS_AT_ONCE` differences. */
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

export const recordDone = (ctx: Context, runId: string, differences: readonly Difference[], gate?: SQL): Statement[] =>
  recordDifferences(
    ctx,
    differences.map((difference) => rowOf(runId, difference, "done")),
    gate,
  );

/** A number that counted as lost is back in service. */
export async function reactivate(ctx: Context, runId: string, difference: Difference, ours: OurNumber): Promise<void> {
  const row = await numberById(ctx, ours.id);
  if (row?.status !== "lost") return;
  const noted = recordDone(ctx, runId, [difference], previousWroteSomething);
  await ignoreConflict(changeNumberStatus(ctx.db, systemSource(ctx, row.tenantId), row, "find", noted));
}

/** Ignores a conflict: another change of the number at the same moment is newer, and the next run sees its result. */
export async function ignoreConflict(move: Promise<unknown>): Promise<void> {
  try {
    await move;
  } catch (error) {
    if (!(error instanceof Problem && error.code === "changed_meanwhile")) throw error;
  }
}

/** Gives an orphan to the tenant whose item bought it, by way of the number's object. */
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
