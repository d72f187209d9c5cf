import { forgetExpired } from "../idempotency/expire";
import type { Context } from "../kernel/context";
import { describeError } from "../kernel/db";
import { moveNumber } from "../numbers/move";
import { cooledOff, unconfirmedReleases } from "../numbers/queries";
import type { NumberRow } from "../numbers/table";
import { driveStaleItems } from "../orders/drive";
import { overdueHolds } from "../reservations/queries";

/** Most rows of each kind that one run looks at; the next minute's run goes on. */
const SLICE = 100;
/** A release that nothing has confirmed for this long has lost the one who was asking. */
const RELEASE_STALE_MS = 60_000;

export interface Cleaned {
  readonly announced_holds: number;
  readonly driven_items: number;
  readonly driven_releases: number;
  readonly cooled_off: number;
  readonly forgotten_keys: number;
  readonly failures: number;
}

/** Does what alarms and requests should have done and did not. Safe to run early, late, twice and beside itself. */
export async function cleanUp(ctx: Context): Promise<Cleaned> {
  const failures: unknown[] = [];
  const step = async (work: () => Promise<number>): Promise<number> => {
    try {
      return await work();
    } catch (error) {
      console.error({ message: "cleanup step failed", request_id: ctx.requestId, error: describeError(error) });
      failures.push(error);
      return 0;
    }
  };
  return {
    announced_holds: await step(() => announceHolds(ctx)),
    driven_items: await step(() => driveStaleItems(ctx, SLICE)),
    driven_releases: await step(() => driveReleases(ctx)),
    cooled_off: await step(() => endCoolingOff(ctx)),
    forgotten_keys: await step(() => forgetExpired(ctx, SLICE)),
    failures: failures.length,
  };
}

async function announceHolds(ctx: Context): Promise<number> {
  const due = await overdueHolds(ctx, SLICE);
  for (const { e164 } of due) await ctx.numberObject(e164).nudge();
  return due.length;
}

const bySystem = (ctx: Context, { tenantId }: NumberRow) => ({ tenantId, actor: "system", requestId: ctx.requestId });

async function driveReleases(ctx: Context): Promise<number> {
  const rows = await unconfirmedReleases(ctx, ctx.now - RELEASE_STALE_MS, SLICE);
  for (const row of rows) {
    const { id: phoneNumberId, carrierId, e164 } = row;
    await ctx.numberObject(e164).release({ by: bySystem(ctx, row), phoneNumberId, carrierId });
    await ctx.numberObject(e164).nudge();
  }
  return rows.length;
}

async function endCoolingOff(ctx: Context): Promise<number> {
  const rows = await cooledOff(ctx, SLICE);
  for (const row of rows) {
    const source = { ...bySystem(ctx, row), at: ctx.now, newEventId: () => ctx.newId("event") };
    await moveNumber(ctx.db, source, row, "cooling_off_over");
  }
  return rows.length;
}
