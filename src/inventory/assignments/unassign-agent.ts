import { newestEvent } from "#events/log/reads";
import { sourceOf } from "#events/log/source";
import { numberConflict } from "#inventory/phone-numbers/number-problems";
import { numberOf } from "#inventory/phone-numbers/queries";
import { setNumberAgent } from "#inventory/phone-numbers/set-agent";
import type { NumberRow } from "#inventory/phone-numbers/table";
import { numbersDialled } from "#inventory/routing/dialled-numbers";
import { planInForce } from "#inventory/routing/queries";
import { requireNoLoop } from "#inventory/routing/require-no-loop";
import { batchNamed, wroteSomething } from "#kernel/db/db";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { endAssignment } from "./assignment-statements";
import { latestAssignment } from "./queries";

/**
 * Unassigns a number, from the next call on. Without an agent, nothing changes. Refused if the number would then fall
 * back at once to a number that dials it (`routing_loop`).
 */
export async function unassignAgent(ctx: Context, reference: string): Promise<NumberRow> {
  requireScope(ctx, "numbers:write");
  const { db } = ctx;
  const number = await numberOf(ctx, reference);
  if (number.agentId === null) return number;
  const {
    latest: [latest],
    plan: [plan],
    newest: [newest],
  } = await batchNamed(db, {
    latest: latestAssignment(db, number.id),
    plan: planInForce(db, number.tenantId, number.id),
    newest: newestEvent(db, number.tenantId),
  });
  const change = {
    number: { e164: number.e164, agentId: null },
    agents: new Map(),
    mayDial: numbersDialled([plan?.plan.fallback]),
  };
  const noLoopSince = await requireNoLoop(ctx, change, { newest, numbers: [number.e164] });
  const source = sourceOf(ctx);
  const { unassigned } = await batchNamed(db, {
    unassigned: setNumberAgent(db, number, null, ctx.now, noLoopSince),
    ended: endAssignment(db, source, latest),
  });
  if (!wroteSomething(unassigned)) throw numberConflict(number.e164);
  return { ...number, agentId: null, version: number.version + 1, updatedAt: ctx.now };
}
