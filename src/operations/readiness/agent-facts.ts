import type { CheckedAgent } from "#inventory/agents/queries";
import { MISSES_THAT_COUNT } from "#inventory/agents/store-check";
import type { RoutingPlan } from "#kernel/values/routing-plan";
import type { AgentFact, Answers } from "./evaluate-readiness";

export interface CheckedAgentFact extends AgentFact {
  /** When the agent's current version was last checked; `null` if never. Milliseconds UTC. */
  readonly checkedAt: number | null;
}

/** Whether calls may go to the agent: a tenant's own TwiML does not run everywhere. */
export const isAllowed = (agent: Pick<CheckedAgent, "kind"> | undefined, mayRedirect: boolean): boolean =>
  mayRedirect || agent?.kind !== "redirect";

/**
 * Builds the fact about one agent. `agent` is undefined if the agent is deleted or another tenant's. A check of an
 * earlier version is ignored, because the change may have moved the destination.
 */
export function agentFact(id: string, agent: CheckedAgent | undefined, mayRedirect: boolean): CheckedAgentFact {
  const check = agent && agent.checkedVersion === agent.version ? agent : null;
  return {
    id,
    exists: agent !== undefined,
    isAllowed: isAllowed(agent, mayRedirect),
    answers: answersOf(check),
    checkedAt: check?.checkedAt ?? null,
  };
}

/**
 * Returns the ids of the agents that answer a number's calls: those that share calls by weight, and the assigned agent
 * if none of them can. Leaves out agents for single callers, because other callers do not reach them.
 */
export function agentsFor(
  plan: RoutingPlan | null,
  assigned: string | null,
  isUsable: (id: string) => boolean,
): readonly string[] {
  const sharing = (plan?.agents ?? []).filter(({ weight }) => weight > 0).map(({ agentId }) => agentId);
  return assigned === null || sharing.some(isUsable) ? sharing : [...new Set([...sharing, assigned])];
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
