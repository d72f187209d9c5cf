import { numbersExpectedAtCarrier } from "#inventory/phone-numbers/carrier-inventory";
import { statusesOf } from "#inventory/phone-numbers/job-reads";
import type { CarrierResult, OwnedNumber } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";
import { chunks } from "#kernel/values/chunks";
import { absencesOf } from "#operations/sync/absences";
import { REQUESTS_AT_ONCE } from "#operations/sync/act-on-differences";
import { missing, rowOf } from "#operations/sync/difference";
import { countMissing, recordAllDifferences, seenSoFar } from "#operations/sync/queries";
import { failureOf, tooManyMissing } from "#operations/sync/run-failures";
import { advanceSync, completeSync, failSync, type SlicePace, stepOf } from "#operations/sync/run-progress";
import { isLost, isReportedOut, MAX_MISSING } from "#operations/sync/run-rules";
import type { SyncRunRow } from "#operations/sync/table";

/** Inventory rows per read. */
const ROWS_AT_ONCE = 2_000;
/** Reads of the inventory per slice. */
const READS_PER_SLICE = 25;

type Expected = Awaited<ReturnType<typeof numbersExpectedAtCarrier>>[number];

/**
 * The phase `missing`: finds inventory numbers that were not on the carrier's list, and asks the carrier for each. If
 * the carrier has such a number after all, its list was incomplete and proves nothing, so the run fails.
 */
export async function findMissing(ctx: Context, run: SyncRunRow, pace: SlicePace): Promise<SyncRunRow> {
  const seen = await seenSoFar(ctx, run.id);
  const beganAt = run.beganAt ?? ctx.now;
  const carrierAccountId = run.tenantId === null ? null : run.carrierAccount;
  let missed = await countMissing(ctx, run.id);
  let step = stepOf(run);
  for (let reads = 0; reads < READS_PER_SLICE && pace.mayGoOn(); reads += 1) {
    const rows = await numbersExpectedAtCarrier(ctx, { carrierAccountId, after: step.after, limit: ROWS_AT_ONCE });
    const stepAfter = (end: number) => ({
      ...step,
      after: rows[end - 1]?.e164 ?? step.after,
      counted: { ...step.counted, compared: step.counted.compared + end },
    });
    // The list need not have a number that was bought after the run began.
    const absent = rows.filter((row) => !seen.has(row.e164) && row.createdAt < beganAt);
    const lostBefore = absent.filter(({ status }) => status === "lost");
    await recordAllDifferences(
      ctx,
      lostBefore.map((row) => rowOf(run.id, missing(row, "report", true), "open")),
    );
    const unconfirmed = absent.filter(({ status }) => status !== "lost");
    for (const some of chunks(unconfirmed, REQUESTS_AT_ONCE)) {
      const reached = stepAfter(rows.findIndex(({ id }) => id === some[0]?.id));
      if (!pace.mayGoOn()) return await advanceSync(ctx, run, reached, []);
      const confirmation = await confirmMissing(ctx, run, some, beganAt);
      if (confirmation.kind === "failed") return await failSync(ctx, run, reached, confirmation.failure);
      missed += confirmation.missing.length;
      if (missed > MAX_MISSING)
        return await failSync(ctx, run, reached, tooManyMissing(run, missed, reached.counted.compared));
      await recordMissing(ctx, run, confirmation.missing, beganAt);
      pace.count(some.length);
    }
    step = stepAfter(rows.length);
    if (rows.length < ROWS_AT_ONCE) {
      const over = { ...step, phase: "losing", after: null } as const;
      return run.preview ? await completeSync(ctx, run, over) : await advanceSync(ctx, run, over, []);
    }
  }
  return await advanceSync(ctx, run, step, []);
}

type Confirmation =
  | { readonly kind: "looked"; readonly missing: readonly Expected[] }
  | { readonly kind: "failed"; readonly failure: Parameters<typeof failSync>[3] };

/**
 * Asks the carrier for each number, then reads the inventory again, and leaves out rows that changed: such a number may
 * have been released meanwhile.
 */
async function confirmMissing(
  ctx: Context,
  run: SyncRunRow,
  rows: readonly Expected[],
  beganAt: number,
): Promise<Confirmation> {
  const asked = await Promise.all(rows.map(async (row) => ({ row, found: await findAtCarrier(ctx, row) })));
  const missing: Expected[] = [];
  for (const { row, found } of asked) {
    if (found.kind !== "ok") return { kind: "failed", failure: failureOf(run, found) };
    if (found.value && row.updatedAt < beganAt) {
      const detail =
        "The carrier's list lacked a number that the carrier has, so the list proves nothing. The next run reads it again.";
      return { kind: "failed", failure: { code: "listing_incomplete", detail } };
    }
    if (!found.value) missing.push(row);
  }
  const now = await statusesOf(
    ctx,
    missing.map(({ id }) => id),
  );
  const isSame = ({ id, status, updatedAt }: Expected) =>
    now.get(id)?.status === status && now.get(id)?.updatedAt === updatedAt;
  return { kind: "looked", missing: missing.filter(isSame) };
}

/** Records missing numbers without findings: only a complete run knows whether so many missing numbers are credible. */
async function recordMissing(ctx: Context, run: SyncRunRow, rows: readonly Expected[], beganAt: number): Promise<void> {
  const ids = rows.map(({ id }) => id);
  const notedAt = run.preview && ids.length > 0 ? await absencesOf(ctx, ids) : new Map<string, number>();
  const differences = rows.map((row) => {
    const isGivenUp = isLost(notedAt.get(row.id) ?? null, beganAt) || isReportedOut(row.portOutReportedAt, ctx.now);
    const action = isGivenUp ? "give_up" : "report";
    return rowOf(run.id, missing(row, action, false), run.preview ? "planned" : "open");
  });
  await recordAllDifferences(ctx, differences);
}

/**
 * Asks the carrier for a number that its list lacks; `null` if the carrier does not have it. Searches by E.164 first,
 * because the SID may have changed, and then fetches by SID, because the search reads a list that may lack it again.
 */
export async function findAtCarrier(
  { carrier }: Context,
  { e164, carrierId }: { readonly e164: string; readonly carrierId: string | null },
): Promise<CarrierResult<OwnedNumber | null>> {
  const found = await carrier.findOwned(e164);
  const isLacking = found.kind === "ok" && found.value === null;
  return isLacking && carrierId !== null ? await carrier.fetchOwned(carrierId) : found;
}
