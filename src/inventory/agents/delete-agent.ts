import { type SQL, sql } from "drizzle-orm";
import { newestEvent } from "#events/log/reads";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { endAssignmentsOf } from "#inventory/assignments/assignment-statements";
import { agentHasOnly, assignmentsOfAgent } from "#inventory/assignments/queries";
import { numbersWithIds } from "#inventory/phone-numbers/queries";
import { markDirty } from "#inventory/phone-numbers/readiness-queue";
import { clearNumberAgents } from "#inventory/phone-numbers/set-agent";
import { dialledBehind, plansNaming } from "#inventory/routing/queries";
import { refuseLoop } from "#inventory/routing/require-no-loop";
import { previousWroteSomething, wroteSomething } from "#kernel/db/db";
import { requireMatch } from "#kernel/http/http";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { agentEverOf } from "./queries";
import { removeAgent } from "./remove";
import type { AgentRow } from "./table";

/** Numbers that are taken off an agent in one batch. */
export const MAX_FORCED = 1_000;
/** Numbers that a refusal names. */
const MAX_NAMED = 100;

/**
 * Deletes an agent. While numbers use it, by assignment or in their plans, only with `force`: their assignments end in the
 * same batch, unless their calls would then fall back to numbers that dial them. Plans stay as they are; routing passes over an
 * agent that is gone. Deleting it again is no error.
 */
export async function deleteAgent(
  ctx: Context,
  id: string,
  { force, ifMatch }: { force: boolean; ifMatch: string | undefined },
): Promise<AgentRow> {
  requireScope(ctx, "agents:write");
  if (force) requireScope(ctx, "numbers:write");
  const { db } = ctx;
  const agent = await agentEverOf(ctx, id);
  if (agent.deletedAt !== null) return agent;
  requireMatch(ifMatch, agent.version);
  const [open, planned, behind, [newest]] = await db.batch([
    assignmentsOfAgent(db, id, MAX_FORCED + 1),
    plansNaming(db, agent.tenantId, id, MAX_NAMED + 1),
    dialledBehind(db, agent.tenantId, id),
    newestEvent(db, agent.tenantId),
  ]);
  const inUse = [...new Set([...open, ...planned].map(({ phoneNumberId }) => phoneNumberId))];
  if (inUse.length > 0 && !force) throw await refusal(ctx, agent, inUse);
  if (open.length > MAX_FORCED) {
    throw new Problem("agent_in_use", `More than ${MAX_FORCED} numbers have the agent; unassign some of them first.`);
  }
  const change = { agents: new Map([[id, null]]), mayDial: behind.map(({ phoneNumber }) => phoneNumber) };
  const noLoopSince = await refuseLoop(ctx, change, { newest, numbers: open.map(({ e164 }) => e164) });
  const unplanned: SQL = force ? sql`true` : sql`not exists ${plansNaming(db, agent.tenantId, id, 1)}`;
  const source = sourceOf(ctx);
  const numberIds = open.map(({ phoneNumberId }) => phoneNumberId);
  const letGo =
    open.length === 0 ? [] : [...endAssignmentsOf(db, source, id, open), clearNumberAgents(db, numberIds, ctx.now)];
  const [written] = await db.batch([
    removeAgent(db, agent, ctx.now, sql`${agentHasOnly(id, open)} and ${unplanned} and ${noLoopSince}`),
    recordEvent(db, source, "agent.deleted", id, { name: agent.name, kind: agent.kind }),
    markDirty(db, sql`${id}`, sql`where ${previousWroteSomething}`),
    ...letGo,
  ]);
  if (!wroteSomething(written)) {
    throw new Problem("changed_meanwhile", "The agent or its numbers were changed at the same moment; repeat it.");
  }
  return agent;
}

async function refusal(ctx: Context, { name }: AgentRow, inUse: readonly string[]): Promise<Problem> {
  const named = await numbersWithIds(ctx, inUse.slice(0, MAX_NAMED));
  const numbers = named.map(({ id, e164 }) => ({ id, phone_number: e164 }));
  const more = inUse.length > MAX_NAMED;
  const list = numbers.map(({ phone_number }) => phone_number).join(", ");
  const way = "Unassign them and take it out of their routing plans, or send ?force=true.";
  return new Problem("agent_in_use", `The agent ${name} is used by ${list}${more ? " and more" : ""}. ${way}`, {
    more: { phone_numbers: numbers, has_more: more },
  });
}
