import { probeAgent } from "#inventory/agents/check-agent";
import { everyAgent } from "#inventory/agents/queries";
import { storeCheck } from "#inventory/agents/store-check";
import { codedError } from "#kernel/db/coded-error";
import type { Context } from "#kernel/ports/context";
import type { Job, JobError, Slice } from "#operations/job-runs/job";

/** Agents that a slice checks; each check takes up to four requests. */
const AGENTS_PER_SLICE = 40;
/** Concurrent checks: a Worker keeps at most six connections open. */
const CHECKS_AT_ONCE = 6;

/**
 * Checks the destination of each agent, every ten minutes. Reads agents by id (the cursor is the last checked agent);
 * writes `agent_checks` and puts an agent whose result changed into the queue. A killed slice is repeated from its
 * cursor and checks its agents once more; a repeated failure may count twice.
 */
export const checkAgentsJob: Job = {
  name: "agent-health",
  description: "Checks whether the destinations of agents answer.",
  cron: "*/10 * * * *",
  slice: checkAgents,
};

async function checkAgents(ctx: Context, cursor: string | null, mayGoOn: () => boolean): Promise<Slice> {
  const agents = await everyAgent(ctx, { after: cursor ?? "", limit: AGENTS_PER_SLICE });
  const counted = { asked: 0, failed: 0 };
  const errors: JobError[] = [];
  for (let at = 0; at < agents.length; at += CHECKS_AT_ONCE) {
    if (!mayGoOn()) return { counted, errors, next: agents[at - 1]?.id ?? cursor };
    const check = async (agent: (typeof agents)[number]) => {
      try {
        const { result, steps } = await probeAgent(ctx, agent);
        await storeCheck(ctx, agent, { result, detail: steps.at(-1)?.detail ?? "" });
        counted.asked += 1;
        counted.failed += result === "failed" ? 1 : 0;
      } catch (error) {
        errors.push({ at: agent.id, ...codedError(error) });
      }
    };
    await Promise.all(agents.slice(at, at + CHECKS_AT_ONCE).map(check));
  }
  const next = agents.length < AGENTS_PER_SLICE ? null : (agents.at(-1)?.id ?? null);
  return { counted, errors, next };
}
