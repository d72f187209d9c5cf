import { systemSource } from "../events/source";
import { openFinding } from "../findings/facts";
import type { Context } from "../kernel/context";
import { moveNumber } from "../numbers/move";
import { anyNumber } from "../numbers/queries";
import { absencesOf, forgetAbsences, noteAbsences } from "./absences";
import { unlessOutrun } from "./act";
import type { Budget } from "./budget";
import { missing, rowOf } from "./difference";
import { failureOf } from "./list";
import { implausible } from "./plausible";
import { advance, fail, stepOf } from "./progress";
import { countMissing, missingIn, noteDifference } from "./queries";
import { isCredible, isLost } from "./run-state";
import type { SyncRunRow } from "./table";

const ROWS_AT_ONCE = 500;

/**
 * List and inventory were gone through to the end, so what is missing is. What an earlier complete run missed too counts as lost,
 * once the carrier has said so again of each number by itself; of the rest it is noted when it was missed.
 */
export async function giveUpLost(ctx: Context, run: SyncRunRow, budget: Budget): Promise<SyncRunRow> {
  const step = stepOf(run);
  const missed = await countMissing(ctx, run.id);
  if (!isCredible(missed, run.counted.compared)) {
    return await fail(ctx, run, step, implausible(missed, run.counted.compared));
  }
  const rows = await missingIn(ctx, run.id, run.after, ROWS_AT_ONCE);
  const ids = rows.flatMap(({ phoneNumberId }) => phoneNumberId ?? []);
  const noted = await absencesOf(ctx, ids);
  const fresh = ids.filter((id) => !noted.has(id));
  if (fresh.length > 0) await ctx.db.batch([noteAbsences(ctx, run, fresh)]);
  let after = run.after;
  for (const { e164, phoneNumberId } of rows) {
    if (phoneNumberId !== null && isLost(noted.get(phoneNumberId) ?? null, run.beganAt ?? ctx.now)) {
      if (!budget.spend()) return await advance(ctx, run, { ...step, after }, []);
      const failure = await giveUp(ctx, run, phoneNumberId);
      if (failure) return await fail(ctx, run, step, failure);
    }
    after = e164;
  }
  if (rows.length === ROWS_AT_ONCE) return await advance(ctx, run, { ...step, after }, []);
  await ctx.db.batch([forgetAbsences(ctx, run)]);
  return await advance(ctx, run, { ...step, phase: "closing", after: null }, []);
}

/** The row is read before the carrier is asked, so a number that comes or goes meanwhile is left to the next run. */
async function giveUp(ctx: Context, run: SyncRunRow, id: string): Promise<Parameters<typeof fail>[3] | null> {
  const row = await anyNumber(ctx, id);
  if (row?.status !== "active" && row?.status !== "suspended") return null;
  const found = await ctx.carrier.findOwned(row.e164);
  if (found.kind !== "ok") return failureOf(found);
  if (found.value) return null;
  if (!(await unlessOutrun(moveNumber(ctx.db, systemSource(ctx, row.tenantId), row, "lose")))) return null;
  const difference = missing(row, "give_up", true);
  const opening = difference.fact ? openFinding(ctx, difference.fact) : [];
  const noted = { ...rowOf(run.id, difference, "open"), outcome: "done" } as const;
  await ctx.db.batch([noteDifference(ctx, noted), ...opening]);
  return null;
}
