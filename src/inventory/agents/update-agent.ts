import { and, eq, type SQL, sql } from "drizzle-orm";
import type { z } from "zod";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { markDirty } from "#inventory/phone-numbers/readiness-queue";
import { previousWroteSomething, wroteSomething } from "#kernel/db/db";
import { requireMatch } from "#kernel/http/http";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import { changedFields } from "#kernel/http/wire";
import type { Context } from "#kernel/ports/context";
import { toDestination } from "./destination-wire";
import { agentOf } from "./queries";
import { refuseOwnOrigin } from "./refuse-redirect-to-platform";
import { keepCheck } from "./store-check";
import { type AgentRow, agents } from "./table";
import type { agentChange } from "./wire";

export type AgentChange = z.output<ReturnType<typeof agentChange>>;

/** Changes an agent, if `gate` holds by then. The next call to each of its numbers goes to the new destination. */
export async function updateAgent(
  ctx: Context,
  id: string,
  change: AgentChange,
  ifMatch: string | undefined,
  gate?: SQL,
): Promise<AgentRow> {
  requireScope(ctx, "agents:write");
  const before = await agentOf(ctx, id);
  requireMatch(ifMatch, before.version);
  const destination = change.destination ? toDestination(change.destination) : before.destination;
  if (change.destination) refuseOwnOrigin(ctx, destination);
  const wanted = { name: change.name ?? before.name, destination };
  const changed = changedFields(before, wanted);
  if (changed.length === 0) return before;
  const fields = { ...wanted, kind: destination.kind, version: before.version + 1, updatedAt: ctx.now };
  const [written] = await ctx.db.batch([
    ctx.db
      .update(agents)
      .set(fields)
      .where(and(eq(agents.id, id), eq(agents.version, before.version), gate)),
    recordEvent(ctx.db, sourceOf(ctx), "agent.updated", id, { name: fields.name, kind: fields.kind, changed }),
    changed.includes("destination")
      ? markDirty(ctx.db, sql`${id}`, sql`where ${previousWroteSomething}`)
      : keepCheck(ctx, before, fields.version),
  ]);
  if (!wroteSomething(written)) {
    throw new Problem("changed_meanwhile", "The agent was changed at the same moment; read it again and repeat.");
  }
  return { ...before, ...fields };
}
