import { and } from "drizzle-orm";
import { type EventSource, recordEvent } from "#events/log/record";
import { sourceOf, systemSource } from "#events/log/source";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { PLATFORM_TENANT_ID } from "#kernel/values/ids";
import { withdrawMove } from "#tenants/place-tenant";
import { isOf, positionOf, saveMove } from "./move-record";
import { canCancel, type MoveFailure } from "./move-status";
import { Overtaken } from "./pass";
import { latestMove } from "./queries";
import { type MoveRow, movingTenants } from "./table";

/** Cancels the tenant's move for the platform. Throws `illegal_transition` from the switch on. */
export async function cancelMove(ctx: Context, tenantId: string): Promise<MoveRow> {
  const { move, ctx: there } = await latestMove(ctx, tenantId);
  if (move.status === "canceling" || move.status === "canceled") return move;
  if (!canCancel(move.status, positionOf(move))) {
    throw new Problem(
      "illegal_transition",
      move.endedAt === null
        ? "The tenant is being switched to the new database, so the move can't be canceled any more. Move it back when the move has ended."
        : `The move has ended: it is ${move.status}.`,
    );
  }
  try {
    return await giveUpMove(there, move, null, (log) => sourceOf(there, log));
  } catch (error) {
    if (!(error instanceof Overtaken)) throw error;
    throw new Problem("changed_meanwhile", "The job takes the move further at this moment. Cancel it again.");
  }
}

interface MoveError {
  readonly code: MoveFailure;
  readonly detail: string;
}

/** Cancels a move that failed. */
export const giveUpFailedMove = (ctx: Context, move: MoveRow, error: MoveError): Promise<MoveRow> =>
  giveUpMove(ctx, move, error, (log) => systemSource(ctx, log));

/**
 * The tenant works on in its database from now on; the job clears the new one. One batch in the old database, whether
 * or not the new one answers: a move that may be canceled has not begun its switch, and by the version of its row it
 * can't begin it now.
 */
const giveUpMove = (ctx: Context, move: MoveRow, error: MoveError | null, sourceFor: (log: string) => EventSource) =>
  saveMove(
    ctx,
    move,
    { status: "canceling", failures: 0, errorCode: error?.code ?? null, errorDetail: error?.detail ?? null },
    (isSaved) => [
      ctx.db
        .update(movingTenants)
        .set({ fenced: false, jobsRest: false })
        .where(and(isOf(move), isSaved)),
      withdrawMove(ctx.db, move.tenantId, isSaved),
      ...[move.tenantId, PLATFORM_TENANT_ID].map((log) =>
        recordEvent(ctx.db, sourceFor(log), "tenant.move_canceled", move.tenantId, {
          tenant_id: move.tenantId,
          from_database: move.fromDatabase,
          to_database: move.toDatabase,
          reason: error?.detail ?? null,
        }),
      ),
    ],
  );
