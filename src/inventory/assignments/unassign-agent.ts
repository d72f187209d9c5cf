import { newestEvent } from "#events/log/reads";
import { sourceOf } from "#events/log/source";
import { numberOf } from "#inventory/phone-numbers/queries";
import { setNumberAgent } from "#inventory/phone-numbers/set-agent";
import type { NumberRow } from "#inventory/phone-numbers/table";
import { numbersDialled } from "#inventory/routing/dial-loop";
import { planInForce } from "#inventory/routing/queries";
import { refuseLoop } from "#inventory/routing/require-no-loop";
import { wroteSomething } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { endAssignment } from "./assignment-statements";
import { latestAssignment } from "./queries";

/**
 * Takes a number's agent off it, from the next call on. Unassigning a number that has none changes nothing. Where nobody is left
 * to take calls they fall back at once, which may be to a number that dials this one.
 */
export async function unassignAgent(ctx: Context, reference: string): Promise<NumberRow> {
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
    setNumberAgent(db, number, null, ctx.now, noLoopSince),
    ...endAssignment(db, source, latest),
  ]);
  if (!wroteSomething(written)) {
    throw new Problem("changed_meanwhile", `${number.e164} was changed at the same moment; read it again and repeat.`);
  }
  return { ...number, agentId: null, version: number.version + 1, updatedAt: ctx.now };
}
