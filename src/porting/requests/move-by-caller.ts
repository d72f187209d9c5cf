import { and, desc, eq } from "drizzle-orm";
import type { Context } from "#kernel/ports/context";
import type { RequestMove } from "../rules/plan-move";
import type { TransitionName } from "../rules/transitions";
import { illegalTransition } from "./move-problems";
import { type Moved, type MoveOrder, moveRequest } from "./move-request";
import type { Moving } from "./move-statements";
import { theCaller } from "./mover";
import { portingEntries } from "./table";

/**
 * A transition that the caller asks for. A repeat of the last one is answered like the first; from the same status by
 * another way it is illegal.
 */
export async function moveByCaller(
  ctx: Context,
  before: Moving,
  move: RequestMove,
  facts: MoveOrder["facts"] | null = null,
): Promise<Moved> {
  const mover = theCaller(ctx);
  const moved = await moveRequest(ctx, before, { mover, requests: [move], ...(facts && { facts }) });
  if (!moved.hasChanged && (await lastTransition(ctx, before.request.id)) !== move.name) {
    throw illegalTransition(before.request, mover.kind, move.name);
  }
  return moved;
}

async function lastTransition({ db }: Context, requestId: string): Promise<TransitionName | null> {
  const [entry] = await db
    .select({ data: portingEntries.data })
    .from(portingEntries)
    .where(and(eq(portingEntries.portingRequestId, requestId), eq(portingEntries.kind, "status_changed")))
    .orderBy(desc(portingEntries.id))
    .limit(1);
  // Safe: only moves write entries of this kind.
  return (entry?.data.transition as TransitionName | undefined) ?? null;
}
