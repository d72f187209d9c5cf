import { and, eq, type SQL, sql } from "drizzle-orm";
import { newestEvent } from "#events/log/reads";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { endAssignmentsOf } from "#inventory/assignments/assignment-statements";
import { agentHasOnly, assignmentsOfAgent } from "#inventory/assignments/queries";
import { numbersWithIds } from "#inventory/phone-numbers/queries";
import { markDirty } from "#inventory/phone-numbers/readiness-queue";
import { clearNumberAgents } from "#inventory/phone-numbers/set-agent";
import { fallbackNumbersOfAgent, plansWithAgent } from "#inventory/routing/queries";
import { requireNoLoop } from "#inventory/routing/require-no-loop";
import { batchNamed, type Database, previousWroteSomething, wroteSomething } from "#kernel/db/db";
import { requireMatch } from "#kernel/http/etag";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { agentOrDeletedOf } from "./queries";
import { type AgentRow, agents } from "./table";

/** The most assignments that one forced deletion ends. */
export const MAX_FORCED = 1_000;
/** The most numbers that a refusal names. */
const MAX_NAMED = 100;

/**
 * Deletes an agent. While numbers use it, by assignment or in their routing plans, `force` is needed. It ends the
 * assignments in the same batch, unless the numbers would then fall back to numbers that dial them. Routing plans stay
 * as they are; routing skips a deleted agent. Deleting an agent again is no error.
 */
export async function deleteAgent(
  ctx: Context,
  id: string,
  { force, ifMatch }: { force: boolean; ifMatch: string | undefined },
): Promise<void> {
  if (force) requireScope(ctx, "numbers:write");
  const { db } = ctx;
  const agent = await agentOrDeletedOf(ctx, id);
  if (agent.deletedAt !== null) return;
  requireMatch(ifMatch, agent.version);
  const {
    open,
    planned,
    fallbacks,
    newest: [newest],
  } = await batchNamed(db, {
    open: assignmentsOfAgent(db, id, MAX_FORCED + 1),
    planned: plansWithAgent(db, agent.tenantId, id, MAX_NAMED + 1),
    fallbacks: fallbackNumbersOfAgent(db, agent.tenantId, id),
    newest: newestEvent(db, agent.tenantId),
  });
  const inUse = [...new Set([...open, ...planned].map(({ phoneNumberId }) => phoneNumberId))];
  if (inUse.length > 0 && !force) throw await agentInUse(ctx, agent, inUse);
  if (open.length > MAX_FORCED) {
    throw new Problem(
      "agent_in_use",
      `More than ${MAX_FORCED} numbers are assigned to this agent. Unassign some of them first.`,
    );
  }
  const change = { agents: new Map([[id, null]]), mayDial: fallbacks.map(({ phoneNumber }) => phoneNumber) };
  const noLoopSince = await requireNoLoop(ctx, change, { newest, numbers: open.map(({ e164 }) => e164) });
  const isUnplanned: SQL = force ? sql`true` : sql`not exists ${plansWithAgent(db, agent.tenantId, id, 1)}`;
  const source = sourceOf(ctx);
  const numberIds = open.map(({ phoneNumberId }) => phoneNumberId);
  const unassign =
    open.length === 0 ? [] : [...endAssignmentsOf(db, source, id, open), clearNumberAgents(db, numberIds, ctx.now)];
  const { deleted } = await batchNamed(db, {
    deleted: markDeleted(db, agent, ctx.now, sql`${agentHasOnly(id, open)} and ${isUnplanned} and ${noLoopSince}`),
    event: recordEvent(db, source, "agent.deleted", id, { name: agent.name, kind: agent.kind }),
    dirty: markDirty(db, sql`${id}`, sql`where ${previousWroteSomething}`),
    unassign,
  });
  if (!wroteSomething(deleted)) {
    throw new Problem(
      "changed_meanwhile",
      "Another request just changed this agent or its numbers. Retry the request.",
    );
  }
}

const markDeleted = (db: Database, row: AgentRow, now: number, gate: SQL) =>
  db
    .update(agents)
    .set({ deletedAt: now, updatedAt: now, version: row.version + 1 })
    .where(and(eq(agents.id, row.id), eq(agents.version, row.version), gate));

async function agentInUse(ctx: Context, { name }: AgentRow, inUse: readonly string[]): Promise<Problem> {
  const named = await numbersWithIds(ctx, inUse.slice(0, MAX_NAMED));
  const numbers = named.map(({ id, e164 }) => ({ id, phone_number: e164 }));
  const more = inUse.length > MAX_NAMED;
  const list = numbers.map(({ phone_number }) => phone_number).join(", ");
  const remedy = "Unassign them and remove the agent from their routing plans, or send ?force=true.";
  return new Problem("agent_in_use", `Numbers use the agent ${name}: ${list}${more ? " and more" : ""}. ${remedy}`, {
    more: { phone_numbers: numbers, has_more: more },
  });
}
