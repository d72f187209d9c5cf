import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { REQUESTS_AT_ONCE } from "#operations/sync/act-on-differences";
import type { Json } from "../../support/api";
import { withTenant } from "../../support/seed";
import { standing, World } from "./world";

afterEach(() => World.clear());

const numbers = (count: number): string[] => Array.from({ length: count }, (_, at) => `+1415555${1000 + at}`);

const lastRun = () =>
  env.DB.prepare("select status, error_code from sync_runs order by created_at desc, id desc limit 1").first();

test("numbers that were lost before are no reason to disbelieve the list", async () => {
  const world = new World((await withTenant()).id);
  const [first = "", ...others] = numbers(15);
  await world.ownAll([first, ...others]);
  await env.DB.prepare("update phone_numbers set status = 'lost' where e164 > ?").bind(others[2]).run();
  for (const e164 of [first, ...others.slice(0, 3)]) world.gain(e164);
  world.now += 15 * 60_000;
  await world.run();
  expect(await lastRun()).toEqual({ status: "completed", error_code: null });

  // So the next number that is gone is lost too.
  world.books.delete(first);
  for (let run = 0; run < 2; run += 1) {
    world.now += 15 * 60_000;
    await world.run();
  }
  expect((await standing()).statuses[first]).toBe("lost");
});

test("a number that every list lacks, and that the carrier has, is not said to be missing", async () => {
  const world = new World((await withTenant()).id);
  const [first = "", second = ""] = numbers(2);
  await world.ownAll([first, second]);
  for (const e164 of [first, second]) world.gain(e164);
  const before = await standing();
  world.fault = { kind: "lists_lack", e164: second };
  for (let run = 0; run < 2; run += 1) {
    world.now += 15 * 60_000;
    await world.run();
    expect(await lastRun()).toEqual({ status: "failed", error_code: "listing_incomplete" });
  }
  expect(await standing()).toEqual(before);
});

test("when too many numbers are missing, no tenant gets a finding", async () => {
  const world = new World((await withTenant()).id);
  const all = numbers(21);
  await world.ownAll(all);
  for (const e164 of all.slice(0, 9)) world.gain(e164);
  const before = await standing();
  world.now += 15 * 60_000;
  await world.run();
  expect(await lastRun()).toEqual({ status: "failed", error_code: "too_many_missing" });
  const { statuses, findings } = await standing();
  expect(statuses).toEqual(before.statuses);
  expect(findings).toEqual(["sync_implausible platform"]);
});

test("another party's label is kept and listed, and takes no number offline", async () => {
  const world = new World((await withTenant()).id);
  const [e164 = ""] = numbers(1);
  await world.own(e164);
  world.gain(e164, { label: "Front desk" });
  world.now += 15 * 60_000;
  await world.run();
  const listed = await env.DB.prepare("select kind, action, outcome, fields from sync_differences").all();
  const fields = [{ field: "label", ours: world.setupOf(e164).label, theirs: "Front desk" }];
  expect(listed.results).toEqual([
    { kind: "drifted", action: "report", outcome: "open", fields: JSON.stringify(fields) },
  ]);
  expect(world.books.get(e164)?.label).toBe("Front desk");
  expect((await standing()).findings).toEqual([]);

  // With an address of somebody else's beside it, the owner is told; without it again, no longer.
  world.change(e164, { voiceUrl: "https://elsewhere.example.net/" });
  world.now += 15 * 60_000;
  await world.run();
  expect((await standing()).findings).toEqual([`number_drifted ${world.idOf(e164)}`]);
  world.change(e164, { voiceUrl: world.setupOf(e164).voiceUrl });
  world.now += 15 * 60_000;
  await world.run();
  expect((await standing()).findings).toEqual([]);
});

test("a number that changes hands while its page is worked on is not pointed back to its former owner", async () => {
  const world = new World((await withTenant()).id, 100);
  const newOwner = await withTenant();
  const all = numbers(REQUESTS_AT_ONCE + 1);
  // The list begins with the newest.
  const [last = "", ...others] = all;
  await world.ownAll(all);
  for (const e164 of all) {
    world.gain(e164);
    world.change(e164, { voiceUrl: "" });
  }
  world.now += 15 * 60_000;
  const { configure } = world.carrier;
  vi.spyOn(world.carrier, "configure").mockImplementation(async (carrierId, setup) => {
    const answer = await configure(carrierId, setup);
    await env.DB.prepare("update phone_numbers set tenant_id = ?, version = version + 1 where e164 = ?")
      .bind(newOwner.id, last)
      .run();
    return answer;
  });
  await world.run();
  expect(world.configured.map(({ before }) => before.e164).sort()).toEqual(others);
});

test("a number that is suspended when it is lost is suspended when it is found, and takes no call meanwhile", async () => {
  const tenant = await withTenant();
  const world = new World(tenant.id);
  const [first = "", second = ""] = numbers(2);
  await world.ownAll([first, second]);
  world.gain(second);
  const path = `/v1/phone-numbers/${world.idOf(first)}`;
  expect((await tenant.api.post(`${path}/suspend`)).body.status).toBe("suspended");
  for (let run = 0; run < 2; run += 1) {
    world.now += 15 * 60_000;
    await world.run();
  }
  expect((await tenant.api.get(path)).body.status).toBe("lost");
  const call = await tenant.api.post("/v1/routing/simulate", { phone_number_id: first });
  expect(call.body.decision).toMatchObject({ outcome: "suspended" });

  world.gain(first);
  world.now += 15 * 60_000;
  await world.run();
  expect((await tenant.api.get(path)).body.status).toBe("suspended");
  expect((await tenant.api.post(`${path}/resume`)).body.status).toBe("active");
});

test("after a transfer the new owner has the finding about a difference, and the former owner does not", async () => {
  const [from, to] = [await withTenant(), await withTenant()];
  const world = new World(from.id);
  const [gone = "", strange = "", right = "", also = ""] = numbers(4);
  await world.ownAll([gone, strange, right, also]);
  for (const e164 of [strange, right, also]) world.gain(e164);
  world.change(strange, { trunk: "TK1" });
  world.now += 15 * 60_000;
  await world.run();
  const open = async ({ api }: typeof from): Promise<string[]> =>
    (await api.get("/v1/findings?status=open")).body.data
      .map(({ kind, subject }: Json) => `${kind} ${subject.id}`)
      .sort();
  const both = [`number_drifted ${world.idOf(strange)}`, `number_missing ${world.idOf(gone)}`];
  expect([await open(from), await open(to)]).toEqual([both, []]);

  await env.DB.prepare("update phone_numbers set tenant_id = ?, version = version + 1 where e164 in (?, ?)")
    .bind(to.id, gone, strange)
    .run();
  world.now += 5 * 60_000;
  await world.run();
  expect([await open(from), await open(to)]).toEqual([[], both]);
});
