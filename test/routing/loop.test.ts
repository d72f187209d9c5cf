import fc from "fast-check";
import { expect, test } from "vitest";
import type { Fallback } from "../../src/kernel/destination";
import type { RoutingPlan } from "../../src/kernel/routing-plan";
import { dialledAtOnce, MAX_HOPS, wayTo } from "../../src/routing/loop";
import { type OwnedNumber, ownedBy } from "../support/carrier";
import { type Tenant, withTenant } from "../support/seed";

type Graph = Readonly<Record<string, readonly string[]>>;

const names = ["A", "B", "C", "D", "E", "F"];
const graph: fc.Arbitrary<Graph> = fc.record(
  Object.fromEntries(names.map((name) => [name, fc.subarray(names, { maxLength: 3 })])),
);

const dialledIn = (dials: Graph) => async (numbers: readonly string[]) =>
  new Map(numbers.map((number) => [number, dials[number] ?? []]));

/** What is reached from there in the end, by trying again until nothing is added. */
function reachable(dials: Graph, from: readonly string[]): Set<string> {
  const reached = new Set<string>();
  let size = -1;
  const nextOf = (number: string) => (dials[number] ?? []).filter((next) => next !== number);
  while (size !== reached.size) {
    size = reached.size;
    for (const number of [...from, ...reached]) for (const next of nextOf(number)) reached.add(next);
  }
  return reached;
}

test("a way is found if there is one, and each of its steps is one that is dialled", async () => {
  await fc.assert(
    fc.asyncProperty(
      graph,
      fc.constantFrom(...names),
      fc.subarray(names, { minLength: 1 }),
      async (dials, target, from) => {
        const way = await wayTo(target, from, dialledIn(dials));
        expect(way !== null).toBe(reachable(dials, from).has(target));
        if (!way) return;
        expect(from).toContain(way[0]);
        expect(way.at(-1)).toBe(target);
        for (const [at, number] of way.slice(0, -1).entries()) expect(dials[number]).toContain(way[at + 1]);
      },
    ),
    { numRuns: 1_000 },
  );
});

test("a call is followed over ten numbers, and not further", async () => {
  const chain = (length: number) => Object.fromEntries(Array.from({ length }, (_, at) => [`${at}`, [`${at + 1}`]]));
  expect(await wayTo("10", ["0"], dialledIn(chain(MAX_HOPS)))).toHaveLength(MAX_HOPS + 1);
  expect(await wayTo("11", ["0"], dialledIn(chain(MAX_HOPS + 1)))).toBeNull();
});

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
const destinationOf = (id: string) => (id === "silent" ? undefined : dial(id));

test("at once a number dials where any of its agents is, and its fallback only if it has none", () => {
  const agents = [
    { agentId: "B", weight: 1 },
    { agentId: "never", weight: 0 },
  ];
  const callers = [{ phoneNumber: "+14155550100", agentId: "C" }];
  const whole = plan({ agents, callers, fallback: dial("D") });
  expect(dialledAtOnce({ agentId: "A", plan: whole }, destinationOf).sort()).toEqual(["A", "B", "C"]);
  expect(dialledAtOnce({ agentId: null, plan: plan({ callers, fallback: dial("D") }) }, destinationOf)).toEqual([
    "C",
    "D",
  ]);
  expect(dialledAtOnce({ agentId: "silent", plan: null }, destinationOf)).toEqual([]);
  expect(dialledAtOnce({ agentId: null, plan: null }, destinationOf)).toEqual([]);
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
  expect(await change(one.e164)).toMatchObject(refusal(one, two, one));
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
