import type { Destination } from "../kernel/destination";
import type { RoutingPlan } from "../kernel/routing-plan";

/**
 * Numbers that dial each other: a call would ring round and round, each leg at a price, until the first of them gives up. What
 * counts is where calls go as soon as they come. Two numbers that help each other out when nobody answers, or outside of their
 * hours, are well and good: the first one's ringing time ends that.
 */

/** How many numbers a call is followed over. */
export const MAX_HOPS = 10;

export interface Routed {
  /** The agent that is assigned. */
  readonly agentId: string | null;
  readonly plan: RoutingPlan | null;
}

/** The numbers that calls may be put through to as soon as they come: by any agent, or by the fallback where there is none. */
export function dialledAtOnce(
  { agentId, plan }: Routed,
  destinationOf: (agentId: string) => Destination | undefined,
): string[] {
  const own = (plan?.callers ?? []).map((caller) => caller.agentId);
  const shared = (plan?.agents ?? []).filter(({ weight }) => weight > 0).map((agent) => agent.agentId);
  const forAll = [...shared, ...(agentId === null ? [] : [agentId])];
  const destinations: (Destination | undefined)[] = [...own, ...forAll].map(destinationOf);
  if (forAll.length === 0 && plan?.fallback) destinations.push(plan.fallback);
  return [...new Set(destinations.flatMap((one) => (one?.kind === "dial" ? [one.phoneNumber] : [])))];
}

/** Which numbers each of these dials at once, as far as they are known. */
type Dialled = (numbers: readonly string[]) => Promise<ReadonlyMap<string, readonly string[]>>;

/**
 * The shortest way from these numbers to that one, both included; null if there is none of at most `MAX_HOPS` steps. A number
 * that dials itself is no step: routing passes that over.
 */
export async function wayTo(target: string, from: readonly string[], dialled: Dialled): Promise<string[] | null> {
  const cameFrom = new Map<string, string | null>(from.map((number) => [number, null]));
  const wayOf = (number: string): string[] => {
    const before = cameFrom.get(number) ?? null;
    return before === null ? [number] : [...wayOf(before), number];
  };
  let reached = [...cameFrom.keys()];
  for (let hop = 0; hop < MAX_HOPS && reached.length > 0; hop += 1) {
    const steps = [...(await dialled(reached))].flatMap(([number, nexts]) => nexts.map((next) => ({ number, next })));
    reached = [];
    for (const { number, next } of steps) {
      if (number === next) continue;
      if (next === target) return [...wayOf(number), target];
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, number);
      reached.push(next);
    }
  }
  return null;
}
