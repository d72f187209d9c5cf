import { codedError, isUnavailable } from "#kernel/db/coded-error";
import { describeError, isMovingError } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import type { Job, JobError, Slice } from "#operations/job-runs/job";
import { advanceMove } from "./advance-move";
import { giveUpFailedMove } from "./cancel-move";
import { dropFence } from "./fence";
import { instantOf, MoveProblem, type MoveWork, positionOf, saveMove } from "./move-record";
import { canCancel, DEADLINE_MS, MAX_FAILED_ATTEMPTS } from "./move-status";
import { Overtaken } from "./pass";
import { isMoveOpen, moveWithId, movingHere, openMoves } from "./queries";
import { endStrayRow } from "./stray-row";
import type { MoveRow, MovingTenant } from "./table";

/**
 * Carries out the moves of tenants out of each database. A slice takes each open move as far as it can, and the next
 * minute's run goes on at the position that the move's row has.
 */
export const moveTenants: Job = {
  name: "move-tenants",
  description: "Moves tenants to other databases, step by step, as the platform has asked for.",
  cron: "* * * * *",
  runsDuringMoves: true,
  looksAt: ["waiting"],
  slice: moveOpen,
};

async function moveOpen(ctx: Context, _: string | null, mayGoOn: () => boolean): Promise<Slice> {
  const counted: Record<string, number> = {};
  const errors: JobError[] = [];
  const count = (name: string) => {
    counted[name] = (counted[name] ?? 0) + 1;
  };
  const failed = (at: string, error: unknown) => errors.push({ at, ...codedError(error) });
  if (ctx.databases.all.length === 1) return { counted, errors, next: null };
  const moves = await openMoves(ctx);
  for (const move of moves) {
    if (!mayGoOn()) break;
    await workOn(ctx, move, mayGoOn).then(
      (steps) => count(steps > 0 ? "advanced" : "waiting"),
      (error: unknown) => failed(move.id, error),
    );
  }
  for (const row of await movingHere(ctx)) {
    if (!mayGoOn()) break;
    if (moves.some(({ id }) => id === row.moveId)) continue;
    await endStray(ctx, row, mayGoOn).then(
      (ended) => ended && count("strays"),
      (error: unknown) => failed(row.moveId, error),
    );
  }
  return { counted, errors, next: null };
}

/** Takes away what an overtaken run has written after its move had ended. Returns whether there was such a thing. */
async function endStray(ctx: Context, row: MovingTenant, mayGoOn: () => boolean): Promise<boolean> {
  if (await isMoveOpen(ctx, row.moveId)) return false;
  if (!(await dropFence({ name: ctx.database.name, db: ctx.db }, row.tenantId, mayGoOn))) return false;
  await endStrayRow(ctx, row);
  return true;
}

/** Takes a move as far as the slice allows, and returns how many steps it made. Records a failure and throws it. */
async function workOn(ctx: Context, before: MoveRow, mayGoOn: () => boolean): Promise<number> {
  let move = before;
  try {
    const target = ctx.inDatabase(ctx, ctx.databases.named(move.toDatabase));
    const work: MoveWork = {
      ctx,
      source: { name: ctx.database.name, db: ctx.db },
      target: { name: target.database.name, db: target.db },
      mayGoOn,
    };
    for (let steps = 0; ; steps += 1) {
      requireInTime(move, instantOf(ctx));
      const next = await advanceMove(work, move);
      if (next === null) return steps;
      if (next.endedAt !== null || !mayGoOn()) return steps + 1;
      move = next;
    }
  } catch (error) {
    // A repetition that is overtaken although the move stands still will never come on.
    const now = await moveWithId(ctx, move.id);
    if (error instanceof Overtaken && now?.version !== move.version) return 0;
    if (now?.endedAt === null) await recordFailure(ctx, now, error);
    throw error;
  }
}

/** Ends a move that does not come to its switch. */
function requireInTime(move: MoveRow, now: number): void {
  const position = positionOf(move);
  if (!canCancel(move.status, position) || now - move.createdAt < DEADLINE_MS) return;
  const at = [move.status, position.step].filter((part) => part !== undefined).join(", ");
  throw new MoveProblem(
    "took_too_long",
    `The move was not at its switch ${DEADLINE_MS / 3_600_000} hours after it was asked for (${at}). If it was still \`announced\`, a job's run went on all the time: see GET /v1/job-runs. Otherwise the database was too slow or the tenant too large: move it again at a quiet hour.`,
  );
}

/** Counts the failure, and cancels a move that can't succeed or has failed too often. */
async function recordFailure(ctx: Context, move: MoveRow, error: unknown): Promise<void> {
  const failures = move.failures + 1;
  const isFinal = error instanceof MoveProblem;
  const code = isFinal
    ? error.code
    : isUnavailable(error) || isMovingError(error)
      ? "storage_unavailable"
      : "internal_error";
  const detail = isFinal ? error.message : (describeError(error).split("\n", 1)[0] ?? "");
  if (canCancel(move.status, positionOf(move)) && (isFinal || failures >= MAX_FAILED_ATTEMPTS)) {
    await giveUpFailedMove(ctx, move, { code, detail });
  } else if (move.status === "canceling") {
    await saveMove(ctx, move, { failures });
  } else {
    await saveMove(ctx, move, { failures, errorCode: code, errorDetail: detail });
  }
}
