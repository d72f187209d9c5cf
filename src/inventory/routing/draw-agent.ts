// Pure: no I/O, no clock, no randomness.
import { rendezvousScore } from "#kernel/values/rendezvous";
import type { WeightedAgent } from "#kernel/values/routing-plan";

/**
 * The agent for a key: always the same one for the same key, and over many keys in proportion to the weights (weighted
 * rendezvous hashing). A key changes agents only when it must: raising a weight moves keys to that agent only, and
 * removing an agent moves only its own keys. `null` if no agent has any weight.
 */
export function drawAgent(key: string, agents: readonly WeightedAgent[]): string | null {
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const { agentId, weight } of agents) {
    const score = rendezvousScore(key, agentId, weight);
    if (score < least) [best, least] = [agentId, score];
  }
  return best;
}
