import { record } from "../events/record";
import { systemSource } from "../events/source";
import { openFinding } from "../findings/facts";
import type { Context } from "../kernel/context";
import type { Statement } from "../kernel/db";
import type { OwnedNumber } from "../kernel/ports";
import { Problem } from "../kernel/problem";
import { takeCarrierId } from "../numbers/carrier-id";
import { moveNumber } from "../numbers/move";
import { anyNumber } from "../numbers/queries";
import type { Adoption } from "./buyers";
import type { OurNumber } from "./compare";
import { type Difference, rowOf } from "./difference";
import { noteDifference } from "./queries";

/** What the sync does about differences by itself. Each is safe to repeat; what cannot be done becomes a finding. */

/** Says that a person is needed. */
export async function report(ctx: Context, runId: string, difference: Difference): Promise<void> {
  const opening = difference.fact ? openFinding(ctx, difference.fact) : [];
  await ctx.db.batch([noteDifference(ctx, rowOf(runId, difference, "open")), ...opening]);
}

const noteDone = (ctx: Context, runId: string, difference: Difference): Statement =>
  noteDifference(ctx, rowOf(runId, difference, "done"));

/** Puts what the inventory says in the place of what was ours there; in the carrier's ids the carrier is right. */
export async function repair(
  ctx: Context,
  runId: string,
  difference: Difference,
  ours: OurNumber,
  theirs: OwnedNumber,
): Promise<void> {
  const changed: string[] = difference.fields.map(({ field }) => field);
  const row = await anyNumber(ctx, ours.id);
  // A page takes its time: what changed since it was compared, as by a transfer, is not to be set back to what it was.
  if (!row || row.version !== ours.version) return;
  if (changed.some((field) => field !== "carrier_id")) {
    const configured = await ctx.carrier.configure(theirs.carrierId, ours.setup);
    if (configured.kind !== "ok") return await report(ctx, runId, difference);
  }
  const told = { phone_number: ours.e164, changed };
  const isMoved = changed.includes("carrier_id");
  await ctx.db.batch([
    isMoved ? takeCarrierId(ctx, row, theirs.carrierId) : noteDone(ctx, runId, difference),
    record(ctx.db, systemSource(ctx, ours.tenantId), "phone_number.repaired", ours.id, told),
    ...(isMoved ? [noteDone(ctx, runId, difference)] : []),
  ]);
}

/** A number that counted as lost is back in service. */
export async function reactivate(ctx: Context, runId: string, difference: Difference, ours: OurNumber): Promise<void> {
  const row = await anyNumber(ctx, ours.id);
  if (row?.status !== "lost") return;
  await unlessOutrun(moveNumber(ctx.db, systemSource(ctx, row.tenantId), row, "find"));
  await ctx.db.batch([noteDone(ctx, runId, difference)]);
}

/** Whoever changed the number at the same moment knows better; the next run will see. */
export async function unlessOutrun(move: Promise<unknown>): Promise<boolean> {
  try {
    await move;
    return true;
  } catch (error) {
    if (error instanceof Problem && error.code === "changed_meanwhile") return false;
    throw error;
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
  if (answer.kind === "not_free") return await report(ctx, runId, difference);
  const adopted = { ...difference, number: { id: answer.phoneNumberId, tenantId } };
  await ctx.db.batch([noteDone(ctx, runId, adopted)]);
}
