import { and, sql } from "drizzle-orm";
import { newestEvent } from "#events/log/reads";
import { sourceOf } from "#events/log/source";
import { agentExists, agentsAmong } from "#inventory/agents/queries";
import { numberConflict, requireInService } from "#inventory/phone-numbers/number-problems";
import { numberIdOf, numberRead, requireNumberRow } from "#inventory/phone-numbers/queries";
import { setNumberAgent } from "#inventory/phone-numbers/set-agent";
import type { NumberRow } from "#inventory/phone-numbers/table";
import { numbersDialled } from "#inventory/routing/dial-loop";
import { requireNoLoop } from "#inventory/routing/require-no-loop";
import { requireRedirectAllowed } from "#inventory/routing/require-redirect-allowed";
import { batchNamed, wroteSomething } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { endAssignment, startAssignment } from "./assignment-statements";
import { latestAssignment } from "./queries";
import { nextValidFrom } from "./validity";

/** Assigns a number to an agent, from the next call on, and ends the number's assignment before in the same batch. */
export async function assignAgent(ctx: Context, reference: string, agentId: string): Promise<NumberRow> {
  requireScope(ctx, "numbers:write");
  const { db } = ctx;
  const { tenantId } = ctx.principal;
  const read = await batchNamed(db, {
    number: numberRead(ctx, reference),
    found: agentsAmong(db, tenantId, sql`(${agentId})`),
    latest: latestAssignment(db, sql`${numberIdOf(ctx, reference)}`),
    newest: newestEvent(db, tenantId),
  });
  const number = requireNumberRow(reference, read.number[0]);
  requireInService(number, "assigned to an agent");
  const {
    found: [agent],
    latest: [latest],
    newest: [newest],
  } = read;
  if (!agent) throw new Problem("agent_not_found", `No agent has the id ${agentId}.`);
  if (number.agentId === agentId) return number;
  await requireRedirectAllowed(ctx, number, [agent]);
  const { destination } = agent;
  const change = {
    number: { e164: number.e164, agentId },
    agents: new Map([[agentId, destination]]),
    mayDial: numbersDialled([destination]),
  };
  const noLoopSince = await requireNoLoop(ctx, change, { newest });
  const source = sourceOf(ctx);
  const { assigned } = await batchNamed(db, {
    assigned: setNumberAgent(db, number, agentId, ctx.now, and(agentExists(tenantId, agentId), noLoopSince)),
    ended: endAssignment(db, source, latest),
    started: startAssignment(db, source, {
      id: ctx.newId("assignment"),
      tenantId,
      phoneNumberId: number.id,
      e164: number.e164,
      agentId,
      validFrom: nextValidFrom(latest, ctx.now),
      validTo: null,
    }),
  });
  if (!wroteSomething(assigned)) throw numberConflict(number.e164);
  return { ...number, agentId, version: number.version + 1, updatedAt: ctx.now };
}
