import { and, eq, sql } from "drizzle-orm";
import { markDirty } from "#inventory/phone-numbers/readiness-queue";
import { previousWroteSomething, type Statement } from "#kernel/db/db";
import type { Context } from "#kernel/ports/context";
import { type AgentCheckRow, type AgentRow, agentChecks } from "./table";

/** An unchanged result this old is stored again, so that its age is known. */
const CHECK_AGE_MS = 60 * 60_000;

/**
 * Stores the result of an agent's check. An unchanged result writes nothing for an hour, except that failures in a row
 * are counted. The count begins anew with each version of the agent.
 */
export async function storeCheck(
  { db, now, changed }: Context,
  { id, tenantId, version }: Pick<AgentRow, "id" | "tenantId" | "version">,
  { result, detail }: Pick<AgentCheckRow, "result" | "detail">,
): Promise<void> {
  changed.subjectIds.add(id);
  const misses = result === "failed" ? 1 : 0;
  const row = { agentId: id, tenantId, agentVersion: version, result, detail, misses, checkedAt: now };
  const counted = sql`iif(excluded.result = 'failed' and ${agentChecks.agentVersion} = excluded.agent_version,
    min(${agentChecks.misses} + 1, ${MISSES_THAT_COUNT}), excluded.misses)`;
  const isKnown = sql`exists (select 1 from ${agentChecks} where ${agentChecks.agentId} = ${id}
    and ${agentChecks.agentVersion} = ${version} and ${agentChecks.result} = ${result}
    and (${result} <> 'failed' or ${agentChecks.misses} >= ${MISSES_THAT_COUNT}))`;
  const stored = db
    .insert(agentChecks)
    .values(row)
    .onConflictDoUpdate({
      target: agentChecks.agentId,
      set: { ...row, misses: counted },
      where: sql`${agentChecks.agentVersion} <> excluded.agent_version or ${agentChecks.result} <> excluded.result
        or ${agentChecks.detail} <> excluded.detail
        or (excluded.result = 'failed' and ${agentChecks.misses} < ${MISSES_THAT_COUNT})
        or ${agentChecks.checkedAt} <= ${now - CHECK_AGE_MS}`,
    });
  await db.batch([markDirty(db, sql`${id}`, sql`where not ${isKnown}`), stored]);
}

/** The check's result stays valid for a new version with the same destination; gated by the statement before it. */
export const carryOverCheck = ({ db }: Context, { id, version }: AgentRow, newVersion: number): Statement =>
  db
    .update(agentChecks)
    .set({ agentVersion: newVersion })
    .where(and(eq(agentChecks.agentId, id), eq(agentChecks.agentVersion, version), previousWroteSomething));

/** An agent counts as down after this many failed checks in a row, because one may be a network error. */
export const MISSES_THAT_COUNT = 2;
