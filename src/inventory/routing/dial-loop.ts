import type { Destination } from "#kernel/values/destination";
import { canonicalNumber, isSameNumber } from "#kernel/values/number-spellings";
import type { RoutingPlan } from "#kernel/values/routing-plan";
import { dials, type MayDial, numbersDialled } from "./dialled-numbers";

/**
 * Finds loops of numbers that dial each other. A call in a loop would be forwarded, each leg at a price, until the
 * first number's dial times out. Only immediate dials count. Two numbers that are each other's fallback for an
 * unanswered call, or out of hours, are no loop: the first one's ringing time ends that.
 */

/** A call is followed over this many numbers. */
export const MAX_HOPS = 10;

/** The routing of a number. */
export interface RoutedNumber {
  readonly e164: string;
  /** The assigned agent. */
  readonly agentId: string | null;
  readonly plan: RoutingPlan | null;
}

/** `undefined`: the agent is deleted. */
type DestinationOf = (agentId: string) => Destination | undefined;

/**
 * The numbers that a number may dial as soon as it rings: by any agent, by the fallback if there is no agent, and by a
 * schedule that is never open. Agents count even if others or the schedule come first for now, so that removing a plan
 * never adds to these. Routing skips destinations that dial the number itself, so they don't count.
 */
export function immediateDials({ e164, agentId, plan }: RoutedNumber, destinationOf: DestinationOf): string[] {
  const usable = (one: MayDial): MayDial => (dials(one, e164) ? null : one);
  const fallback = usable(plan?.fallback);
  const closed = plan?.schedule?.open.length === 0 ? (usable(plan.schedule.closed) ?? fallback) : null;
  const own = (plan?.callers ?? []).map((caller) => usable(destinationOf(caller.agentId)));
  const shared = (plan?.agents ?? []).filter(({ weight }) => weight > 0).map((agent) => agent.agentId);
  const forAll = [...shared, ...(agentId === null ? [] : [agentId])].flatMap((id) => usable(destinationOf(id)) ?? []);
  return numbersDialled([closed, ...own, ...(forAll.length > 0 ? forAll : [fallback])]);
}

/**
 * The dials that a change must not turn into a loop: the immediate ones, and a dial of the number itself. Routing skips
 * the latter, but it is a mistake of the tenant, so the change that makes it is refused.
 */
export function dialSteps(number: RoutedNumber, destinationOf: DestinationOf): string[] {
  const { e164, agentId, plan } = number;
  const agents = [...(plan?.callers ?? []), ...(plan?.agents ?? []).filter(({ weight }) => weight > 0)];
  const named = [...agents.map((one) => one.agentId), ...(agentId === null ? [] : [agentId])].map(destinationOf);
  const isItself = [...named, plan?.fallback, plan?.schedule?.closed].some((one) => dials(one, e164));
  return [...immediateDials(number, destinationOf), ...(isItself ? [canonicalNumber(e164)] : [])];
}

/** A change of routing that is about to be written. */
export interface RoutingChange {
  /** The number that changes, with its new agent or plan. */
  readonly number?: Pick<RoutedNumber, "e164"> & Partial<RoutedNumber>;
  /** Agents with a new destination, or that the number did not use before; `null`: deleted. */
  readonly agents: ReadonlyMap<string, Destination | null>;
  /** All numbers that the change may make a number dial. */
  readonly mayDial: readonly string[];
}

/** The numbers that a number dials immediately, before and after the change. */
interface Dials {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

export interface DialGraph {
  readonly numbers: readonly RoutedNumber[];
  readonly destinationOf: DestinationOf;
}

function dialsBeforeAndAfter(
  number: RoutedNumber,
  destinationOf: DestinationOf,
  { number: changed, agents }: RoutingChange,
): Dials {
  const isChanged = changed !== undefined && isSameNumber(changed.e164, number.e164);
  const after = isChanged ? { ...number, ...changed } : number;
  const destinationAfter = (id: string) => (agents.has(id) ? (agents.get(id) ?? undefined) : destinationOf(id));
  return { before: dialSteps(number, destinationOf), after: dialSteps(after, destinationAfter) };
}

/**
 * The shortest loop that the change closes with an added dial, beginning with that dial's number; `null` if none. Loops
 * from before the change don't count. `read` returns the routing of these numbers in any spelling, as far as it is
 * known; `visited` has all numbers that were passed to it.
 */
export async function findNewLoop(
  change: RoutingChange,
  read: (numbers: readonly string[]) => Promise<DialGraph>,
): Promise<{ readonly loop: readonly string[] | null; readonly visited: readonly string[] }> {
  const visited = new Set<string>();
  const dialsOf = new Map<string, Dials>();
  const spelled = new Map<string, string>();
  let ahead = new Set(change.mayDial.map(canonicalNumber));
  for (let hop = 0; hop < MAX_HOPS && ahead.size > 0; hop += 1) {
    const { numbers, destinationOf } = await read([...ahead]);
    for (const number of ahead) visited.add(number);
    const found = numbers.map((number) => {
      const key = canonicalNumber(number.e164);
      spelled.set(key, number.e164);
      return [key, dialsBeforeAndAfter(number, destinationOf, change)] as const;
    });
    for (const [number, its] of found) dialsOf.set(number, its);
    ahead = new Set(found.flatMap(([, { after }]) => after).filter((number) => !visited.has(number)));
  }
  const loop = shortest([...dialsOf.keys()].flatMap((number) => newLoopsFrom(number, dialsOf)));
  return {
    loop: loop?.map((number) => spelled.get(number) ?? number) ?? null,
    visited: [...visited],
  };
}

function newLoopsFrom(number: string, dialsOf: ReadonlyMap<string, Dials>): string[][] {
  const { before, after } = dialsOf.get(number) ?? { before: [], after: [] };
  const added = after.filter((next) => !before.includes(next));
  return added.flatMap((next) => {
    const path = shortestPath(next, number, dialsOf);
    return path ? [[number, ...path]] : [];
  });
}

/** The shortest path of a call from one number to another, with both ends; breadth first. */
function shortestPath(from: string, to: string, dialsOf: ReadonlyMap<string, Dials>): string[] | null {
  const reached = new Set([from]);
  let paths = [[from]];
  while (paths.length > 0) {
    const arrived = paths.find((path) => path.at(-1) === to);
    if (arrived) return arrived;
    paths = paths.flatMap((path) => {
      const nexts = (dialsOf.get(path.at(-1) ?? "")?.after ?? []).filter((next) => !reached.has(next));
      for (const next of nexts) reached.add(next);
      return nexts.map((next) => [...path, next]);
    });
  }
  return null;
}

const shortest = (loops: readonly string[][]): string[] | null =>
  loops.reduce<string[] | null>((best, loop) => (best && best.length <= loop.length ? best : loop), null);
