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
import { type OurNumber, shown } from "./compare-number";
import type { Difference } from "./difference";
import { syncRepairs } from "./table";

/**
 * Sets numbers up at the carrier as the inventory has them, where the old setting was ours. A repair is stored before
 * the carrier is asked, so that it is reported even if the run dies: `report-repairs.ts` reports what the run itself
 * did not.
 */

/** A number that is not set up as it should be, where nothing is in the way of setting it up. */
export interface Repair {
  readonly difference: Difference;
  readonly ours: OurNumber;
  readonly theirs: OwnedNumber;
}

/** Sets up to `ASKED_TOGETHER` numbers up at once; in the carrier's ids the carrier is right. */
export async function repairNumbers(ctx: Context, runId: string, repairs: readonly Repair[]): Promise<void> {
  const rows = await numbersById(ctx, idsOf(repairs));
  // A page takes its time: what changed since it was compared, as by a transfer, is not to be set back to what it was.
  const unchanged = repairs.filter(({ ours }) => rows.get(ours.id)?.version === ours.version);
  const begun = await begin(ctx, unchanged);
  const asked = unchanged.filter(({ ours }) => begun.has(ours.id));
  const tried = await Promise.all(asked.map(async (each) => ({ ...each, outcome: await configure(ctx, each) })));
  const made = tried.filter(({ outcome }) => outcome === "ok");
  const failed = tried.filter(({ outcome }) => outcome !== "ok");
  // One that got no answer may have been made: the next slice will see.
  const unmade = failed.filter(({ outcome }) => outcome !== "unknown");
  await batchAll(ctx.db, [
    ...reportRepairStatements(ctx, runId, made, rows),
    ...reportStatements(ctx, runId, differencesOf(failed)),
    ...forgetRepairs(ctx, idsOf(unmade)),
  ]);
}

const idsOf = (repairs: readonly Repair[]): string[] => repairs.map(({ ours }) => ours.id);
const differencesOf = (repairs: readonly Repair[]): Difference[] => repairs.map(({ difference }) => difference);

/** Stores that these repairs begin; returns the ids that no other run has repaired since this slice began. */
async function begin(ctx: Context, repairs: readonly Repair[]): Promise<ReadonlySet<string>> {
  if (repairs.length === 0) return new Set();
  const rows = repairs.map(({ ours, difference }) => ({
    phoneNumberId: ours.id,
    fields: difference.fields.map(shown),
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

const isMoved = ({ difference }: Repair): boolean => difference.fields.some(({ field }) => field === "carrier_id");

async function configure(ctx: Context, { difference, ours, theirs }: Repair) {
  if (difference.fields.every(({ field }) => field === "carrier_id")) return "ok";
  return (await ctx.carrier.configure(theirs.carrierId, ours.setup)).kind;
}

const repairedData = ({ ours, difference }: Repair) => ({
  phone_number: ours.e164,
  changed: difference.fields.map(({ field }): string => field),
});

/** Reports made repairs. The first report wins, the others write nothing. */
export function reportRepairStatements(
  ctx: Context,
  runId: string,
  repairs: readonly Repair[],
  rows: ReadonlyMap<string, NumberRow>,
): Statement[] {
  const [moved, others] = [repairs.filter(isMoved), repairs.filter((each) => !isMoved(each))];
  return [
    ...moved.flatMap((each) => reportMove(ctx, runId, rows.get(each.ours.id), each)),
    ...reportWithoutMove(ctx, runId, others),
  ];
}

function reportWithoutMove(ctx: Context, runId: string, repairs: readonly Repair[]): Statement[] {
  if (repairs.length === 0) return [];
  const happenings = repairs.map((each) => ({
    source: systemSource(ctx, each.ours.tenantId),
    subjectId: each.ours.id,
    data: repairedData(each),
  }));
  return [
    recordEventsWhere(ctx.db, "phone_number.repaired", happenings, isUnreported),
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

const among = (ids: readonly string[]): SQL =>
  sql`${syncRepairs.phoneNumberId} in (select value from json_each(${JSON.stringify(ids)}))`;

const markReported = (ctx: Context, ids: readonly string[], gate?: SQL): Statement =>
  ctx.db
    .update(syncRepairs)
    .set({ reportedAt: ctx.now + ctx.elapsedMs() })
    .where(and(among(ids), isNull(syncRepairs.reportedAt), gate));

/** Deletes repairs that were not made. `begunBefore` spares repairs that another run may still be making. */
export function forgetRepairs(ctx: Context, ids: readonly string[], begunBefore?: number): Statement[] {
  if (ids.length === 0) return [];
  const isOld = begunBefore === undefined ? undefined : lt(syncRepairs.begunAt, begunBefore);
  return [ctx.db.delete(syncRepairs).where(and(among(ids), isNull(syncRepairs.reportedAt), isOld))];
}
