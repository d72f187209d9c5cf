import { and, sql } from "drizzle-orm";
import { recordEvent } from "#events/log/record";
import { systemSource } from "#events/log/source";
import { batchAll, type Statement } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { PLATFORM_TENANT_ID } from "#kernel/values/ids";
import { forgetCursor } from "#operations/job-runs/queries";
import { readLogFrom, watermarkOf } from "#operations/readiness/catch-up";
import { placeTenant } from "#tenants/place-tenant";
import { placementIn } from "#tenants/queries";
import { instantOf, isOf, type MoveWork, noFailures, saveMove } from "./move-record";
import { type MoveRow, movingTenants } from "./table";

/** Whether the switch was made: the tenant's row in the new database counts. */
export const isSwitched = async ({ target }: MoveWork, { tenantId }: MoveRow): Promise<boolean> =>
  (await placementIn(target, tenantId))?.shard === target.name;

/**
 * Makes the tenant's row in the new database count, in one batch with the event and with the end of the fence there.
 * From this moment on the old database's row counts no more. **Invariant:** it is sent only after the move has stored
 * that it is at this step, and a move at this step is never canceled. A repetition changes nothing.
 */
export async function switchDatabase({ ctx, target }: MoveWork, move: MoveRow): Promise<void> {
  const { tenantId, id } = move;
  const there = ctx.inDatabase(ctx, target);
  const { db } = there;
  const isMine = sql`tenant_id = ${tenantId} and move_id = ${id} and stage = 'copying'`;
  const isHere = sql`exists (select 1 from ${movingTenants} where ${isMine})`;
  const evaluatedUntil = await watermarkOf(ctx);
  await batchAll(db, [
    db.update(movingTenants).set({ fenced: false }).where(isMine),
    placeTenant(db, tenantId, target.name, sql`exists (select 1 from ${movingTenants} where ${isMine} and fenced = 0)`),
    ...movedEvents(there, move),
    readLogFrom(db, evaluatedUntil, isHere),
    forgetCursor(db, "readiness-changes", isHere),
    db.delete(movingTenants).where(isMine),
  ]);
}

/** Stores that the tenant has moved. The old row names the new database from now on. */
export const recordSwitch = ({ ctx, target }: MoveWork, move: MoveRow): Promise<MoveRow> => {
  const { db } = ctx;
  return saveMove(ctx, move, { status: "moved", movedAt: instantOf(ctx), ...noFailures }, (isSaved) => [
    db
      .update(movingTenants)
      .set({ fenced: false })
      .where(and(isOf(move), isSaved)),
    placeTenant(db, move.tenantId, target.name, sql`${isSaved}`),
    db
      .update(movingTenants)
      .set({ fenced: true, stage: "clearing" })
      .where(and(isOf(move), isSaved)),
  ]);
};

function movedEvents(ctx: Context, { tenantId, fromDatabase, toDatabase }: MoveRow): Statement[] {
  const data = { tenant_id: tenantId, from_database: fromDatabase, to_database: toDatabase };
  return [tenantId, PLATFORM_TENANT_ID].map((log) =>
    recordEvent(ctx.db, systemSource(ctx, log), "tenant.moved", tenantId, data),
  );
}
