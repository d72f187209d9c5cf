import { toDestination } from "../agents/destination";
import type { AgentRow } from "../agents/table";
import { type AgentChange, updateAgent } from "../agents/update";
import { newestEvent } from "../events/tail";
import type { Context } from "../kernel/context";
import { requireScope } from "../kernel/scope";
import { numbersDialled } from "./loop";
import { refuseLoop } from "./refuse-loop";

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
