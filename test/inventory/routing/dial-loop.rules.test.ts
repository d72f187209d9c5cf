import fc from "fast-check";
import { expect, test } from "vitest";
import { answerForOutcome } from "#inventory/routing/call-answer";
import { findNewLoop, immediateDials, MAX_HOPS, type RoutingChange } from "#inventory/routing/dial-loop";
import { numbersDialled } from "#inventory/routing/dialled-numbers";
import { type RoutingSnapshot, routeCall } from "#inventory/routing/route-call";
import { parseParty } from "#kernel/values/party";
import type { RoutingPlan } from "#kernel/values/routing-plan";
import { repetitions } from "../../support/soak";
import { type Act, acts, addedBy, dial, givenBy, isIn, leads, plan, type World, worlds } from "./worlds";

/** The change as the verbs put it; removing a plan asks nothing, as it may never be refused. */
function changeOf(act: Act, { numbers: all, agents }: World): RoutingChange {
  if (act.kind === "agent") {
    const naming = all.filter((one) => givenBy(one).includes(act.id));
    const mayDial = act.destination ? [act.destination] : naming.map((one) => one.plan?.fallback);
    return { agents: new Map([[act.id, act.destination]]), mayDial: numbersDialled(mayDial) };
  }
  const { e164, to } = act;
  const given = new Map(givenBy(to).map((id) => [id, agents.get(id) ?? null]));
  const its = act.kind === "unassign" ? all.find((one) => one.e164 === e164)?.plan : to.plan;
  const mayDial = numbersDialled([...given.values(), its?.fallback, its?.schedule?.closed]);
  return { number: { e164, ...to }, agents: given, mayDial };
}

const readerOf = (world: World) => async (asked: readonly string[]) => ({
  numbers: world.numbers.filter(({ e164 }) => asked.includes(e164)),
  destinationOf: (id: string) => world.agents.get(id),
});

test("a change is refused if and only if a dial that it adds closes a loop, with any loops before", async () => {
  const seen = { refused: 0, letBy: 0, besideOldRounds: 0 };
  await fc.assert(
    fc.asyncProperty(worlds, acts, async (world, act) => {
      fc.pre(act.kind === "agent" || givenBy(act.to).every((id) => world.agents.has(id)));
      const { added, after, round: expected } = addedBy(act, world);
      const { loop: round } = await findNewLoop(changeOf(act, world), readerOf(world));
      expect(round !== null).toBe(expected);
      seen[expected ? "refused" : "letBy"] += 1;
      if (!expected && after.some(([number, next]) => leads(after, next, number))) seen.besideOldRounds += 1;
      if (!round) return;
      expect(isIn(added, round)).toBe(true);
      expect(round.at(-1)).toBe(round[0]);
      for (const [at, number] of round.slice(0, -1).entries()) expect(isIn(after, [number, round[at + 1]])).toBe(true);
    }),
    { numRuns: repetitions(5_000, 50_000) },
  );
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(100);
});

test("the numbers that a number dials immediately are where its calls go, for any caller", () => {
  fc.assert(
    fc.property(
      worlds,
      fc.constantFrom("+14155550100", "+14155550188", "anonymous"),
      fc.string(),
      (world, from, callKey) => {
        for (const number of world.numbers) {
          const snapshot: RoutingSnapshot = {
            number: { id: "num_1", e164: number.e164, status: "active", agentId: number.agentId },
            mayRedirect: false,
            plan: number.plan,
            planVersion: 1,
            agents: [...world.agents].map(([id, destination]) => ({ id, name: id, version: 1, destination })),
          };
          const answer = answerForOutcome(
            routeCall({ from: parseParty(from), to: number.e164, at: 0, callKey }, snapshot).outcome,
            "",
          );
          if (answer.kind !== "dial") continue;
          expect(immediateDials(number, (id) => world.agents.get(id))).toContain(answer.phoneNumber);
        }
      },
    ),
    { numRuns: repetitions(1_000, 10_000) },
  );
});

test("a loop of more than ten numbers is not searched for", async () => {
  const chain = (length: number): World => ({
    numbers: Array.from({ length }, (_, at) => ({ e164: `${at}`, agentId: `to ${at + 1}`, plan: null })),
    agents: new Map(Array.from({ length }, (_, at) => [`to ${at + 1}`, dial(`${at + 1}`)])),
  });
  const closing = (length: number) =>
    findNewLoop({ agents: new Map([[`to ${length}`, dial("0")]]), mayDial: ["0"] }, readerOf(chain(length)));
  expect((await closing(MAX_HOPS)).loop).toHaveLength(MAX_HOPS + 1);
  expect((await closing(MAX_HOPS + 1)).loop).toBeNull();
});

const destinationOf = (id: string) => (id === "gone" ? undefined : dial(id));

test("a number immediately dials its agents' numbers, its fallback without an agent, and the destination of a never open schedule", () => {
  const agents = [
    { agentId: "B", weight: 1 },
    { agentId: "never", weight: 0 },
  ];
  const callers = [{ from: "+14155550100", agentId: "C" }];
  const whole = plan({ agents, callers, fallback: dial("D") });
  const dialled = (agentId: string | null, its: RoutingPlan | null) =>
    immediateDials({ e164: "N", agentId, plan: its }, destinationOf).sort();
  expect(dialled("A", whole)).toEqual(["A", "B", "C"]);
  expect(dialled(null, plan({ callers, fallback: dial("D") }))).toEqual(["C", "D"]);
  expect(dialled("gone", null)).toEqual([]);
  expect(dialled(null, null)).toEqual([]);
  for (const unknown of ["gone", "N"]) {
    const lost = plan({ agents: [{ agentId: unknown, weight: 1 }], fallback: dial("D") });
    expect(dialled(unknown, lost)).toEqual(["D"]);
  }
  const never = { timeZone: "UTC", open: [], closedOn: [], closed: null };
  expect(dialled("A", { ...whole, schedule: never })).toEqual(["A", "B", "C", "D"]);
  expect(dialled("A", { ...whole, schedule: { ...never, closed: dial("E") } })).toEqual(["A", "B", "C", "E"]);
  expect(dialled("A", { ...whole, schedule: { ...never, closed: dial("N") } })).toEqual(["A", "B", "C", "D"]);
});

test("a new dial of the number itself is a loop of one number; an existing one is not", async () => {
  const world: World = {
    numbers: [{ e164: "N", agentId: null, plan: null }],
    agents: new Map([["itself", dial("N")]]),
  };
  const agents = new Map([["itself", dial("N")]]);
  const never = { timeZone: "UTC", open: [], closedOn: [], closed: dial("N") };
  for (const change of [
    { agentId: "itself" },
    { plan: plan({ agents: [{ agentId: "itself", weight: 1 }] }) },
    { plan: plan({ callers: [{ from: "+14155550100", agentId: "itself" }] }) },
    { plan: plan({ fallback: dial("N") }) },
    { plan: plan({ schedule: never }) },
  ]) {
    const made = { number: { e164: "N", ...change }, agents, mayDial: ["N"] };
    expect((await findNewLoop(made, readerOf(world))).loop).toEqual(["N", "N"]);
    const again = { ...world, numbers: [{ e164: "N", agentId: "itself", plan: null }] };
    expect((await findNewLoop(made, readerOf(again))).loop).toBeNull();
  }
});
