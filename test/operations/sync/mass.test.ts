import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { BASE } from "../../support/api";
import { withTenant } from "../../support/seed";
import { repetitions } from "../../support/soak";
import { countStatements } from "../../support/statements";
import { standing, World } from "./world";

/** Thousands of differences at once, as after a change of origin or with a list of another account. */

const MANY = repetitions(1_500, 5_000);
/** Per invocation, by Cloudflare's limits. */
const D1_STATEMENTS = 1_000;
const numbers = Array.from({ length: MANY }, (_, at) => `+1415${2_000_000 + at}`);
const former = `${BASE}/twilio/ten_former/numbers/num_former/voice`;
const foreign = "https://studio.example.net/flow";

afterEach(async () => {
  vi.restoreAllMocks();
  await World.clear();
});

async function someWorld(): Promise<World> {
  await World.clear();
  return new World((await withTenant()).id, 1_000);
}

async function inventory(different: (at: number) => Parameters<World["gain"]>[1] = () => ({})): Promise<World> {
  const world = await someWorld();
  await world.ownAll(numbers);
  for (const [at, e164] of numbers.entries()) world.gain(e164, different(at));
  return world;
}

interface Effort {
  readonly invocations: number;
  readonly statements: number;
}

/** Lets the job go on until a comparison is complete; no invocation may send more than it can. */
async function compare(world: World): Promise<Effort> {
  const sent = countStatements();
  for (let invocations = 1; invocations <= 20; invocations += 1) {
    const before = sent.now();
    const run = await world.invoke();
    expect(sent.now() - before).toBeLessThanOrEqual(D1_STATEMENTS);
    expect(run).toMatchObject({ status: expect.stringMatching(/completed|paused/), errors: [] });
    if (run.status === "completed") {
      const effort = { invocations, statements: sent.now() };
      vi.restoreAllMocks();
      return effort;
    }
  }
  throw new Error("It does not come to an end.");
}

const findingsOf = (kind: string, subjects: readonly string[]) =>
  subjects.map((subject) => `${kind} ${subject}`).sort();

const eventsOf = ({ tenantId }: World, type: string): Promise<number | null> =>
  env.DB.prepare("select count(*) as n from events where tenant_id = ? and type = ?").bind(tenantId, type).first("n");

/** That every log counts its events without a gap. */
async function logsAreWhole(): Promise<void> {
  const torn = await env.DB.prepare(
    "select tenant_id from events group by tenant_id having count(*) <> max(seq) - min(seq) + 1",
  ).all();
  expect(torn.results).toEqual([]);
}

test("thousands of orphans become findings in one invocation, once, and are closed in one when they are gone", async () => {
  const world = await someWorld();
  for (const e164 of numbers) world.gain(e164, { label: "By hand" });
  expect((await compare(world)).invocations).toBe(1);
  const firstState = await standing();
  expect(firstState.findings).toEqual(findingsOf("number_orphaned", numbers));

  const again = await compare(world);
  expect(again.statements).toBeLessThan(250);
  expect(await standing()).toEqual(firstState);

  world.books.clear();
  expect((await compare(world)).invocations).toBe(1);
  expect(await standing()).toMatchObject({ findings: [], events: firstState.events + MANY });
  await logsAreWhole();
});

test("thousands of drifted numbers are each repaired once or reported once, in any order", async () => {
  // Every third is pointed to an address of somebody else's, the others to one that was ours.
  const isForeign = (at: number) => at % 3 === 0;
  const world = await inventory((at) => ({ voiceUrl: isForeign(at) ? foreign : former }));
  const effort = await compare(world);
  expect(effort.invocations).toBeLessThanOrEqual(4);
  const strange = numbers.filter((_, at) => isForeign(at)).map(world.idOf);
  expect((await standing()).findings).toEqual(findingsOf("number_drifted", strange));
  expect(world.configured).toHaveLength(MANY - strange.length);
  expect(await eventsOf(world, "phone_number.repaired")).toBe(MANY - strange.length);
  expect(await eventsOf(world, "finding.opened")).toBe(strange.length);
  for (const [at, e164] of numbers.entries()) {
    const expected = isForeign(at) ? foreign : world.setupOf(e164).voiceUrl;
    if (world.books.get(e164)?.voiceUrl !== expected) throw new Error(`${e164} is not as it should be.`);
  }

  const finalState = await standing();
  world.configured = [];
  const again = await compare(world);
  expect(again).toMatchObject({ invocations: 1 });
  expect(again.statements).toBeLessThan(120);
  expect(world.configured).toEqual([]);
  expect(await standing()).toEqual(finalState);
  await logsAreWhole();
});

test("refused repairs are reported and do not hold up the others", async () => {
  const world = await inventory(() => ({ voiceUrl: former }));
  const { configure } = world.carrier;
  const refused = new Set(numbers.filter((_, at) => at % 2 === 0).map((e164) => `PN${e164.slice(1)}`));
  vi.spyOn(world.carrier, "configure").mockImplementation((carrierId, setup) =>
    refused.has(carrierId)
      ? Promise.resolve({ kind: "refused", code: "carrier_refused", carrierCode: 21_450, message: "No." })
      : configure(carrierId, setup),
  );
  const effort = await compare(world);
  expect(effort.invocations).toBeLessThanOrEqual(12);
  expect(world.configured).toHaveLength(MANY - refused.size);
  expect((await standing()).findings).toHaveLength(refused.size);
});

test("hundreds of gone numbers are missing, then lost, and found when they return: one report each", async () => {
  const world = await inventory();
  const gone = numbers.slice(0, repetitions(300, 900));
  for (const e164 of gone) world.books.delete(e164);
  expect((await compare(world)).invocations).toBeLessThanOrEqual(2);
  expect((await standing()).findings).toEqual(findingsOf("number_missing", gone.map(world.idOf)));
  expect((await compare(world)).invocations).toBeLessThanOrEqual(9);
  const lost = await standing();
  expect(Object.entries(lost.statuses).filter(([, status]) => status === "lost")).toHaveLength(gone.length);
  expect(await eventsOf(world, "phone_number.lost")).toBe(gone.length);
  const known = await env.DB.prepare(
    "select count(*) as n from findings where evidence ->> 'lost' and resolved_at is null",
  ).first<number>("n");
  expect(known).toBe(gone.length);

  for (const e164 of gone) world.gain(e164);
  expect((await compare(world)).invocations).toBeLessThanOrEqual(6);
  expect(await standing()).toMatchObject({ findings: [] });
  expect(await eventsOf(world, "phone_number.found")).toBe(gone.length);
  await logsAreWhole();
});
