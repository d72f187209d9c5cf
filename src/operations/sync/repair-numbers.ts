import { and, isNull, lt, type SQL, sql } from "drizzle-orm";
import { recordEvent, recordEventsWhere } from "#events/log/record";
import { systemSource } from "#events/log/source";
import { numbersById } from "#inventory/phone-numbers/job-reads";
import { setCarrierId } from "#inventory/phone-numbers/set-carrier-id";
import type { NumberRow } from "#inventory/phone-numbers/table";
import { batchAll, insertAllIf, previousWroteSomething, type Statement } from "#kernel/db/db";
import type { OwnedNumber } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";
import { recordDone, reportStatements } from "./act-on-differences";
import { type OurNumber, withoutUrlQuery } from "./compare-number";
import type { Difference } from "./difference";
import { syncRepairs } from "./table";

/**
 * Restores the inventory's settings at the carrier, where the platform itself made the current ones. A repair is stored
 * before the request to the carrier, so that it is reported even if the run dies: `report-repairs.ts` does it then.
 */

/** A drifted number that the sync may repair. */
export interface Repair {
  readonly difference: Difference;
  readonly ours: OurNumber;
  readonly theirs: OwnedNumber;
}

/** Repairs up to `REQUESTS_AT_ONCE` numbers concurrently. A changed SID is adopted from the carrier. */
export async function repairNumbers(ctx: Context, runId: string, repairs: readonly Repair[]): Promise<void> {
  const rows = await numbersById(ctx, idsOf(repairs));
  // A number that changed since it was compared, for example by a transfer, must not get its old settings back.
  const unchanged = repairs.filter(({ ours }) => rows.get(ours.id)?.version === ours.version);
  const begun = await recordBegunRepairs(ctx, unchanged);
  const asked = unchanged.filter(({ ours }) => begun.has(ours.id));
  const attempts = await Promise.all(asked.map(async (each) => ({ ...each, outcome: await configure(ctx, each) })));
  const made = attempts.filter(({ outcome }) => outcome === "ok");
  const failed = attempts.filter(({ outcome }) => outcome !== "ok");
  // A request without an answer may have taken effect: its repair stays stored, and the next slice checks it.
  const unmade = failed.filter(({ outcome }) => outcome !== "unknown");
  await batchAll(ctx.db, [
    ...reportRepairStatements(ctx, runId, made, rows),
    ...reportStatements(ctx, runId, differencesOf(failed)),
    ...deleteRepairs(ctx, idsOf(unmade)),
  ]);
}

const idsOf = (repairs: readonly Repair[]): string[] => repairs.map(({ ours }) => ours.id);
const differencesOf = (repairs: readonly Repair[]): Difference[] => repairs.map(({ difference }) => difference);

/** Stores repairs as begun. Returns the ids of those stored, without numbers that another run has just repaired. */
async function recordBegunRepairs(ctx: Context, repairs: readonly Repair[]): Promise<ReadonlySet<string>> {
  if (repairs.length === 0) return new Set();
  const rows = repairs.map(({ ours, difference }) => ({
    phoneNumberId: ours.id,
    fields: difference.fields.map(withoutUrlQuery),
    begunAt: ctx.now + ctx.elapsedMs(),
    reportedAt: null,
  }));
  const begun = await insertAllIf(ctx.db, syncRepairs, rows)
    .onConflictDoUpdate({
      target: syncRepairs.phoneNumberId,
      set: { fields: sql`excluded.fields`, begunAt: sql`excluded.begun_at`, reportedAt: null },
      setWhere: sql`${syncRepairs.reportedAt} is null or ${syncRepairs.reportedAt} < ${ctx.now}`,
    })
    .returning({ id: syncRepairs.phoneNumberId });
  return new Set(begun.map(({ id }) => id));
}

const changesCarrierId = ({ difference }: Repair): boolean =>
  difference.fields.some(({ field }) => field === "carrier_id");

async function configure(ctx: Context, { difference, ours, theirs }: Repair) {
  if (difference.fields.every(({ field }) => field === "carrier_id")) return "ok";
  return (await ctx.carrier.configure(theirs.carrierId, ours.setup)).kind;
}

const repairedData = ({ ours, difference }: Repair) => ({
  phone_number: ours.e164,
  changed: difference.fields.map(({ field }): string => field),
});

/** The statements that report repairs that took effect. Only the first report of a repair writes anything. */
export function reportRepairStatements(
  ctx: Context,
  runId: string,
  repairs: readonly Repair[],
  rows: ReadonlyMap<string, NumberRow>,
): Statement[] {
  const [moved, others] = [repairs.filter(changesCarrierId), repairs.filter((each) => !changesCarrierId(each))];
  return [
    ...moved.flatMap((each) => reportMove(ctx, runId, rows.get(each.ours.id), each)),
    ...reportWithoutMove(ctx, runId, others),
  ];
}

function reportWithoutMove(ctx: Context, runId: string, repairs: readonly Repair[]): Statement[] {
  if (repairs.length === 0) return [];
  const entries = repairs.map((each) => ({
    source: systemSource(ctx, each.ours.tenantId),
    subjectId: each.ours.id,
    data: repairedData(each),
  }));
  return [
    recordEventsWhere(ctx.db, "phone_number.repaired", entries, isUnreported),
    ...recordDone(ctx, runId, differencesOf(repairs)),
    markReported(ctx, idsOf(repairs)),
  ];
}

function reportMove(ctx: Context, runId: string, row: NumberRow | undefined, each: Repair): Statement[] {
  if (!row) return [];
  return [
    setCarrierId(ctx, row, each.theirs.carrierId),
    recordEvent(
      ctx.db,
      systemSource(ctx, each.ours.tenantId),
      "phone_number.repaired",
      each.ours.id,
      repairedData(each),
    ),
    ...recordDone(ctx, runId, [each.difference], previousWroteSomething),
    markReported(ctx, [each.ours.id], previousWroteSomething),
  ];
}

const isUnreported = (id: SQL): SQL => sql`exists (
  select 1 from ${syncRepairs} where ${syncRepairs.phoneNumberId} = ${id} and ${syncRepairs.reportedAt} is null)`;

const isRepairOf = (ids: readonly string[]): SQL =>
  sql`${syncRepairs.phoneNumberId} in (select value from json_each(${JSON.stringify(ids)}))`;

const markReported = (ctx: Context, ids: readonly string[], gate?: SQL): Statement =>
  ctx.db
    .update(syncRepairs)
    .set({ reportedAt: ctx.now + ctx.elapsedMs() })
    .where(and(isRepairOf(ids), isNull(syncRepairs.reportedAt), gate));

/** Deletes unreported repairs that took no effect. `begunBefore` keeps those that another run may still be making. */
export function deleteRepairs(ctx: Context, ids: readonly string[], begunBefore?: number): Statement[] {
  if (ids.length === 0) return [];
  const isOld = begunBefore === undefined ? undefined : lt(syncRepairs.begunAt, begunBefore);
  return [ctx.db.delete(syncRepairs).where(and(isRepairOf(ids), isNull(syncRepairs.reportedAt), isOld))];
}
