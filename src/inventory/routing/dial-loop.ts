import type { Destination, Fallback } from "#kernel/values/destination";
import type { RoutingPlan } from "#kernel/values/routing-plan";

/**
 * Numbers that dial each other: a call would ring round and round, each leg at a price, until the first of them gives up. What
 * counts is where calls go as soon as they come. Two numbers that help each other out when nobody answers, or outside of their
 * hours, are well and good: the first one's ringing time ends that.
 */

/** How many numbers a call is followed over. */
export const MAX_HOPS = 10;

/** Who takes a number's calls. */
export interface Routed {
  readonly e164: string;
  /** The agent that is assigned. */
  readonly agentId: string | null;
  readonly plan: RoutingPlan | null;
}

/** `undefined`: the agent is gone. */
type DestinationOf = (agentId: string) => Destination | undefined;

type Somewhere = Destination | Fallback | null | undefined;

/** Whether calls that are sent there go to this number. */
export const dials = (destination: Somewhere, e164: string): boolean =>
  destination?.kind === "dial" && destination.phoneNumber === e164;

/** The phone numbers among these places, each once. */
export const numbersDialled = (destinations: readonly Somewhere[]): string[] => [
  ...new Set(destinations.flatMap((one) => (one?.kind === "dial" ? [one.phoneNumber] : []))),
];

/**
 * The numbers that calls may be put through to as soon as they come: by any agent, by the fallback where there is none, and by
 * a schedule that is never open. Agents count also where others or the schedule stand before them for the time being, so that
 * taking a plan away never adds to these. What dials the number itself is as good as gone: routing passes that over.
 */
export function dialledAtOnce({ e164, agentId, plan }: Routed, destinationOf: DestinationOf): string[] {
  const usable = (one: Somewhere): Somewhere => (dials(one, e164) ? null : one);
  const fallback = usable(plan?.fallback);
  const closed = plan?.schedule?.open.length === 0 ? (usable(plan.schedule.closed) ?? fallback) : null;
  const own = (plan?.callers ?? []).map((caller) => usable(destinationOf(caller.agentId)));
  const shared = (plan?.agents ?? []).filter(({ weight }) => weight > 0).map((agent) => agent.agentId);
  const forAll = [...shared, ...(agentId === null ? [] : [agentId])].flatMap((id) => usable(destinationOf(id)) ?? []);
  return numbersDialled([closed, ...own, ...(forAll.length > 0 ? forAll : [fallback])]);
}

/**
 * The steps that a change must not close a round with. Routing passes over what dials the number itself, so no call takes that
 * step; but whoever sets it up means something else, and is told.
 */
export function stepsFrom(number: Routed, destinationOf: DestinationOf): string[] {
  const { e164, agentId, plan } = number;
  const agents = [...(plan?.callers ?? []), ...(plan?.agents ?? []).filter(({ weight }) => weight > 0)];
  const named = [...agents.map((one) => one.agentId), ...(agentId === null ? [] : [agentId])].map(destinationOf);
  const isItself = [...named, plan?.fallback, plan?.schedule?.closed].some((one) => dials(one, e164));
  return [...dialledAtOnce(number, destinationOf), ...(isItself ? [e164] : [])];
}

/** What somebody is about to change. */
export interface Change {
  /** A number, with what it has from then on. */
  readonly number?: Pick<Routed, "e164"> & Partial<Routed>;
  /** Agents as they are then, if they are not as they were or if the number did not name them; `null`: gone. */
  readonly agents: ReadonlyMap<string, Destination | null>;
  /** All numbers that calls may be put through to by the change, whether they are or not. */
  readonly mayDial: readonly string[];
}

/** Which numbers a number dials at once. */
interface Ways {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

export interface DialGraph {
  readonly numbers: readonly Routed[];
  readonly destinationOf: DestinationOf;
}

function waysOf(number: Routed, destinationOf: DestinationOf, { number: changed, agents }: Change): Ways {
  const after = changed?.e164 === number.e164 ? { ...number, ...changed } : number;
  const destinationAfter = (id: string) => (agents.has(id) ? (agents.get(id) ?? undefined) : destinationOf(id));
  return { before: stepsFrom(number, destinationOf), after: stepsFrom(after, destinationAfter) };
}

/**
 * The shortest round that calls would be sent on by a step which the change adds: the numbers, that step first. `null` if there
 * is none, whatever rounds there were before. `read` tells of those of the numbers that are known; `looked` are all it was asked for.
 */
export async function roundMade(
  change: Change,
  read: (numbers: readonly string[]) => Promise<DialGraph>,
): Promise<{ readonly round: readonly string[] | null; readonly looked: readonly string[] }> {
  const looked = new Set<string>();
  const ways = new Map<string, Ways>();
  let ahead = new Set(change.mayDial);
  for (let hop = 0; hop < MAX_HOPS && ahead.size > 0; hop += 1) {
    const { numbers, destinationOf } = await read([...ahead]);
    for (const number of ahead) looked.add(number);
    const found = numbers.map((number) => [number.e164, waysOf(number, destinationOf, change)] as const);
    for (const [number, there] of found) ways.set(number, there);
    ahead = new Set(found.flatMap(([, { after }]) => after).filter((number) => !looked.has(number)));
  }
  return { round: shortest([...ways.keys()].flatMap((number) => roundsBegunAt(number, ways))), looked: [...looked] };
}

function roundsBegunAt(number: string, ways: ReadonlyMap<string, Ways>): string[][] {
  const { before, after } = ways.get(number) ?? { before: [], after: [] };
  const added = after.filter((next) => !before.includes(next));
  return added.flatMap((next) => {
    const way = wayBetween(next, number, ways);
    return way ? [[number, ...way]] : [];
  });
}

/** The shortest way that calls go from one number to another, both included. */
function wayBetween(from: string, to: string, ways: ReadonlyMap<string, Ways>): string[] | null {
  const reached = new Set([from]);
  let fronts = [[from]];
  while (fronts.length > 0) {
    const arrived = fronts.find((way) => way.at(-1) === to);
    if (arrived) return arrived;
    fronts = fronts.flatMap((way) => {
      const nexts = (ways.get(way.at(-1) ?? "")?.after ?? []).filter((next) => !reached.has(next));
      for (const next of nexts) reached.add(next);
      return nexts.map((next) => [...way, next]);
    });
  }
  return null;
}

const shortest = (rounds: readonly string[][]): string[] | null =>
  rounds.reduce<string[] | null>((best, round) => (best && best.length <= round.length ? best : round), null);
