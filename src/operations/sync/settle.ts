import { asc, isNull } from "drizzle-orm";
import { setupOf } from "#inventory/phone-numbers/carrier-setup";
import { numbersById } from "#inventory/phone-numbers/job-reads";
import { isInService } from "#inventory/phone-numbers/lifecycle";
import type { NumberRow } from "#inventory/phone-numbers/table";
import { batchAll } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { LEASE_MS } from "#operations/job-runs/lease";
import { ASKED_TOGETHER } from "./act";
import { drift } from "./compare";
import { drifted } from "./difference";
import { forgetting, type Repair, telling } from "./repair";
import { syncRepairs } from "./table";

type Begun = typeof syncRepairs.$inferSelect;

/**
 * Sees to some repairs that were begun and not told of, as their run died or got no answer: tells of those that the carrier's
 * record shows to be made, and forgets those that it shows not to be once nobody can be at them any more. What is left to repair
 * then the list tells again.
 */
export async function settleRepairs(ctx: Context, runId: string): Promise<void> {
  const begun = await ctx.db
    .select()
    .from(syncRepairs)
    .where(isNull(syncRepairs.toldAt))
    .orderBy(asc(syncRepairs.begunAt))
    .limit(ASKED_TOGETHER);
  if (begun.length === 0) return;
  const rows = await numbersById(
    ctx,
    begun.map(({ phoneNumberId }) => phoneNumberId),
  );
  const seen = await Promise.all(begun.map((each) => lookAt(ctx, each, rows.get(each.phoneNumberId))));
  const made = seen.flatMap((each) => (typeof each === "object" ? each : []));
  const unmade = begun.filter((_, at) => seen[at] === "unmade").map(({ phoneNumberId }) => phoneNumberId);
  await batchAll(ctx.db, [...telling(ctx, runId, made, rows), ...forgetting(ctx, unmade, ctx.now - LEASE_MS)]);
}

/** The carrier's id of a number is set right here, after the rest, so it may still be the old one. */
async function lookAt(
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
