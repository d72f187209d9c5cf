import { and, asc, isNull } from "drizzle-orm";
import { isInAccount } from "#inventory/phone-numbers/carrier-inventory";
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
import { deleteRepairs, type Repair, reportRepairStatements } from "./repair-numbers";
import { type SyncRunRow, syncRepairs } from "./table";

type BegunRepair = typeof syncRepairs.$inferSelect;

/**
 * Finishes repairs in the run's account that no run reported, because the run died or got no answer. Reports those that
 * the carrier's record shows; deletes the others once no run can be making them any more, and the comparison finds the
 * drift again.
 */
export async function finishInterruptedRepairs(
  ctx: Context,
  { id: runId, tenantId, carrierAccount }: SyncRunRow,
): Promise<void> {
  const begun = await ctx.db
    .select()
    .from(syncRepairs)
    .where(
      and(
        isNull(syncRepairs.reportedAt),
        isInAccount(syncRepairs.phoneNumberId, tenantId === null ? null : carrierAccount),
      ),
    )
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
    ...deleteRepairs(ctx, unmade, ctx.now - LEASE_MS),
  ]);
}

/** Reads a repair's outcome from the carrier's record. Ignores a differing SID, which the report itself corrects. */
async function outcomeAtCarrier(
  { carrier, config }: Context,
  { fields }: BegunRepair,
  row: NumberRow | undefined,
): Promise<Repair | "unmade" | "unknown"> {
  if (!row || !isInService(row.status)) return "unmade";
  const asked = await carrier.findOwned(row.e164);
  if (asked.kind !== "ok") return "unknown";
  const { value: theirs } = asked;
  const setup = setupOf(config.publicOrigin, row);
  const ours = { ...row, setup: row.carrierAccountId === null ? setup : { ...setup, label: theirs?.label ?? "" } };
  if (!theirs || drift(theirs, ours).some(({ field }) => field !== "carrier_id")) return "unmade";
  return { difference: drifted(ours, fields, "repair"), ours, theirs };
}
