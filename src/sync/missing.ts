import { openFinding } from "../findings/facts";
import type { Context } from "../kernel/context";
import { expectedAtCarrier, statusesOf } from "../numbers/queries";
import { absencesOf } from "./absences";
import type { Budget } from "./budget";
import { type Difference, missing, rowOf } from "./difference";
import { failureOf } from "./list";
import { implausible } from "./plausible";
import { advance, complete, fail, stepOf } from "./progress";
import { countMissing, noteAll, noteDifference, seenParts } from "./queries";
import { isLost, MAX_MISSING } from "./run-state";
import { unpack } from "./seen";
import type { DifferenceRow, SyncRunRow } from "./table";

/** Rows of the inventory that are read at a time, and how often in a slice. */
const ROWS_AT_ONCE = 2_000;
const READS_PER_SLICE = 10;

type Expected = Awaited<ReturnType<typeof expectedAtCarrier>>[number];

/**
 * Goes through the inventory for numbers that were not on the carrier's list, and asks the carrier for each of them by itself. A
 * list that lacks a number which the carrier has is no proof of anything, and ends the run.
 */
export async function goThroughInventory(ctx: Context, run: SyncRunRow, budget: Budget): Promise<SyncRunRow> {
  const seen = unpack(await seenParts(ctx, run.id));
  let missed = await countMissing(ctx, run.id);
  const beganAt = run.beganAt ?? ctx.now;
  let step = stepOf(run);
  for (let reads = 0; reads < READS_PER_SLICE && budget.hasTime; reads += 1) {
    const rows = await expectedAtCarrier(ctx, { after: step.after, limit: ROWS_AT_ONCE });
    const quiet: DifferenceRow[] = [];
    let compared = 0;
    let stopped = false;
    for (const row of rows) {
      // What came after the list began need not be on it.
      const absent = !seen.has(row.e164) && row.createdAt < beganAt;
      if (absent && row.status === "lost") quiet.push(rowOf(run.id, missing(row, "report", true), "open"));
      if (absent && row.status !== "lost") {
        if (!budget.spend()) {
          stopped = true;
          break;
        }
        const verdict = await lookFor(ctx, row, beganAt);
        if (verdict.kind === "failed") return await fail(ctx, run, step, verdict.failure);
        if (verdict.kind === "missing") {
          missed += 1;
          if (missed > MAX_MISSING) return await fail(ctx, run, step, implausible(missed, step.counted.compared));
          await tell(ctx, run, row, beganAt);
        }
      }
      compared += 1;
      step = { ...step, after: row.e164 };
    }
    await noteAll(ctx, quiet);
    step = { ...step, counted: { ...step.counted, compared: step.counted.compared + compared } };
    if (stopped) break;
    if (rows.length < ROWS_AT_ONCE) {
      const done = { ...step, phase: "losing", after: null } as const;
      return run.dryRun ? await complete(ctx, run, done) : await advance(ctx, run, done, []);
    }
  }
  return await advance(ctx, run, step, []);
}

type Verdict =
  | { readonly kind: "missing" | "moving" }
  | { readonly kind: "failed"; readonly failure: Parameters<typeof fail>[3] };

/** Asks the carrier about one number, and the inventory again: it may have been given back at that very moment. */
async function lookFor(ctx: Context, row: Expected, beganAt: number): Promise<Verdict> {
  const found = await ctx.carrier.findOwned(row.e164);
  if (found.kind !== "ok") return { kind: "failed", failure: failureOf(found) };
  if (found.value && row.updatedAt < beganAt) {
    const detail = "The carrier has a number that its list lacks.";
    return { kind: "failed", failure: { code: "listing_incomplete", detail } };
  }
  const now = (await statusesOf(ctx, [row.id])).get(row.id);
  const same = now?.status === row.status && now.updatedAt === row.updatedAt;
  return { kind: found.value || !same ? "moving" : "missing" };
}

async function tell(ctx: Context, run: SyncRunRow, row: Expected, beganAt: number): Promise<void> {
  const notedAt = run.dryRun ? ((await absencesOf(ctx, [row.id])).get(row.id) ?? null) : null;
  const difference: Difference = missing(row, isLost(notedAt, beganAt) ? "give_up" : "report", false);
  const opening = run.dryRun || !difference.fact ? [] : openFinding(ctx, difference.fact);
  await ctx.db.batch([noteDifference(ctx, rowOf(run.id, difference, run.dryRun ? "planned" : "open")), ...opening]);
}
