import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { KEEP_SYNCS_MS } from "#operations/sync/expire-syncs";
import type { Json } from "../../support/api";
import { runCleanup } from "../../support/jobs";
import { withTenant } from "../../support/seed";
import { noPapersYet, standing, World } from "./world";

afterEach(() => void vi.restoreAllMocks());

const MINUTE = 60_000;

/** Rows written by some work, indexes included, as D1 counts and bills them. */
async function rowsWritten(work: () => Promise<unknown>): Promise<number> {
  let written = 0;
  const count = (results: Json) => {
    for (const result of [results].flat()) written += result?.meta?.rows_written ?? 0;
  };
  const database = Object.getPrototypeOf(env.DB);
  const statement = Object.getPrototypeOf(env.DB.prepare("select 1"));
  for (const [prototype, methods] of [
    [database, ["batch"]],
    [statement, ["run", "all"]],
  ] as const) {
    for (const method of methods) {
      const real = prototype[method];
      vi.spyOn(prototype, method).mockImplementation(async function (this: unknown, ...given: unknown[]) {
        const results = await Reflect.apply(real, this, given);
        count(results);
        return results;
      });
    }
  }
  await work();
  vi.restoreAllMocks();
  return written;
}

/** What a run writes when so many numbers are as they were when it last ran, and so many more have no owner. */
async function costOf(same: number, different: number): Promise<number> {
  await World.clear();
  const world = new World((await withTenant()).id, 1_000);
  for (let at = 0; at < same; at += 1) world.gain(`+1415${2_000_000 + at}`);
  await world.ownAll([...world.books.keys()]);
  world.now += 15 * MINUTE;
  await world.run();
  for (let at = 0; at < different; at += 1) world.gain(`+1212${2_000_000 + at}`, { label: "By hand" });
  world.now += 15 * MINUTE;
  return await rowsWritten(() => world.run());
}

test("the rows that a run writes grow with the differences, and with the inventory only per slice", async () => {
  const [few, many] = [await costOf(10, 0), await costOf(9_990, 0)];
  expect(few).toBeGreaterThan(0);
  // Ten thousand numbers are one slice's work: not a row more than ten.
  expect(many).toBe(few);
  const [ten, twenty] = [await costOf(1_000, 10), await costOf(1_000, 20)];
  expect(ten).toBeGreaterThan(few);
  expect(twenty - ten).toBe(ten - few);
});

test("papers are written when they are first seen and when they change, and not again", async () => {
  await World.clear();
  const world = new World((await withTenant()).id, 1_000);
  for (let at = 0; at < 1_000; at += 1) world.gain(`+1415${2_000_000 + at}`);
  await world.ownAll([...world.books.keys()]);
  const run = async () => {
    world.now += 15 * MINUTE;
    return await rowsWritten(() => world.run());
  };
  const [first, again, more] = [await run(), await run(), await run()];
  expect(more).toBe(again);
  // The row, one entry in an index, and the mark that has the number judged.
  expect(first - again).toBe(3 * 1_000);
  world.change("+14152000000", { documents: { ...noPapersYet, emergencyAddress: "registered" } });
  expect((await run()) - again).toBeLessThanOrEqual(3);
  expect(await run()).toBe(again);
});

test("the papers of pages that a run has seen are known though it died, and the next run writes only the others", async () => {
  await World.clear();
  const world = new World((await withTenant()).id, 10);
  for (let at = 0; at < 30; at += 1) world.gain(`+1415${2_000_000 + at}`);
  await world.ownAll([...world.books.keys()]);
  const known = () => env.DB.prepare("select count(*) as n from number_documents").first("n");
  world.now += 15 * MINUTE;
  world.fault = { kind: "dies", at: 2 };
  expect(await world.run()).toBe(false);
  expect(await known()).toBe(20);
  const firstSeen = world.now;
  world.fault = { kind: "none" };
  world.now += 15 * MINUTE;
  await world.run();
  expect(await known()).toBe(30);
  const again = await env.DB.prepare("select count(*) as n from number_documents where changed_at > ?")
    .bind(firstSeen)
    .first("n");
  expect(again).toBe(10);
});

test("a run that finds nothing new writes no finding and no event, however often it runs", async () => {
  await World.clear();
  const world = new World((await withTenant()).id);
  for (let at = 0; at < 30; at += 1) world.gain(`+1212${2_000_000 + at}`, { label: "By hand" });
  world.now += 15 * MINUTE;
  await world.run();
  const finalState = await standing();
  expect(finalState.findings).toHaveLength(30);
  world.now += 15 * MINUTE;
  await world.run();
  expect(await standing()).toEqual(finalState);
});

test("the cleanup job deletes a run's differences after a week", async () => {
  await World.clear();
  const world = new World((await withTenant()).id);
  for (const offset of [0, 1]) {
    world.now = Date.now() - KEEP_SYNCS_MS + offset * MINUTE;
    world.gain(`+1212${2_000_000 + offset}`, { label: "By hand", boughtAt: 0 });
    await world.run();
  }
  await runCleanup();
  const { results } = await env.DB.prepare(
    "select e164, r.created_at as at from sync_differences d join sync_runs r on r.id = d.run_id",
  ).all<{ e164: string; at: number }>();
  expect(results.map(({ e164 }) => e164)).toEqual(["+12122000000", "+12122000001"]);
  expect(await env.DB.prepare("select count(*) as n from sync_runs").first("n")).toBe(1);
});
