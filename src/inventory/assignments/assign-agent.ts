import { and } from "drizzle-orm";
import { sourceOf } from "#events/log/source";
import { agentExists } from "#inventory/agents/queries";
import { numberConflict, requireInService } from "#inventory/phone-numbers/number-problems";
import { requireNumberRow } from "#inventory/phone-numbers/queries";
import { setNumberAgent } from "#inventory/phone-numbers/set-agent";
import type { NumberRow } from "#inventory/phone-numbers/table";
import { numbersDialled } from "#inventory/routing/dialled-numbers";
import { requireNoLoop } from "#inventory/routing/require-no-loop";
import { requireRedirectAllowed } from "#inventory/routing/require-redirect-allowed";
import { batchNamed, wroteSomething } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { assignFreeNumber } from "./assign-free-number";
import { endAssignment, startAssignment } from "./assignment-statements";
import { nextValidFrom } from "./validity";

/** Assigns a number to an agent, from the next call on, and ends the number's assignment before in the same batch. */
export async function assignAgent(ctx: Context, reference: string, agentId: string): Promise<NumberRow> {
  requireScope(ctx, "numbers:write");
  const { db } = ctx;
  const { tenantId } = ctx.principal;
  const { assigned: isDone, basis } = await assignFreeNumber(ctx, reference, agentId);
  const number = requireNumberRow(reference, basis?.number);
  if (isDone) return number;
  requireInService(number, "assigned to an agent");
  if (number.agentId === agentId) return number;
  const { agent = null, latest = null, newestSeq = 0 } = basis ?? {};
  if (!agent) throw new Problem("agent_not_found", `No agent has the id ${agentId}.`);
  await requireRedirectAllowed(ctx, number, [agent]);
  const { destination } = agent;
  const change = {
    number: { e164: number.e164, agentId },
    agents: new Map([[agentId, destination]]),
    mayDial: numbersDialled([destination]),
  };
  const noLoopSince = await requireNoLoop(ctx, change, { newest: { seq: newestSeq } });
  const source = sourceOf(ctx);
  const before = latest ?? undefined;
  const { assigned } = await batchNamed(db, {
    assigned: setNumberAgent(db, number, agentId, ctx.now, and(agentExists(tenantId, agentId), noLoopSince)),
    ended: endAssignment(db, source, before),
    started: startAssignment(db, source, {
      id: ctx.newId("assignment"),
      tenantId,
      phoneNumberId: number.id,
      e164: number.e164,
      agentId,
      validFrom: nextValidFrom(before, ctx.now),
      validTo: null,
    }),
  });
  if (!wroteSomething(assigned)) throw numberConflict(number.e164);
  return { ...number, agentId, version: number.version + 1, updatedAt: ctx.now };
}
