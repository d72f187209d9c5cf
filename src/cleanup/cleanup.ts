import { abandonedItems, lostItems as lostBulkItems, resend } from "../bulk/work";
import { systemSource } from "../events/source";
import { forgetExpired } from "../idempotency/expire";
import type { Context } from "../kernel/context";
import { describeError } from "../kernel/db";
import { Problem } from "../kernel/problem";
import { moveNumber } from "../numbers/move";
import { cooledOff, unconfirmedReleases } from "../numbers/queries";
import type { NumberRow } from "../numbers/table";
import { driveItem, forgottenItems, lostItems, requeue } from "../orders/drive";
import { overdueHolds } from "../reservations/queries";

/** Most rows of each kind that one run looks at; the next minute's run goes on. */
const SLICE = 100;
/** A release that nothing has confirmed for this long has lost the one who was asking. */
const RELEASE_STALE_MS = 60_000;

export interface Cleaned {
  readonly announced_holds: number;
  readonly driven_items: number;
  readonly requeued_items: number;
  readonly resent_bulk_items: number;
  readonly driven_releases: number;
  readonly cooled_off: number;
  readonly forgotten_keys: number;
  readonly failures: number;
}

/** Does what alarms and requests should have done and did not. Safe to run early, late, twice and beside itself. */
export async function cleanUp(ctx: Context): Promise<Cleaned> {
  let failures = 0;
  const attempt = async (work: () => PromiseLike<unknown>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      failures += 1;
      console.error({ message: "cleanup failed", request_id: ctx.requestId, error: describeError(error) });
      return false;
    }
  };
  /** How many of the rows were done. One that fails must not keep the others from it. */
  const each = async <Row>(find: () => PromiseLike<readonly Row[]>, work: (row: Row) => Promise<unknown>) => {
    let rows: readonly Row[] = [];
    await attempt(async () => {
      rows = await find();
    });
    let done = 0;
    for (const row of rows) if (await attempt(() => work(row))) done += 1;
    return done;
  };
  let forgotten_keys = 0;
  await attempt(async () => {
    forgotten_keys = await forgetExpired(ctx, SLICE);
  });
  return {
    announced_holds: await each(
      () => overdueHolds(ctx, SLICE),
      ({ e164 }) => ctx.numberObject(e164).nudge(),
    ),
    driven_items: await each(
      () => forgottenItems(ctx, SLICE),
      (forgotten) => driveItem(ctx, forgotten),
    ),
    requeued_items: await each(
      () => lostItems(ctx, SLICE),
      (lost) => requeue(ctx, lost),
    ),
    resent_bulk_items:
      (await each(
        () => abandonedItems(ctx, SLICE),
        (item) => resend(ctx, item),
      )) +
      (await each(
        () => lostBulkItems(ctx, SLICE),
        (item) => resend(ctx, item),
      )),
    driven_releases: await each(
      () => unconfirmedReleases(ctx, ctx.now - RELEASE_STALE_MS, SLICE),
      (row) => driveRelease(ctx, row),
    ),
    cooled_off: await each(
      () => cooledOff(ctx, SLICE),
      (row) => endCoolingOff(ctx, row),
    ),
    forgotten_keys,
    failures,
  };
}

const bySystem = (ctx: Context, { tenantId }: NumberRow) => ({ tenantId, actor: "system", requestId: ctx.requestId });

async function driveRelease(ctx: Context, row: NumberRow): Promise<void> {
  const { id: phoneNumberId, carrierId, e164 } = row;
  const object = ctx.numberObject(e164);
  const { kind } = await object.release({ by: bySystem(ctx, row), phoneNumberId, carrierId });
  if (kind === "pending") await object.nudge();
}

async function endCoolingOff(ctx: Context, row: NumberRow): Promise<void> {
  try {
    await moveNumber(ctx.db, systemSource(ctx, row.tenantId), row, "cooling_off_over");
  } catch (error) {
    // Another run was faster, and has done it.
    if (!(error instanceof Problem && error.code === "changed_meanwhile")) throw error;
  }
}
