import { not, type SQL, sql } from "drizzle-orm";
import { record, recordAll } from "../events/record";
import { systemSource } from "../events/source";
import { openFindings } from "../findings/facts";
import type { Context } from "../kernel/context";
import { previousWroteSomething, type Statement, writeAll } from "../kernel/db";
import type { OwnedNumber } from "../kernel/ports";
import { Problem } from "../kernel/problem";
import { takeCarrierId } from "../numbers/carrier-id";
import { anyNumber, numbersById } from "../numbers/for-jobs";
import { moveNumber } from "../numbers/move";
import type { NumberRow } from "../numbers/table";
import type { Adoption } from "./buyers";
import type { OurNumber } from "./compare";
import { type Difference, rowOf } from "./difference";
import { isNoted, noteDifferences } from "./queries";

/** What the sync does about differences by itself. Each is safe to repeat; what cannot be done becomes a finding. */

/** How many numbers the carrier is asked about at the same time: Workers keep six connections open at once. */
export const ASKED_TOGETHER = 6;

/** Says that a person is needed, about up to `FINDINGS_AT_ONCE` differences. */
export const report = (ctx: Context, runId: string, differences: readonly Difference[]): Promise<void> =>
  writeAll(ctx.db, reporting(ctx, runId, differences));

const reporting = (ctx: Context, runId: string, differences: readonly Difference[]): Statement[] => [
  ...noteDifferences(
    ctx,
    differences.map((difference) => rowOf(runId, difference, "open")),
  ),
  ...openFindings(
    ctx,
    differences.flatMap(({ fact }) => fact ?? []),
  ),
];

const noteDone = (ctx: Context, runId: string, differences: readonly Difference[], gate?: SQL): Statement[] =>
  noteDifferences(
    ctx,
    differences.map((difference) => rowOf(runId, difference, "done")),
    gate,
  );

/** A number that is not set up as it should be, where nothing is in the way of setting it up. */
export interface Repair {
  readonly difference: Difference;
  readonly ours: OurNumber;
  readonly theirs: OwnedNumber;
}

/**
 * Puts what the inventory says in the place of what was ours there, of up to `ASKED_TOGETHER` numbers at once; in the carrier's
 * ids the carrier is right.
 */
export async function repair(ctx: Context, runId: string, repairs: readonly Repair[]): Promise<void> {
  const rows = await numbersById(
    ctx,
    repairs.map(({ ours }) => ours.id),
  );
  // A page takes its time: what changed since it was compared, as by a transfer, is not to be set back to what it was.
  const unchanged = repairs.filter(({ ours }) => rows.get(ours.id)?.version === ours.version);
  const tried = await Promise.all(unchanged.map(async (each) => ({ ...each, ok: await configure(ctx, each) })));
  const done = tried.filter(({ ok }) => ok);
  const refused = tried.filter(({ ok }) => !ok).map(({ difference }) => difference);
  const [moved, others] = [done.filter(isMoved), done.filter((each) => !isMoved(each))];
  await writeAll(ctx.db, [
    ...moved.flatMap((each) => takingId(ctx, runId, rows.get(each.ours.id), each)),
    ...telling(ctx, runId, others),
    ...reporting(ctx, runId, refused),
  ]);
}

const isMoved = ({ difference }: Repair): boolean => difference.fields.some(({ field }) => field === "carrier_id");

async function configure(ctx: Context, { difference, ours, theirs }: Repair): Promise<boolean> {
  if (difference.fields.every(({ field }) => field === "carrier_id")) return true;
  const { kind } = await ctx.carrier.configure(theirs.carrierId, ours.setup);
  return kind === "ok";
}

const told = ({ ours, difference }: Repair) => ({
  phone_number: ours.e164,
  changed: difference.fields.map(({ field }): string => field),
});

/** Told and noted in one batch, so that of two that repair the same one tells. */
function telling(ctx: Context, runId: string, repairs: readonly Repair[]): Statement[] {
  if (repairs.length === 0) return [];
  const happenings = repairs.map((each) => ({
    source: systemSource(ctx, each.ours.tenantId),
    subjectId: each.ours.id,
    data: told(each),
  }));
  const unnoted = (_: SQL, data: SQL) => not(isNoted(runId, "drifted", sql`${data} ->> 'phone_number'`));
  return [
    recordAll(ctx.db, "phone_number.repaired", happenings, unnoted),
    ...noteDone(
      ctx,
      runId,
      repairs.map(({ difference }) => difference),
    ),
  ];
}

function takingId(ctx: Context, runId: string, row: NumberRow | undefined, each: Repair): Statement[] {
  if (!row) return [];
  return [
    takeCarrierId(ctx, row, each.theirs.carrierId),
    record(ctx.db, systemSource(ctx, each.ours.tenantId), "phone_number.repaired", each.ours.id, told(each)),
    ...noteDone(ctx, runId, [each.difference], previousWroteSomething),
  ];
}

/** A number that counted as lost is back in service. */
export async function reactivate(ctx: Context, runId: string, difference: Difference, ours: OurNumber): Promise<void> {
  const row = await anyNumber(ctx, ours.id);
  if (row?.status !== "lost") return;
  const noted = noteDone(ctx, runId, [difference], previousWroteSomething);
  await unlessOutrun(moveNumber(ctx.db, systemSource(ctx, row.tenantId), row, "find", noted));
}

/** Whoever changed the number at the same moment knows better; the next run will see. */
export async function unlessOutrun(move: Promise<unknown>): Promise<void> {
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
  if (answer.kind === "not_free") return await report(ctx, runId, [difference]);
  const adopted = { ...difference, number: { id: answer.phoneNumberId, tenantId } };
  await writeAll(ctx.db, noteDone(ctx, runId, [adopted]));
}
