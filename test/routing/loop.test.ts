import fc from "fast-check";
import { expect, test } from "vitest";
import { type Destination, type Fallback, spoken } from "../../src/kernel/destination";
import { agentsIn, type RoutingPlan, type Schedule, weekdays } from "../../src/kernel/routing-plan";
import { answerFor } from "../../src/routing/answer";
import { type Change, dialledAtOnce, MAX_HOPS, numbersAmong, type Routed, roundMade } from "../../src/routing/loop";
import { type RoutingSnapshot, route } from "../../src/routing/route";
import { type OwnedNumber, ownedBy } from "../support/carrier";
import { type Tenant, withTenant } from "../support/seed";

const dial = (phoneNumber: string): Fallback => ({ kind: "dial", phoneNumber, timeoutSeconds: 20, callerId: "caller" });
const plan = (fields: Partial<RoutingPlan>): RoutingPlan => ({
  blockedCallers: [],
  countries: null,
  schedule: null,
  callers: [],
  agents: [],
  sticky: false,
  fallback: null,
  ...fields,
});

const numbers = ["+14155550101", "+14155550102", "+14155550103", "+14155550104", "+14155550105"];
const agentIds = ["agt_a", "agt_b", "agt_c", "agt_d"];

interface World {
  readonly numbers: readonly Routed[];
  readonly agents: ReadonlyMap<string, Destination>;
}

const places: fc.Arbitrary<Destination> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...numbers).map(dial) },
  { weight: 1, arbitrary: fc.constant(spoken("Nobody is there.")) },
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
    callers: fc.array(fc.record({ phoneNumber: fc.constant("+14155550100"), agentId }), { maxLength: 1 }),
    agents: fc.uniqueArray(fc.record({ agentId, weight: fc.nat({ max: 1 }) }), {
      selector: (one) => one.agentId,
      maxLength: 2,
    }),
    schedule: schedules,
    fallback: fallbacks,
  })
  .map(plan);
const routed = fc.record({ agentId: fc.option(agentId), plan: fc.option(plans) });
const worlds: fc.Arbitrary<World> = fc.record({
  numbers: fc.tuple(...numbers.map((e164) => routed.map((there) => ({ e164, ...there })))),
  agents: fc
    .uniqueArray(fc.tuple(agentId, places), { selector: ([id]) => id })
    .map((there): ReadonlyMap<string, Destination> => new Map(there)),
});

/** What the verbs do, each told by what it makes of a world. */
type Act =
  | { readonly kind: "assign" | "unassign" | "plan"; readonly e164: string; readonly to: Partial<Routed> }
  | { readonly kind: "agent"; readonly id: string; readonly destination: Destination | null };

const acts: fc.Arbitrary<Act> = fc.oneof(
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

function done(act: Act, world: World): World {
  if (act.kind !== "agent") {
    return { ...world, numbers: world.numbers.map((one) => (one.e164 === act.e164 ? { ...one, ...act.to } : one)) };
  }
  const agents = new Map(world.agents);
  if (act.destination) agents.set(act.id, act.destination);
  else agents.delete(act.id);
  return { ...world, agents };
}

/** The agents that a number is given. */
const givenBy = ({ agentId: id, plan: its }: Partial<Routed>): string[] => [
  ...(id ? [id] : []),
  ...(its ? agentsIn(its) : []),
];

/** The change as the verbs put it; removing a plan asks nothing, as it may never be refused. */
function changeOf(act: Act, { numbers: all, agents }: World): Change {
  if (act.kind === "agent") {
    const naming = all.filter((one) => givenBy(one).includes(act.id));
    const mayDial = act.destination ? [act.destination] : naming.map((one) => one.plan?.fallback);
    return { agents: new Map([[act.id, act.destination]]), mayDial: numbersAmong(mayDial) };
  }
  const { e164, to } = act;
  const given = new Map(givenBy(to).map((id) => [id, agents.get(id) ?? null]));
  const its = act.kind === "unassign" ? all.find((one) => one.e164 === e164)?.plan : to.plan;
  const mayDial = numbersAmong([...given.values(), its?.fallback, its?.schedule?.closed]);
  return { number: { e164, ...to }, agents: given, mayDial };
}

const readerOf = (world: World) => async (asked: readonly string[]) => ({
  numbers: world.numbers.filter(({ e164 }) => asked.includes(e164)),
  destinationOf: (id: string) => world.agents.get(id),
});

const stepsOf = ({ numbers: all, agents }: World): [string, string][] =>
  all.flatMap((one) => dialledAtOnce(one, (id) => agents.get(id)).map((next): [string, string] => [one.e164, next]));

/** Whether calls come from one number to another, found by trying again until nothing is added. */
function leads(steps: readonly [string, string][], from: string, to: string): boolean {
  const reached = new Set([from]);
  let size = 0;
  while (size !== reached.size) {
    size = reached.size;
    for (const [number, next] of steps) if (reached.has(number)) reached.add(next);
  }
  return reached.has(to);
}

const isIn = (steps: readonly [string, string][], [number, next]: readonly (string | undefined)[]): boolean =>
  steps.some(([one, other]) => one === number && other === next);

test("a change is refused if and only if calls would go round by a step that it adds, whatever went round before", async () => {
  const seen = { refused: 0, letBy: 0, besideOldRounds: 0 };
  await fc.assert(
    fc.asyncProperty(worlds, acts, async (world, act) => {
      fc.pre(act.kind === "agent" || givenBy(act.to).every((id) => world.agents.has(id)));
      const [before, after] = [stepsOf(world), stepsOf(done(act, world))];
      const added = after.filter((step) => !isIn(before, step));
      const expected = added.some(([number, next]) => leads(after, next, number));
      const { round } = await roundMade(changeOf(act, world), readerOf(world));
      expect(round !== null).toBe(expected);
      seen[expected ? "refused" : "letBy"] += 1;
      if (!expected && after.some(([number, next]) => leads(after, next, number))) seen.besideOldRounds += 1;
      if (!round) return;
      expect(isIn(added, round)).toBe(true);
      expect(round.at(-1)).toBe(round[0]);
      for (const [at, number] of round.slice(0, -1).entries()) expect(isIn(after, [number, round[at + 1]])).toBe(true);
    }),
    { numRuns: 5_000 },
  );
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(100);
});

test("what a number dials at once is where a call to it goes, whoever calls", () => {
  fc.assert(
    fc.property(worlds, fc.constantFrom("+14155550100", "+14155550188", null), fc.string(), (world, from, callKey) => {
      for (const number of world.numbers) {
        const snapshot: RoutingSnapshot = {
          number: { id: "num_1", e164: number.e164, status: "active", agentId: number.agentId },
          plan: number.plan,
          planVersion: 1,
          agents: [...world.agents].map(([id, destination]) => ({ id, name: id, version: 1, destination })),
        };
        const answer = answerFor(route({ from, to: number.e164, at: 0, callKey }, snapshot).outcome);
        if (answer.kind !== "dial") continue;
        expect(dialledAtOnce(number, (id) => world.agents.get(id))).toContain(answer.phoneNumber);
      }
    }),
    { numRuns: 1_000 },
  );
});

test("a call is followed over ten numbers, and not further", async () => {
  const chain = (length: number): World => ({
    numbers: Array.from({ length }, (_, at) => ({ e164: `${at}`, agentId: `to ${at + 1}`, plan: null })),
    agents: new Map(Array.from({ length }, (_, at) => [`to ${at + 1}`, dial(`${at + 1}`)])),
  });
  const closing = (length: number) =>
    roundMade({ agents: new Map([[`to ${length}`, dial("0")]]), mayDial: ["0"] }, readerOf(chain(length)));
  expect((await closing(MAX_HOPS)).round).toHaveLength(MAX_HOPS + 1);
  expect((await closing(MAX_HOPS + 1)).round).toBeNull();
});

const destinationOf = (id: string) => (id === "gone" ? undefined : dial(id));

test("at once a number dials where any of its agents is, its fallback if it has none, and where a schedule that is never open leads", () => {
  const agents = [
    { agentId: "B", weight: 1 },
    { agentId: "never", weight: 0 },
  ];
  const callers = [{ phoneNumber: "+14155550100", agentId: "C" }];
  const whole = plan({ agents, callers, fallback: dial("D") });
  const dialled = (agentId: string | null, its: RoutingPlan | null) =>
    dialledAtOnce({ e164: "N", agentId, plan: its }, destinationOf).sort();
  expect(dialled("A", whole)).toEqual(["A", "B", "C"]);
  expect(dialled(null, plan({ callers, fallback: dial("D") }))).toEqual(["C", "D"]);
  expect(dialled("gone", null)).toEqual([]);
  expect(dialled(null, null)).toEqual([]);
  for (const nobody of ["gone", "N"]) {
    const lost = plan({ agents: [{ agentId: nobody, weight: 1 }], fallback: dial("D") });
    expect(dialled(nobody, lost)).toEqual(["D"]);
  }
  const never = { timeZone: "UTC", open: [], closedOn: [], closed: null };
  expect(dialled("A", { ...whole, schedule: never })).toEqual(["A", "B", "C", "D"]);
  expect(dialled("A", { ...whole, schedule: { ...never, closed: dial("E") } })).toEqual(["A", "B", "C", "E"]);
  expect(dialled("A", { ...whole, schedule: { ...never, closed: dial("N") } })).toEqual(["A", "B", "C", "D"]);
});

async function dialling(tenant: Tenant, number: OwnedNumber | string): Promise<string> {
  const phone_number = typeof number === "string" ? number : number.e164;
  const destination = { kind: "dial", phone_number };
  return (await tenant.api.post("/v1/agents", { name: "Dials", destination })).body.id;
}

const assign = ({ api }: Tenant, { id }: OwnedNumber, agent_id: string) =>
  api.post(`/v1/phone-numbers/${id}/assign`, { agent_id });

const refusal = (...way: readonly OwnedNumber[]) => ({
  status: 422,
  body: { code: "routing_loop", phone_numbers: way.map(({ e164 }) => e164) },
});

test("an agent is not assigned, and no plan set, that would have numbers dial each other round and round", async () => {
  const tenant = await withTenant();
  const [one, two, three] = [await ownedBy(tenant), await ownedBy(tenant), await ownedBy(tenant)];
  const [toOne, toTwo, toThree] = [
    await dialling(tenant, one),
    await dialling(tenant, two),
    await dialling(tenant, three),
  ];
  expect((await assign(tenant, one, toTwo)).status).toBe(200);
  const plan = await tenant.api.put(`/v1/phone-numbers/${two.id}/routing`, {
    agents: [{ agent_id: toThree, weight: 1 }],
  });
  expect(plan.status).toBe(200);
  expect(await assign(tenant, three, toOne)).toMatchObject(refusal(three, one, two, three));
  const route = (body: object) => tenant.api.put(`/v1/phone-numbers/${three.id}/routing`, body);
  const callers = [{ phone_number: "+14155550100", agent_id: toOne }];
  expect(await route({ callers })).toMatchObject(refusal(three, one, two, three));
  expect(await route({ fallback: { kind: "dial", phone_number: one.e164 } })).toMatchObject({
    ...refusal(three, one, two, three),
    body: {
      detail: `Calls would go round and round: ${[three, one, two, three].map(({ e164 }) => e164).join(" → ")}.`,
    },
  });
  expect((await tenant.api.get(`/v1/phone-numbers/${three.id}`)).body.agent_id).toBeNull();
});

test("an agent is not changed so that it dials a number whose calls come to it", async () => {
  const tenant = await withTenant();
  const [one, two] = [await ownedBy(tenant), await ownedBy(tenant)];
  const [toTwo, outside] = [await dialling(tenant, two), await dialling(tenant, "+14155550188")];
  await assign(tenant, one, toTwo);
  await assign(tenant, two, outside);
  const change = (number: string) =>
    tenant.api.patch(`/v1/agents/${outside}`, { destination: { kind: "dial", phone_number: number } });
  expect(await change(one.e164)).toMatchObject(refusal(two, one, two));
  expect((await change("+14155550189")).status).toBe(200);
  expect((await tenant.api.post(`/v1/phone-numbers/${one.id}/unassign`)).status).toBe(200);
  expect((await change(one.e164)).status).toBe(200);
});

test("two numbers may help each other out when nobody answers or outside of their hours, and dial what is a neighbour's", async () => {
  const [tenant, neighbour] = [await withTenant(), await withTenant()];
  const [one, two, theirs] = [await ownedBy(tenant), await ownedBy(tenant), await ownedBy(neighbour)];
  const desk = await dialling(tenant, "+14155550188");
  const open = [{ days: ["mon"], from: "09:00", to: "17:00" }];
  for (const [number, other] of [
    [one, two],
    [two, one],
  ] as const) {
    expect((await assign(tenant, number, desk)).status).toBe(200);
    const help = { kind: "dial", phone_number: other.e164 };
    const schedule = { time_zone: "Europe/Berlin", open, closed: help };
    const set = await tenant.api.put(`/v1/phone-numbers/${number.id}/routing`, { schedule, fallback: help });
    expect(set.status).toBe(200);
  }
  const back = await neighbour.api.put(`/v1/phone-numbers/${theirs.id}/routing`, {
    fallback: { kind: "dial", phone_number: one.e164 },
  });
  expect(back.status).toBe(200);
  expect((await assign(tenant, one, await dialling(tenant, theirs))).status).toBe(200);
  expect((await assign(neighbour, theirs, await dialling(neighbour, one))).status).toBe(200);
});
