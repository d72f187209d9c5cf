import { toDestination } from "../agents/destination";
import type { AgentRow } from "../agents/table";
import { type AgentChange, updateAgent } from "../agents/update";
import type { Context } from "../kernel/context";
import { requireScope } from "../kernel/scope";
import { refuseAgentLoop } from "./refuse-loop";

/** Changes an agent, unless calls to its numbers would come back to them. */
export async function changeAgent(
  ctx: Context,
  id: string,
  change: AgentChange,
  ifMatch: string | undefined,
): Promise<AgentRow> {
  requireScope(ctx, "agents:write");
  if (change.destination) await refuseAgentLoop(ctx, { id, destination: toDestination(change.destination) });
  return await updateAgent(ctx, id, change, ifMatch);
}
