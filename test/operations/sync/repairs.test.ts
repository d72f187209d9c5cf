import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LEASE_MS } from "#operations/job-runs/lease";
import { KEEP_SYNCS_MS } from "#operations/sync/expire-syncs";
import { sync, syncOnly } from "#operations/sync/job";
import { newRun } from "#operations/sync/run-progress";
import { MAX_RUN_MS } from "#operations/sync/run-rules";
import { syncRuns } from "#operations/sync/table";
import { runCleanup } from "../../support/jobs";
import { type Tenant, withTenant } from "../../support/seed";
import { World } from "./world";

/** Repairs whose run died, or got no answer: made at the carrier or not, and told of by whoever comes next. */

const MINUTE = 60_000;
const e164 = "+14155551000";
const former = "https://pm.example.com/twilio/ten_former/numbers/num_former/voice";

let tenant: Tenant;
let world: World;

beforeEach(async () => {
  tenant = await withTenant();
  world = new World(tenant.id);
  await world.own(e164);
  world.gain(e164, { voiceUrl: former });
  world.now += 15 * MINUTE;
});

afterEach(async () => {
  vi.restoreAllMocks();
  await World.clear();
});

const died = () => new Error("The Worker died here.");

/** A run whose last deed is to ask the carrier, which may have done what it was asked by then. */
async function dieAsking({ done }: { done: boolean }): Promise<void> {
  const { configure } = world.carrier;
  const asking = vi.spyOn(world.carrier, "configure").mockImplementation(async (...request) => {
    if (done) await configure(...request);
    throw died();
  });
  expect(await world.run()).toBe(false);
  asking.mockRestore();
}

async function runLater(minutes = 15): Promise<void> {
  world.now += minutes * MINUTE;
  expect(await world.run()).toBe(true);
}

async function toldTo({ id }: { id: string }): Promise<string[][]> {
  const { results } = await env.DB.prepare(
    "select data from events where tenant_id = ? and type = 'phone_number.repaired' order by seq",
  )
    .bind(id)
    .all<{ data: string }>();
  return results.map(({ data }) => JSON.parse(data).changed);
}

const outcomes = async (): Promise<unknown[]> => {
  const { results } = await env.DB.prepare(
    "select outcome from sync_differences where kind = 'drifted' order by run_id",
  ).all();
  return results.map(({ outcome }) => outcome);
};
const openFindings = () => env.DB.prepare("select count(*) as n from findings where resolved_at is null").first("n");
const untold = () => env.DB.prepare("select count(*) as n from sync_repairs where reported_at is null").first("n");

test("the next run reports the repair of a killed run once and does not repeat it", async () => {
  await dieAsking({ done: true });
  expect(await toldTo(tenant)).toEqual([]);
  await runLater();
  expect(await toldTo(tenant)).toEqual([["voice_url"]]);
  expect(await outcomes()).toEqual(["done"]);
  await runLater();
  expect(await toldTo(tenant)).toEqual([["voice_url"]]);
  expect(world.configured).toHaveLength(1);
  expect(await untold()).toBe(0);
});

test("a repair that had not taken effect is made by the next run and reported once", async () => {
  await dieAsking({ done: false });
  await runLater();
  expect(world.configured).toHaveLength(1);
  expect(await toldTo(tenant)).toEqual([["voice_url"]]);
  await runLater();
  expect(await toldTo(tenant)).toEqual([["voice_url"]]);
  expect(await untold()).toBe(0);
});

test("a setting that a person repaired meanwhile is reported too: the carrier's record does not say who changed it", async () => {
  await dieAsking({ done: false });
  world.gain(e164);
  await runLater();
  expect(world.configured).toEqual([]);
  expect(await toldTo(tenant)).toEqual([["voice_url"]]);
});

test("a setting that a person changed meanwhile is reported as drift, not as repaired", async () => {
  await dieAsking({ done: true });
  world.change(e164, { voiceUrl: "https://studio.example.net/flow" });
  await runLater();
  expect(await toldTo(tenant)).toEqual([]);
  expect(await openFindings()).toBe(1);
  expect(await untold()).toBe(0);
});

test("the carrier's id of a number is taken with the rest, also when the run died in between", async () => {
  world.change(e164, { carrierId: "PNmoved" });
  await dieAsking({ done: true });
  await runLater();
  expect(await toldTo(tenant)).toEqual([["carrier_id", "voice_url"]]);
  expect(await env.DB.prepare("select carrier_id from phone_numbers").first("carrier_id")).toBe("PNmoved");
  await runLater();
  expect(await toldTo(tenant)).toHaveLength(1);
});

test("a repair whose answer is lost is a finding until the next run reads the record and reports the repair", async () => {
  const { configure } = world.carrier;
  vi.spyOn(world.carrier, "configure").mockImplementationOnce(async (...request) => {
    await configure(...request);
    return { kind: "unknown", message: "Twilio gave no answer." };
  });
  await runLater(0);
  expect(await outcomes()).toEqual(["open"]);
  expect(await openFindings()).toBe(1);
  await runLater();
  expect(await toldTo(tenant)).toEqual([["voice_url"]]);
  expect(await openFindings()).toBe(0);
  expect(world.configured).toHaveLength(1);
});

test("a refused repair is a finding, and no repair stays unreported", async () => {
  vi.spyOn(world.carrier, "configure").mockResolvedValue({
    kind: "refused",
    code: "carrier_refused",
    carrierCode: 21_450,
    message: "No.",
  });
  await runLater(0);
  expect(await openFindings()).toBe(1);
  expect(await untold()).toBe(0);
});

test("a run that died for good leaves its repair to the one after it", async () => {
  await dieAsking({ done: true });
  await env.DB.prepare("update sync_runs set began_at = ?").bind(world.now).run();
  await runLater(MAX_RUN_MS / MINUTE + 1);
  expect(await env.DB.prepare("select error_code from sync_runs order by created_at").first("error_code")).toBe(
    "abandoned",
  );
  await runLater();
  expect(await toldTo(tenant)).toEqual([["voice_url"]]);
});

test("a number transferred meanwhile is repaired for its new owner only", async () => {
  await dieAsking({ done: true });
  const newOwner = await withTenant();
  await env.DB.prepare("update phone_numbers set tenant_id = ?, version = version + 1").bind(newOwner.id).run();
  await runLater();
  expect(await toldTo(tenant)).toEqual([]);
  expect(await toldTo(newOwner)).toEqual([["voice_url", "voice_status_url", "sms_url"]]);
  expect(world.books.get(e164)?.voiceUrl).toContain(newOwner.id);
});

test("a repair of a number released meanwhile is not reported", async () => {
  await dieAsking({ done: true });
  await env.DB.prepare("update phone_numbers set status = 'cooling_off', version = version + 1").run();
  await runLater();
  expect(await toldTo(tenant)).toEqual([]);
  expect(await untold()).toBe(0);
});

test("a preview leaves it to the next real one", async () => {
  await dieAsking({ done: true });
  await env.DB.prepare("update sync_runs set dry_run = 1").run();
  await runLater();
  expect(await toldTo(tenant)).toEqual([]);
  await runLater();
  expect(await toldTo(tenant)).toEqual([["voice_url"]]);
});

test("without an answer from the carrier a repair is neither reported nor deleted", async () => {
  await dieAsking({ done: true });
  world.fault = { kind: "single_fails" };
  await runLater();
  expect([await toldTo(tenant), await untold()]).toEqual([[], 1]);
  world.fault = { kind: "none" };
  await runLater();
  expect(await toldTo(tenant)).toEqual([["voice_url"]]);
});

test.for([
  ["does nothing more", false],
  ["goes on", true],
] as const)(
  "a run that looks while another waits for the carrier, and then %s, takes nothing from it: one of the two tells",
  async ([_, mayGoOn]) => {
    const { configure } = world.carrier;
    const asking = vi.spyOn(world.carrier, "configure").mockImplementationOnce(async (...request) => {
      // Its lease is not looked at here.
      world.now += LEASE_MS - MINUTE;
      await sync.slice(world.context(), null, () => mayGoOn);
      return await configure(...request);
    });
    await sync.slice(world.context(), null, () => true).catch(() => undefined);
    asking.mockRestore();
    expect(await toldTo(tenant)).toEqual([["voice_url"]]);
    await runLater();
    await runLater();
    expect(await toldTo(tenant)).toEqual([["voice_url"]]);
  },
);

test("a repair by another run since the list was read is neither repeated nor reported again", async () => {
  const { listOwned } = world.carrier;
  const listing = vi.spyOn(world.carrier, "listOwned").mockImplementationOnce(async (page) => {
    const listed = await listOwned(page);
    const ctx = world.context();
    const another = newRun(ctx, { account: null, preview: false, startedBy: "cron" });
    await ctx.db.insert(syncRuns).values(another);
    await syncOnly(another.id).slice(ctx, null, () => true);
    return listed;
  });
  await runLater();
  listing.mockRestore();
  expect(await toldTo(tenant)).toEqual([["voice_url"]]);
  expect(world.configured).toHaveLength(1);
});

test("many interrupted repairs are all reported, slice after slice", async () => {
  const others = Array.from({ length: 13 }, (_, at) => `+1415555${2_000 + at}`);
  await world.ownAll(others);
  for (const other of others) world.gain(other, { voiceUrl: former });
  world.now += 15 * MINUTE;
  for (let deaths = 0; deaths < 3; deaths += 1) {
    await dieAsking({ done: true });
    world.now += MINUTE;
  }
  for (let runs = 0; runs < 4; runs += 1) await runLater();
  expect(await toldTo(tenant)).toHaveLength(1 + others.length);
  expect(await untold()).toBe(0);
});

test("the cleanup job deletes reported repairs after a week and keeps unreported ones", async () => {
  const kept = () => env.DB.prepare("select count(*) as n from sync_repairs").first("n");
  const age = (column: string, ms: number) =>
    env.DB.prepare(`update sync_repairs set ${column} = ?`)
      .bind(Date.now() - ms)
      .run();
  await runLater(0);
  await age("reported_at", KEEP_SYNCS_MS - MINUTE);
  await runCleanup();
  expect(await kept()).toBe(1);
  await age("reported_at", KEEP_SYNCS_MS);
  await runCleanup();
  expect(await kept()).toBe(0);
  world.change(e164, { voiceUrl: former });
  await dieAsking({ done: true });
  await age("begun_at", 2 * KEEP_SYNCS_MS);
  await runCleanup();
  expect(await kept()).toBe(1);
});
