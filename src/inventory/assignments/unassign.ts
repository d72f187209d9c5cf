import { endAssignment } from "../assignments/change";
import { latestAssignment } from "../assignments/queries";
import { sourceOf } from "../events/source";
import { newestEvent } from "../events/tail";
import type { Context } from "../kernel/context";
import { wroteSomething } from "../kernel/db";
import { Problem } from "../kernel/problem";
import { requireScope } from "../kernel/scope";
import { pointNumber } from "../numbers/point";
import { numberOf } from "../numbers/queries";
import type { NumberRow } from "../numbers/table";
import { numbersDialled } from "./loop";
import { planInForce } from "./queries";
import { refuseLoop } from "./refuse-loop";

/**
 * Takes a number's agent off it, from the next call on. Unassigning a number that has none changes nothing. Where nobody is left
 * to take calls they fall back at once, which may be to a number that dials this one.
 */
export async function unassign(ctx: Context, reference: string): Promise<NumberRow> {
  requireScope(ctx, "numbers:write");
  const { db } = ctx;
  const number = await numberOf(ctx, reference);
  if (number.agentId === null) return number;
  const [[latest], [current], [newest]] = await db.batch([
    latestAssignment(db, number.id),
    planInForce(db, number.tenantId, number.id),
    newestEvent(db, number.tenantId),
  ]);
  const change = {
    number: { e164: number.e164, agentId: null },
    agents: new Map(),
    mayDial: numbersDialled([current?.plan.fallback]),
  };
  const noLoopSince = await refuseLoop(ctx, change, { newest, numbers: [number.e164] });
  const source = sourceOf(ctx);
  const [written] = await db.batch([
    pointNumber(db, number, null, ctx.now, noLoopSince),
    ...endAssignment(db, source, latest),
  ]);
  if (!wroteSomething(written)) {
    throw new Problem("changed_meanwhile", `${number.e164} was changed at the same moment; read it again and repeat.`);
  }
  return { ...number, agentId: null, version: number.version + 1, updatedAt: ctx.now };
}
