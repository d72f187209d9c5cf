import { env } from "cloudflare:workers";
import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { fromDestination } from "#inventory/agents/destination-wire";
import { fromPlan } from "#inventory/routing/wire";
import type { Destination } from "#kernel/values/destination";
import type { Answer } from "../../support/api";
import { type OwnedNumber, ownedBy } from "../../support/carrier";
import { rightBefore } from "../../support/interleave";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";
import { repetitions } from "../../support/soak";
import { type Act, acts, addedBy, agentIds, done, givenBy, isIn, numbers, places, type World } from "./worlds";

afterEach(() => {
  vi.restoreAllMocks();
});

async function dialling(tenant: Tenant, number: OwnedNumber | string): Promise<string> {
  const phone_number = typeof number === "string" ? number : number.e164;
  const destination = { kind: "dial", phone_number };
  return (await tenant.api.post("/v1/agents", { name: "Dials", destination })).body.id;
}

const assign = ({ api }: Tenant, { id }: OwnedNumber, agent_id: string) =>
  api.post(`/v1/phone-numbers/${id}/assign`, { agent_id });

const planned = ({ api }: Tenant, { id }: OwnedNumber, plan: object) =>
  api.put(`/v1/phone-numbers/${id}/routing`, plan);

const refusal = (...way: readonly OwnedNumber[]) => ({
  status: 422,
  body: { code: "routing_loop", loop: way.map(({ e164 }) => e164) },
});

test("an assignment or plan that would make numbers dial each other in a loop is refused", async () => {
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
  const callers = [{ from: "+14155550100", agent_id: toOne }];
  expect(await route({ callers })).toMatchObject(refusal(three, one, two, three));
  expect(await route({ fallback: { kind: "dial", phone_number: one.e164 } })).toMatchObject({
    ...refusal(three, one, two, three),
    body: {
      detail: `Calls would go round in a loop: ${[three, one, two, three].map(({ e164 }) => e164).join(" → ")}. Change one of these numbers first.`,
    },
  });
  expect((await tenant.api.get(`/v1/phone-numbers/${three.id}`)).body.agent_id).toBeNull();
});

test("an agent can't be changed to dial a number whose calls go to it", async () => {
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

test("two numbers may be each other's fallback when no agent answers or out of hours, and may dial another tenant's number", async () => {
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

test("unassigning or deleting an agent is refused if calls would then fall back to a number that dials theirs", async () => {
  const tenant = await withTenant();
  const [one, two, three] = [await ownedBy(tenant), await ownedBy(tenant), await ownedBy(tenant)];
  const [desk, toOne] = [await dialling(tenant, "+14155550188"), await dialling(tenant, one)];
  await assign(tenant, one, desk);
  await assign(tenant, two, toOne);
  expect((await planned(tenant, one, { fallback: { kind: "dial", phone_number: two.e164 } })).status).toBe(200);
  const unassign = () => tenant.api.post(`/v1/phone-numbers/${one.id}/unassign`);
  const remove = () => tenant.api.delete(`/v1/agents/${desk}?force=true`);
  for (const take of [unassign, remove]) expect(await take()).toMatchObject(refusal(one, two, one));
  await planned(tenant, three, {
    agents: [{ agent_id: desk, weight: 1 }],
    fallback: { kind: "dial", phone_number: two.e164 },
  });
  expect((await tenant.api.delete(`/v1/phone-numbers/${one.id}/routing`)).status).toBe(204);
  expect((await unassign()).status).toBe(200);
  expect((await remove()).status).toBe(204);
  expect(await planned(tenant, one, { fallback: { kind: "dial", phone_number: two.e164 } })).toMatchObject(
    refusal(one, two, one),
  );
});

test("an existing loop, which an order made, does not block changes that add no dial to it", async () => {
  const tenant = await withTenant();
  const one = await ownedBy(tenant);
  const e164 = freshNumber();
  const [toOne, toTwo] = [await dialling(tenant, one), await dialling(tenant, e164)];
  await assign(tenant, one, toTwo);
  const { body: order } = await tenant.api.post("/v1/orders", {
    items: [{ phone_number: e164 }],
    configuration: { agent_id: toOne },
  });
  const two: OwnedNumber = { id: order.items[0].phone_number_id, e164, path: "" };
  const [three, desk] = [await ownedBy(tenant), await dialling(tenant, "+14155550188")];
  const agents = (...ids: readonly string[]) => ({ agents: ids.map((agent_id) => ({ agent_id, weight: 1 })) });
  const free = [
    await assign(tenant, three, toOne),
    await planned(tenant, one, { ...agents(toTwo), blocked_callers: ["+14155550111"] }),
    await planned(tenant, three, agents(desk)),
    await tenant.api.patch(`/v1/agents/${desk}`, { destination: { kind: "dial", phone_number: one.e164 } }),
    await tenant.api.patch(`/v1/agents/${toOne}`, { destination: { kind: "say", message: "Nobody is there." } }),
  ];
  expect(free.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  const back = { destination: { kind: "dial", phone_number: one.e164 } };
  expect(await tenant.api.patch(`/v1/agents/${toOne}`, back)).toMatchObject(refusal(two, one, two));
});

interface Stage {
  readonly tenant: Tenant;
  readonly one: OwnedNumber;
  readonly two: OwnedNumber;
  readonly toOne: string;
  readonly toTwo: string;
  /** Agents that dial no number. */
  readonly desk: string;
  readonly hall: string;
}

type Step = (stage: Stage) => Promise<Answer>;

const giveOne =
  (name: "toTwo" | "desk" | "hall"): Step =>
  (on) =>
    assign(on.tenant, on.one, on[name]);
const giveTwo: Step = (on) => assign(on.tenant, on.two, on.toOne);
const shareOne: Step = (on) => planned(on.tenant, on.one, { agents: [{ agent_id: on.toTwo, weight: 1 }] });
const shareTwo: Step = (on) => planned(on.tenant, on.two, { agents: [{ agent_id: on.toOne, weight: 1 }] });
const helpOne: Step = (on) => planned(on.tenant, on.one, { fallback: { kind: "dial", phone_number: on.two.e164 } });
const freeOne: Step = (on) => planned(on.tenant, on.one, {});
const takeOff: Step = (on) => on.tenant.api.post(`/v1/phone-numbers/${on.one.id}/unassign`);
const aimAtTwo: Step = (on) =>
  on.tenant.api.patch(`/v1/agents/${on.desk}`, { destination: { kind: "dial", phone_number: on.two.e164 } });
const deleteDesk: Step = (on) => on.tenant.api.delete(`/v1/agents/${on.desk}?force=true`);

/** Of an assignment that was decided by what was read, or of one that decides by itself: a free number, a plain agent. */
const pointing = 'update "phone_numbers" set "version" = ?';
const pointingAtOnce = 'update "phone_numbers" set "version" = "phone_numbers"."version" + 1';
const opening = 'insert into "routing_plans"';
const closing = 'update "routing_plans"';
const changing = 'update "agents"';

test.for<[what: string, before: readonly Step[], late: Step, write: string, meanwhile: Step]>([
  ["two assignments", [], giveOne("toTwo"), pointing, giveTwo],
  ["an assignment and a plan", [], giveOne("toTwo"), pointing, shareTwo],
  ["an assignment and its agent's change", [giveTwo], giveOne("desk"), pointingAtOnce, aimAtTwo],
  ["another assignment and its agent's change", [giveTwo, giveOne("hall")], giveOne("desk"), pointing, aimAtTwo],
  ["a first plan and an assignment", [], shareOne, opening, giveTwo],
  ["a further plan and an assignment", [freeOne], shareOne, closing, giveTwo],
  ["an agent's change and an assignment", [giveOne("desk")], aimAtTwo, changing, giveTwo],
  ["an agent's change and the assignment of it", [giveTwo], aimAtTwo, changing, giveOne("desk")],
  ["an agent taken off and a fallback", [giveOne("desk"), giveTwo], takeOff, pointing, helpOne],
  ["a fallback and an agent taken off", [giveOne("desk"), giveTwo], helpOne, opening, takeOff],
  ["an agent's deletion and a fallback", [giveOne("desk"), giveTwo], deleteDesk, changing, helpOne],
  ["a fallback and an agent's deletion", [giveOne("desk"), giveTwo], helpOne, opening, deleteDesk],
])(
  "of %s that make a round together the later one is decided again, and refused",
  async ([, before, late, write, meanwhile]) => {
    const tenant = await withTenant();
    const [one, two] = [await ownedBy(tenant), await ownedBy(tenant)];
    const hello = { name: "Desk", destination: { kind: "say", message: "Hello." } };
    const [desk, hall] = [await tenant.api.post("/v1/agents", hello), await tenant.api.post("/v1/agents", hello)];
    const [toOne, toTwo] = [await dialling(tenant, one), await dialling(tenant, two)];
    const stage = { tenant, one, two, toOne, toTwo, desk: desk.body.id, hall: hall.body.id };
    for (const step of before) expect((await step(stage)).status).toBe(200);
    const happened = vi.fn(async () => expect((await meanwhile(stage)).status).toBeOneOf([200, 204]));
    rightBefore(write, happened);
    expect(await late(stage)).toMatchObject(refusal(one, two, one));
    expect(happened).toHaveBeenCalledTimes(1);
    vi.restoreAllMocks();
  },
);

test("concurrent changes of other numbers cannot complete a loop", async () => {
  const tenant = await withTenant();
  const [one, two, three] = [await ownedBy(tenant), await ownedBy(tenant), await ownedBy(tenant)];
  const toThree = await dialling(tenant, three);
  rightBefore(pointing, async () => expect((await assign(tenant, two, toThree)).status).toBe(200));
  expect((await assign(tenant, one, toThree)).status).toBe(200);
});

/** The same with numbers that are owned, each standing for one or two of `numbers`, and agents that there are. */
function realised<Drawn>(drawn: Drawn, owned: readonly OwnedNumber[], agents: readonly string[]): Drawn {
  const phones = numbers.map((number, at) => [number, owned[at % owned.length]?.e164]);
  const ids = agents.map((id, at) => [agentIds[at], id]);
  const text = [...phones, ...ids].reduce(
    (all, [from = "", to = ""]) => all.replaceAll(from, to),
    JSON.stringify(drawn),
  );
  return JSON.parse(text);
}

async function carriedOut({ api }: Tenant, owned: readonly OwnedNumber[], act: Act): Promise<Answer> {
  if (act.kind === "agent") {
    const path = `/v1/agents/${act.id}`;
    return act.destination
      ? await api.patch(path, { destination: fromDestination(act.destination) })
      : await api.delete(`${path}?force=true`);
  }
  const path = `/v1/phone-numbers/${owned.find(({ e164 }) => e164 === act.e164)?.id}`;
  if (act.kind === "assign") return await api.post(`${path}/assign`, { agent_id: act.to.agentId });
  if (act.kind === "unassign") return await api.post(`${path}/unassign`);
  return await (act.to.plan ? api.put(`${path}/routing`, fromPlan(act.to.plan)) : api.delete(`${path}/routing`));
}

test("in any sequence of changes, with any loops before, exactly the changes that add a loop are refused", async () => {
  const tenant = await withTenant();
  const owned = [await ownedBy(tenant), await ownedBy(tenant), await ownedBy(tenant)];
  const seen = { refused: 0, done: 0 };
  const turns = fc.array(fc.record({ act: acts, unasked: fc.constantFrom(true, false, false, false) }), {
    minLength: 10,
    maxLength: 30,
  });
  const aims = fc.tuple(...agentIds.map(() => places));
  await fc.assert(
    fc.asyncProperty(aims, turns, async (aimed, list) => {
      for (const { id } of owned) {
        await tenant.api.delete(`/v1/phone-numbers/${id}/routing`);
        expect((await tenant.api.post(`/v1/phone-numbers/${id}/unassign`)).status).toBe(200);
      }
      const agents = new Map<string, Destination>();
      for (const aim of aimed) {
        const destination = realised(aim, owned, []);
        const asked = { name: "Agent", destination: fromDestination(destination) };
        agents.set((await tenant.api.post("/v1/agents", asked)).body.id, destination);
      }
      const ids = [...agents.keys()];
      let world: World = { numbers: owned.map(({ e164 }) => ({ e164, agentId: null, plan: null })), agents };
      for (const { act: drawn, unasked } of list) {
        const act = realised(drawn, owned, ids);
        const named = act.kind === "agent" ? [act.id] : givenBy(act.to);
        if (!named.every((id) => world.agents.has(id)) || removesNothing(act, world)) continue;
        if (unasked && act.kind === "agent" && act.destination) {
          await changeUnchecked(act.id, act.destination);
          world = done(act, world);
          continue;
        }
        const { added, round } = addedBy(act, world);
        const answer = await carriedOut(tenant, owned, act);
        expect(answer.status, JSON.stringify(act)).toBeOneOf(round ? [422] : [200, 204]);
        seen[round ? "refused" : "done"] += 1;
        if (round) expect(isIn(added, answer.body.loop)).toBe(true);
        else world = done(act, world);
      }
    }),
    { numRuns: repetitions(5, 64) },
  );
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(0);
});

const removesNothing = (act: Act, { numbers: all }: World): boolean =>
  act.kind === "plan" && act.to.plan === null && all.find(({ e164 }) => e164 === act.e164)?.plan === null;

/** Changes an agent without the check for loops. */
const changeUnchecked = (id: string, destination: Destination) =>
  env.DB.prepare("update agents set kind = ?, destination = ? where id = ?")
    .bind(destination.kind, JSON.stringify(destination), id)
    .run();
