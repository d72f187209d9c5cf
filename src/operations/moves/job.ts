import { codedError, isUnavailable } from "#kernel/db/coded-error";
import { describeError, isMovingError } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import type { Job, JobError, Slice } from "#operations/job-runs/job";
import { advanceMove } from "./advance-move";
import { giveUpFailedMove } from "./cancel-move";
import { dropFence } from "./fence";
import { MoveProblem, type MoveWork, positionOf, saveMove } from "./move-record";
import { canCancel, MAX_FAILED_ATTEMPTS } from "./move-status";
import { Overtaken } from "./pass";
import { isMoveOpen, movingHere, openMoves } from "./queries";
import { endStrayRow } from "./stray-row";
import type { MoveRow } from "./table";

/** Statements that one slice sends to the new databases. The run's own budget counts the old one's. */
const TARGET_QUERIES = 400;

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
  if (ctx.databases.all.length === 1) return { counted, errors, next: null };
  for (const row of await movingHere(ctx)) {
    if (await isMoveOpen(ctx, row.moveId)) continue;
    await dropFence(ctx.database, row.tenantId);
    await endStrayRow(ctx, row);
    count("strays");
  }
  let sent = 0;
  const goesOn = () => sent < TARGET_QUERIES && mayGoOn();
  for (const move of await openMoves(ctx)) {
    if (!goesOn()) break;
    const countSent = (statements: number): void => {
      sent += statements;
    };
    try {
      const target = ctx.databases.named(move.toDatabase);
      const steps = await takeSteps({ ctx, source: ctx.database, target, count: countSent, mayGoOn: goesOn }, move);
      count(steps > 0 ? "advanced" : "waiting");
    } catch (error) {
      if (error instanceof Overtaken) continue;
      errors.push({ at: move.id, ...codedError(error) });
      await recordFailure(ctx, move.id, error);
    }
  }
  return { counted, errors, next: null };
}

/** Takes a move as far as the slice allows. Returns how many steps it made. */
async function takeSteps(work: MoveWork, before: MoveRow): Promise<number> {
  let move = before;
  for (let steps = 0; ; steps += 1) {
    const next = await advanceMove(work, move);
    if (next === null) return steps;
    if (next.endedAt !== null || !work.mayGoOn()) return steps + 1;
    move = next;
  }
}

/** Counts the failure, and cancels a move that can't succeed or has failed too often. */
async function recordFailure(ctx: Context, id: string, error: unknown): Promise<void> {
  const move = (await openMoves(ctx)).find((each) => each.id === id);
  if (!move) return;
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
