import { systemSource } from "#events/log/source";
import { FINDINGS_AT_ONCE, openFindings } from "#findings/facts";
import { changeNumberStatus } from "#inventory/phone-numbers/change-status";
import { numbersById } from "#inventory/phone-numbers/job-reads";
import { afterMove } from "#inventory/phone-numbers/lifecycle";
import { numberIsLost } from "#inventory/phone-numbers/row-conditions";
import type { NumberRow } from "#inventory/phone-numbers/table";
import { batchAll, previousWroteSomething, type Statement } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { chunks } from "#kernel/values/chunks";
import { absencesOf, deleteAbsences, recordAbsences } from "#operations/sync/absences";
import { ignoreConflict, REQUESTS_AT_ONCE } from "#operations/sync/act-on-differences";
import { missing, rowOf } from "#operations/sync/difference";
import { portedOutStatements, portOutBasis } from "#operations/sync/ported-out";
import { countMissing, missingIn, recordDifferences } from "#operations/sync/queries";
import { failureOf, tooManyMissing } from "#operations/sync/run-failures";
import { advanceSync, failSync, type SlicePace, stepOf } from "#operations/sync/run-progress";
import { isCredible, isLost, isReportedOut, type PortOutBasis } from "#operations/sync/run-rules";
import type { DifferenceRow, SyncRunRow } from "#operations/sync/table";
import { findAtCarrier } from "./find-missing";

const ROWS_AT_ONCE = 500;

/**
 * The phase `losing`, after list and inventory were read to their ends. Fails the run if too many numbers are missing
 * to be credible. Otherwise opens a finding for each missing number, and sets the status `lost` of those that an
 * earlier complete run missed too, if the carrier confirms it. For the others it records when they were first missed.
 */
export async function markLost(ctx: Context, run: SyncRunRow, pace: SlicePace): Promise<SyncRunRow> {
  const step = stepOf(run);
  const missed = await countMissing(ctx, run.id);
  if (!isCredible(missed, run.counted.compared)) {
    return await failSync(ctx, run, step, tooManyMissing(run, missed, run.counted.compared));
  }
  const rows = await missingIn(ctx, run.id, run.after, ROWS_AT_ONCE);
  const ids = rows.flatMap(({ phoneNumberId }) => phoneNumberId ?? []);
  const absences = await absencesOf(ctx, ids);
  const newlyAbsent = ids.filter((id) => !absences.has(id));
  if (newlyAbsent.length > 0) await ctx.db.batch([recordAbsences(ctx, run, newlyAbsent)]);
  const ours = await numbersById(ctx, ids);
  await openMissingFindings(ctx, rows, ours);
  const lost = rows.filter(
    ({ phoneNumberId: id }) =>
      id !== null &&
      (isLost(absences.get(id) ?? null, run.beganAt ?? ctx.now) ||
        isReportedOut(ours.get(id)?.portOutReportedAt ?? null, ctx.now)),
  );
  let { after } = run;
  for (const some of chunks(lost, REQUESTS_AT_ONCE)) {
    if (!pace.mayGoOn()) return await advanceSync(ctx, run, { ...step, after }, []);
    const failure = await markNumbersLost(ctx, run, some);
    if (failure) return await failSync(ctx, run, step, failure);
    pace.count(some.length);
    after = some.at(-1)?.e164 ?? after;
  }
  const last = rows.at(-1);
  if (last && rows.length === ROWS_AT_ONCE) return await advanceSync(ctx, run, { ...step, after: last.e164 }, []);
  await ctx.db.batch([deleteAbsences(ctx, run)]);
  return await advanceSync(ctx, run, { ...step, phase: "closing", after: null }, []);
}

/** Opens findings, except for numbers that were released or transferred since they were compared. */
async function openMissingFindings(
  ctx: Context,
  differences: readonly DifferenceRow[],
  ours: ReadonlyMap<string, NumberRow>,
): Promise<void> {
  const facts = differences.flatMap(({ phoneNumberId, tenantId }) => {
    const row = ours.get(phoneNumberId ?? "");
    const isDue = row?.tenantId === tenantId && afterMove(row.status, "lose") !== undefined;
    return isDue ? (missing(row, "report", false).fact ?? []) : [];
  });
  for (const some of chunks(facts, FINDINGS_AT_ONCE)) await batchAll(ctx.db, openFindings(ctx, some));
}

/**
 * Sets the status `lost` of numbers that the carrier confirms as missing; returns the failure if the carrier gives no
 * answer. Reads the rows before it asks the carrier, so that a number that changes meanwhile conflicts and is left to
 * the next run.
 */
async function markNumbersLost(
  ctx: Context,
  run: SyncRunRow,
  differences: readonly DifferenceRow[],
): Promise<Parameters<typeof failSync>[3] | null> {
  const ids = differences.flatMap(({ phoneNumberId }) => phoneNumberId ?? []);
  const rows = [...(await numbersById(ctx, ids)).values()].filter(({ status }) => afterMove(status, "lose"));
  const asked = await Promise.all(rows.map((row) => askAbout(ctx, row)));
  for (const { row, found, basis } of asked) {
    if (found.kind !== "ok") return failureOf(run, found);
    if (found.value) continue;
    const source = systemSource(ctx, row.tenantId);
    await ignoreConflict(changeNumberStatus(ctx.db, source, row, "lose", lossStatements(ctx, run, row, basis)));
  }
  return null;
}

/** Asks the carrier for the number, and if it lacks it, whether another carrier has it. */
async function askAbout(ctx: Context, row: NumberRow) {
  const found = await findAtCarrier(ctx, row);
  const isGone = found.kind === "ok" && found.value === null;
  const basis = isGone ? await portOutBasis(ctx, row) : null;
  return { row, found, basis };
}

/** The statements of the loss's own batch, gated on the status change: no later run would write them. */
function lossStatements(ctx: Context, run: SyncRunRow, row: NumberRow, basis: PortOutBasis | null): Statement[] {
  const difference = missing(row, "give_up", true);
  // A row with the outcome `open` names its finding, which must stay open.
  const doneRow = { ...rowOf(run.id, difference, "open"), outcome: "done" } as const;
  return [
    ...recordDifferences(ctx, [doneRow], previousWroteSomething),
    ...(basis === null
      ? openFindings(ctx, difference.fact ? [difference.fact] : [], numberIsLost(row.id))
      : portedOutStatements(ctx, row, basis)),
  ];
}
