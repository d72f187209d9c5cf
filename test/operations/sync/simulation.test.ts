import { env } from "cloudflare:workers";
import fc from "fast-check";
import { expect, test } from "vitest";
import { drift, isOurUrl } from "#operations/sync/compare-number";
import { BASE } from "../../support/api";
import { withTenant } from "../../support/seed";
import { repetitions } from "../../support/soak";
import { type ListFault, standing, World } from "./world";

/** Ten numbers at the most: of so few the sync believes that all of them are gone. */
const pool = Array.from({ length: 10 }, (_, at) => `+1415236${String(2_000 + at)}`);
const MINUTE = 60_000;

const foreign = "https://studio.example.net/flow";
const former = `${BASE}/twilio/ten_former/numbers/num_former/voice`;

type Act = (world: World) => Promise<void> | void;
const number = fc.constantFrom(...pool);
const field = fc.constantFrom("voiceUrl", "voiceStatusUrl", "smsUrl", "label");
const act = fc.oneof(
  number.map(
    (e164): Act =>
      async (world) => {
        world.gain(e164);
        await world.own(e164);
      },
  ),
  number.map(
    (e164): Act =>
      (world) =>
        world.own(e164),
  ),
  number.map(
    (e164): Act =>
      (world) =>
        world.gain(e164, { label: "Bought by hand", voiceUrl: foreign }),
  ),
  number.map(
    (e164): Act =>
      (world) =>
        void world.books.delete(e164),
  ),
  fc.tuple(number, field, fc.constantFrom("", foreign, former)).map(
    ([e164, name, value]): Act =>
      (world) =>
        world.change(e164, { [name]: value }),
  ),
  number.map(
    (e164): Act =>
      (world) =>
        world.change(e164, { trunk: "TK1" }),
  ),
  number.map(
    (e164): Act =>
      (world) =>
        world.change(e164, { carrierId: `PN9${e164.slice(1)}` }),
  ),
);

const at = fc.nat({ max: 3 });
const fault: fc.Arbitrary<ListFault> = fc.oneof(
  fc.constant<ListFault>({ kind: "none" }),
  fc.record({ kind: fc.constantFrom("page_fails", "truncated", "dies"), at }),
  fc.record({ kind: fc.constantFrom("credentials", "single_fails") }),
);
const round = fc.record({ acts: fc.array(act, { maxLength: 8 }), fault, wait: fc.integer({ min: 1, max: 40 }) });

/** What a run may never do, whatever the carrier answers. */
async function checked(world: World): Promise<void> {
  const before = await standing();
  world.configured = [];
  await world.run();
  const after = await standing();
  for (const [e164, status] of Object.entries(after.statuses)) {
    if (status !== "lost" || before.statuses[e164] === "lost") continue;
    expect(world.books.has(e164), `${e164} counts as lost, and the carrier has it`).toBe(false);
  }
  for (const e164 of world.books.keys()) {
    const finding = `number_missing ${world.idOf(e164)}`;
    const opened = after.findings.includes(finding) && !before.findings.includes(finding);
    expect(opened, `${e164} is said to be missing, and the carrier has it`).toBe(false);
  }
  for (const { before: stood } of world.configured) {
    for (const url of [stood.voiceUrl, stood.voiceStatusUrl, stood.smsUrl]) {
      expect(url === "" || isOurUrl(url, [BASE]), `${url} was overwritten`).toBe(true);
    }
    expect(stood.trunk).toBeNull();
  }
  expect(world.released).toBe(0);
}

/** What ought to be known of the world as it is. */
async function expected(world: World): Promise<{ statuses: Record<string, string>; findings: string[] }> {
  const statuses: Record<string, string> = {};
  const findings: string[] = [];
  const { results } = await env.DB.prepare("select e164, carrier_id from phone_numbers").all<{
    e164: string;
    carrier_id: string;
  }>();
  const owned = new Set(results.map(({ e164 }) => e164));
  for (const { e164, carrier_id: carrierId } of results) {
    const theirs = world.books.get(e164);
    statuses[e164] = theirs ? "active" : "lost";
    if (!theirs) findings.push(`number_missing ${world.idOf(e164)}`);
    else if (drift(theirs, { carrierId, setup: world.setupOf(e164) }).some(({ field }) => field !== "label")) {
      findings.push(`number_drifted ${world.idOf(e164)}`);
    }
  }
  for (const e164 of world.books.keys()) if (!owned.has(e164)) findings.push(`number_orphaned ${e164}`);
  return { statuses, findings: findings.sort() };
}

test("whatever the carrier does: nothing it has is given up or overwritten, two complete runs know all, and a third does nothing", async () => {
  const { id } = await withTenant();
  await fc.assert(
    fc.asyncProperty(fc.array(round, { maxLength: 5 }), async (rounds) => {
      await World.clear();
      const world = new World(id);
      for (const { acts, fault: struck, wait } of rounds) {
        for (const step of acts) await step(world);
        world.now += wait * MINUTE;
        world.fault = struck;
        await checked(world);
      }
      world.fault = { kind: "none" };
      // What died is finished, and what is wrong with an unfinished list is found out, by a run of its own.
      for (let runs = 0; runs < 3; runs += 1) {
        world.now += 15 * MINUTE;
        await checked(world);
      }
      const finalState = await standing();
      const { statuses, findings } = await expected(world);
      expect({ statuses: finalState.statuses, findings: finalState.findings }).toEqual({ statuses, findings });

      world.now += 15 * MINUTE;
      await checked(world);
      expect(await standing()).toEqual(finalState);
      expect(world.configured).toEqual([]);
    }),
    { numRuns: repetitions(6, 80) },
  );
});
