import { newestEvent } from "#events/log/reads";
import { numbersDialled } from "#inventory/routing/dial-loop";
import { refuseLoop } from "#inventory/routing/require-no-loop";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { toDestination } from "./destination-wire";
import type { AgentRow } from "./table";
import { type AgentChange, updateAgent } from "./update-agent";

/** Changes an agent, unless calls to its numbers would come back to them. */
export async function changeAgent(
  ctx: Context,
  id: string,
  change: AgentChange,
  ifMatch: string | undefined,
): Promise<AgentRow> {
  requireScope(ctx, "agents:write");
  const destination = change.destination && toDestination(change.destination);
  if (destination?.kind !== "dial") return await updateAgent(ctx, id, change, ifMatch);
  const [newest] = await newestEvent(ctx.db, ctx.principal.tenantId);
  const dialling = { agents: new Map([[id, destination]]), mayDial: numbersDialled([destination]) };
  return await updateAgent(ctx, id, change, ifMatch, await refuseLoop(ctx, dialling, { newest }));
}
