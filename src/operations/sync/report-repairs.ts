import { asc, isNull } from "drizzle-orm";
import { setupOf } from "#inventory/phone-numbers/carrier-setup";
import { numbersById } from "#inventory/phone-numbers/job-reads";
import { isInService } from "#inventory/phone-numbers/lifecycle";
import type { NumberRow } from "#inventory/phone-numbers/table";
import { batchAll } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { LEASE_MS } from "#operations/job-runs/lease";
import { REQUESTS_AT_ONCE } from "./act-on-differences";
import { drift } from "./compare-number";
import { drifted } from "./difference";
import { forgetRepairs, type Repair, reportRepairStatements } from "./repair-numbers";
import { syncRepairs } from "./table";

type Begun = typeof syncRepairs.$inferSelect;

/**
 * Finishes repairs that were begun and not reported, because their run died or got no answer: reports those that the
 * carrier's record shows as made, and deletes the others once no run can be making them any more. The list shows again
 * what is left to repair.
 */
export async function finishInterruptedRepairs(ctx: Context, runId: string): Promise<void> {
  const begun = await ctx.db
    .select()
    .from(syncRepairs)
    .where(isNull(syncRepairs.reportedAt))
    .orderBy(asc(syncRepairs.begunAt))
    .limit(REQUESTS_AT_ONCE);
  if (begun.length === 0) return;
  const rows = await numbersById(
    ctx,
    begun.map(({ phoneNumberId }) => phoneNumberId),
  );
  const seen = await Promise.all(begun.map((each) => outcomeAtCarrier(ctx, each, rows.get(each.phoneNumberId))));
  const made = seen.flatMap((each) => (typeof each === "object" ? each : []));
  const unmade = begun.filter((_, at) => seen[at] === "unmade").map(({ phoneNumberId }) => phoneNumberId);
  await batchAll(ctx.db, [
    ...reportRepairStatements(ctx, runId, made, rows),
    ...forgetRepairs(ctx, unmade, ctx.now - LEASE_MS),
  ]);
}

/** The carrier's id of a number is set right here, after the rest, so it may still be the old one. */
async function outcomeAtCarrier(
  { carrier, config }: Context,
  { fields }: Begun,
  row: NumberRow | undefined,
): Promise<Repair | "unmade" | "unknown"> {
  if (!row || !isInService(row.status)) return "unmade";
  const asked = await carrier.findOwned(row.e164);
  if (asked.kind !== "ok") return "unknown";
  const { value: theirs } = asked;
  const ours = { ...row, setup: setupOf(config.publicOrigin, row) };
  if (!theirs || drift(theirs, ours).some(({ field }) => field !== "carrier_id")) return "unmade";
  return { difference: drifted(ours, fields, "repair"), ours, theirs };
}
