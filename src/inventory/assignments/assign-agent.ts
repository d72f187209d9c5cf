import { and, sql } from "drizzle-orm";
import { newestEvent } from "#events/log/reads";
import { sourceOf } from "#events/log/source";
import { agentExists, agentsAmong } from "#inventory/agents/queries";
import { isInService } from "#inventory/phone-numbers/lifecycle";
import { numberOf } from "#inventory/phone-numbers/queries";
import { setNumberAgent } from "#inventory/phone-numbers/set-agent";
import type { NumberRow } from "#inventory/phone-numbers/table";
import { numbersDialled } from "#inventory/routing/dial-loop";
import { refuseLoop } from "#inventory/routing/require-no-loop";
import { wroteSomething } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { endAssignment, startAssignment } from "./assignment-statements";
import { latestAssignment } from "./queries";
import { nextFrom } from "./validity";

/** Gives a number's calls to an agent, from the next one on. The agent that had them is relieved in the same batch. */
export async function assignAgent(ctx: Context, reference: string, agentId: string): Promise<NumberRow> {
  requireScope(ctx, "numbers:write");
  const { db } = ctx;
  const number = await numberOf(ctx, reference);
  if (!isInService(number.status)) {
    throw new Problem("illegal_transition", `${number.e164} is ${number.status}; it cannot be given an agent.`);
  }
  const { tenantId } = number;
  const [[agent], [latest], [newest]] = await db.batch([
    agentsAmong(db, tenantId, sql`(${agentId})`),
    latestAssignment(db, number.id),
    newestEvent(db, tenantId),
  ]);
  if (!agent) throw new Problem("agent_not_found", `There is no agent ${agentId}.`);
  if (number.agentId === agentId) return number;
  const { destination } = agent;
  const change = {
    number: { e164: number.e164, agentId },
    agents: new Map([[agentId, destination]]),
    mayDial: numbersDialled([destination]),
  };
  const noLoopSince = await refuseLoop(ctx, change, { newest });
  const source = sourceOf(ctx);
  const [written] = await db.batch([
    setNumberAgent(db, number, agentId, ctx.now, and(agentExists(tenantId, agentId), noLoopSince)),
    ...endAssignment(db, source, latest),
    ...startAssignment(db, source, {
      id: ctx.newId("assignment"),
      tenantId,
      phoneNumberId: number.id,
      e164: number.e164,
      agentId,
      validFrom: nextFrom(latest, ctx.now),
      validTo: null,
    }),
  ]);
  if (!wroteSomething(written)) {
    throw new Problem("changed_meanwhile", `${number.e164} was changed at the same moment; read it again and repeat.`);
  }
  return { ...number, agentId, version: number.version + 1, updatedAt: ctx.now };
}
