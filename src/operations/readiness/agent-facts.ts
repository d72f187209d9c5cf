import type { agentsWithChecks } from "#inventory/agents/queries";
import { MISSES_THAT_COUNT } from "#inventory/agents/store-check";
import type { RoutingPlan } from "#kernel/values/routing-plan";
import type { AgentFact, Answers } from "./evaluate-readiness";

/** Facts about the agents of a number. */

export interface CheckedAgentFact extends AgentFact {
  /** When the agent's current version was checked; `null` if it was not. */
  readonly checkedAt: number | null;
}

type CheckedAgent = Awaited<ReturnType<typeof agentsWithChecks>>[number];

/**
 * `agent` is undefined for an agent that is deleted or another tenant's. A check of another version says nothing about
 * this one.
 */
export function agentFact(id: string, agent: CheckedAgent | undefined): CheckedAgentFact {
  const check = agent && agent.checkedVersion === agent.version ? agent : null;
  return { id, exists: agent !== undefined, answers: answersOf(check), checkedAt: check?.checkedAt ?? null };
}

/**
 * The agents that a number's calls go to, as routing picks them: the agents that share calls by weight, and the
 * assigned agent if none of these exists. Agents for single callers are left out: they say nothing about other callers.
 */
export function agentsFor(
  plan: RoutingPlan | null,
  assigned: string | null,
  exists: (id: string) => boolean,
): readonly string[] {
  const sharing = (plan?.agents ?? []).filter(({ weight }) => weight > 0).map(({ agentId }) => agentId);
  return assigned === null || sharing.some(exists) ? sharing : [...new Set([...sharing, assigned])];
}

function answersOf(check: Pick<CheckedAgent, "result" | "misses"> | null): Answers {
  switch (check?.result) {
    case "ok":
      return "yes";
    case "failed":
      return (check.misses ?? 0) >= MISSES_THAT_COUNT ? "no" : "missed";
    case "not_applicable":
      return "not_applicable";
    default:
      return "unknown";
  }
}
