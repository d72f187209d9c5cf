// Pure: no I/O, no clock, no randomness.
import type { WeightedAgent } from "#kernel/values/routing-plan";

/** FNV-1a over the text's UTF-16 units, finished as MurmurHash3 does, so that every bit depends on every letter. */
function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Evenly spread over the open interval from 0 to 1. */
const unit = (text: string): number => (hash32(text) + 0.5) / 2 ** 32;

/**
 * The agent for a key: always the same one for the same key, and over many keys in proportion to the weights (weighted
 * rendezvous hashing). A key changes agents only when it must: raising a weight moves keys to that agent only, and
 * removing an agent moves only its own keys. `null` if no agent has any weight.
 */
export function drawAgent(key: string, agents: readonly WeightedAgent[]): string | null {
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const { agentId, weight } of agents) {
    const score = -Math.log(unit(`${key}\n${agentId}`)) / weight;
    if (score < least) [best, least] = [agentId, score];
  }
  return best;
}
