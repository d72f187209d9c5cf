import fc from "fast-check";
import { dialSteps, type RoutedNumber } from "#inventory/routing/dial-loop";
import { type Destination, type Fallback, sayMessage } from "#kernel/values/destination";
import { agentsIn, type RoutingPlan, type Schedule, weekdays } from "#kernel/values/routing-plan";

/** Small worlds of numbers that dial each other, and what may be done to them. */

export const dial = (phoneNumber: string): Fallback => ({
  kind: "dial",
  phoneNumber,
  timeoutSeconds: 20,
  callerId: "caller",
});
export const plan = (fields: Partial<RoutingPlan> = {}): RoutingPlan => ({
  blockedCallers: [],
  countries: null,
  schedule: null,
  callers: [],
  agents: [],
  sticky: false,
  fallback: null,
  ...fields,
});

export const numbers = ["+14155550101", "+14155550102", "+14155550103", "+14155550104", "+14155550105"];
export const agentIds = ["agt_a", "agt_b", "agt_c", "agt_d"];

export interface World {
  readonly numbers: readonly RoutedNumber[];
  readonly agents: ReadonlyMap<string, Destination>;
}

export const places: fc.Arbitrary<Destination> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...numbers).map(dial) },
  { weight: 1, arbitrary: fc.constant(sayMessage("Nobody is there.")) },
);
const agentId = fc.constantFrom(...agentIds);
const fallbacks = fc.option(fc.constantFrom(...numbers).map(dial));
const schedules: fc.Arbitrary<Schedule | null> = fc.option(
  fc.record({
    timeZone: fc.constant("UTC"),
    open: fc.constantFrom([], [{ days: [...weekdays], from: 0, to: 1_440 }]),
    closedOn: fc.constant([]),
    closed: fallbacks,
  }),
);
const plans: fc.Arbitrary<RoutingPlan> = fc
  .record({
    callers: fc.array(fc.record({ from: fc.constant("+14155550100"), agentId }), { maxLength: 1 }),
    agents: fc.uniqueArray(fc.record({ agentId, weight: fc.nat({ max: 1 }) }), {
      selector: (one) => one.agentId,
      maxLength: 2,
    }),
    schedule: schedules,
    fallback: fallbacks,
  })
  .map(plan);
const routed = fc.record({ agentId: fc.option(agentId), plan: fc.option(plans) });
export const worlds: fc.Arbitrary<World> = fc.record({
  numbers: fc.tuple(...numbers.map((e164) => routed.map((there) => ({ e164, ...there })))),
  agents: fc
    .uniqueArray(fc.tuple(agentId, places), { selector: ([id]) => id })
    .map((there): ReadonlyMap<string, Destination> => new Map(there)),
});

/** A change of routing, with the fields that it sets. */
export type Act =
  | { readonly kind: "assign" | "unassign" | "plan"; readonly e164: string; readonly to: Partial<RoutedNumber> }
  | { readonly kind: "agent"; readonly id: string; readonly destination: Destination | null };

export const acts: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    kind: fc.constant("assign" as const),
    e164: fc.constantFrom(...numbers),
    to: agentId.map((id) => ({ agentId: id })),
  }),
  fc.record({
    kind: fc.constant("unassign" as const),
    e164: fc.constantFrom(...numbers),
    to: fc.constant({ agentId: null }),
  }),
  fc.record({
    kind: fc.constant("plan" as const),
    e164: fc.constantFrom(...numbers),
    to: fc.option(plans).map((one) => ({ plan: one })),
  }),
  fc.record({ kind: fc.constant("agent" as const), id: agentId, destination: fc.option(places) }),
);

export function done(act: Act, world: World): World {
  if (act.kind !== "agent") {
    return { ...world, numbers: world.numbers.map((one) => (one.e164 === act.e164 ? { ...one, ...act.to } : one)) };
  }
  const agents = new Map(world.agents);
  if (act.destination) agents.set(act.id, act.destination);
  else agents.delete(act.id);
  return { ...world, agents };
}

/** The agents that a number is given. */
export const givenBy = ({ agentId: id, plan: its }: Partial<RoutedNumber>): string[] => [
  ...(id ? [id] : []),
  ...(its ? agentsIn(its) : []),
];

const stepsOf = ({ numbers: all, agents }: World): [string, string][] =>
  all.flatMap((one) => dialSteps(one, (id) => agents.get(id)).map((next): [string, string] => [one.e164, next]));

/** Whether calls come from one number to another, found by trying again until nothing is added. */
export function leads(steps: readonly [string, string][], from: string, to: string): boolean {
  const reached = new Set([from]);
  let size = 0;
  while (size !== reached.size) {
    size = reached.size;
    for (const [number, next] of steps) if (reached.has(number)) reached.add(next);
  }
  return reached.has(to);
}

export const isIn = (steps: readonly [string, string][], [number, next]: readonly (string | undefined)[]): boolean =>
  steps.some(([one, other]) => one === number && other === next);

/** The steps that an act adds, and those of them by which calls then go round. */
export function addedBy(
  act: Act,
  world: World,
): { added: [string, string][]; after: [string, string][]; round: boolean } {
  const [before, after] = [stepsOf(world), stepsOf(done(act, world))];
  const added = after.filter((step) => !isIn(before, step));
  return { added, after, round: added.some(([number, next]) => leads(after, next, number)) };
}
