import { and, eq, type SQL, sql } from "drizzle-orm";
import type { z } from "zod";
import { newestEvent } from "#events/log/reads";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { markDirty } from "#inventory/phone-numbers/readiness-queue";
import { numbersDialled } from "#inventory/routing/dialled-numbers";
import { requireNoLoop } from "#inventory/routing/require-no-loop";
import { requireRedirectAllowedForAgent } from "#inventory/routing/require-redirect-allowed";
import { batchNamed, previousWroteSomething, wroteSomething } from "#kernel/db/db";
import { requireMatch } from "#kernel/http/etag";
import { Problem } from "#kernel/http/problem";
import { changedFields } from "#kernel/http/wire";
import type { Context } from "#kernel/ports/context";
import type { Destination } from "#kernel/values/destination";
import { allowedDestination } from "./allowed-destination";
import { agentOf } from "./queries";
import { requireTrunks } from "./require-trunks";
import { carryOverCheck } from "./store-check";
import { type AgentRow, agents } from "./table";
import type { agentChange } from "./wire";

type AgentChange = z.output<ReturnType<typeof agentChange>>;

/**
 * Changes an agent. The next call to each of its numbers goes to the new destination. Refused: a destination that leads
 * back to this platform, or whose own routing dials this agent's numbers (`routing_loop`), and the tenant's own TwiML
 * for numbers that it may not run for (`redirect_not_allowed`).
 */
export async function updateAgent(
  ctx: Context,
  id: string,
  change: AgentChange,
  ifMatch: string | undefined,
): Promise<AgentRow> {
  const asked = change.destination && allowedDestination(ctx.config, change.destination);
  await requireTrunks(ctx, [{ pointer: "/destination", destination: asked }]);
  const noLoop = await requireNoLoopBy(ctx, id, asked);
  const before = await agentOf(ctx, id);
  requireMatch(ifMatch, before.version);
  const destination = asked ?? before.destination;
  const wanted = { name: change.name ?? before.name, destination };
  const changed = changedFields(before, wanted);
  if (changed.length === 0) return before;
  const fields = { ...wanted, kind: destination.kind, version: before.version + 1, updatedAt: ctx.now };
  const mayRedirect =
    destination.kind === "redirect" && before.kind !== "redirect"
      ? await requireRedirectAllowedForAgent(ctx, before)
      : undefined;
  const { updated } = await batchNamed(ctx.db, {
    updated: ctx.db
      .update(agents)
      .set(fields)
      .where(and(eq(agents.id, id), eq(agents.version, before.version), noLoop, mayRedirect)),
    event: recordEvent(ctx.db, sourceOf(ctx), "agent.updated", id, { name: fields.name, kind: fields.kind, changed }),
    dirtyOrCheck: changed.includes("destination")
      ? markDirty(ctx.db, sql`${id}`, sql`where ${previousWroteSomething}`)
      : carryOverCheck(ctx, before, fields.version),
  });
  if (!wroteSomething(updated)) {
    throw new Problem("changed_meanwhile", "Another request just changed this agent. Read it again and retry.");
  }
  return { ...before, ...fields };
}

/** The condition to gate the write on; none for a destination that dials no number. */
async function requireNoLoopBy(
  ctx: Context,
  id: string,
  destination: Destination | undefined,
): Promise<SQL | undefined> {
  if (destination?.kind !== "dial") return undefined;
  const [newest] = await newestEvent(ctx.db, ctx.principal.tenantId);
  const dialling = { agents: new Map([[id, destination]]), mayDial: numbersDialled([destination]) };
  return await requireNoLoop(ctx, dialling, { newest });
}
