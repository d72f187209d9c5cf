import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { archiveEvents, EVENTS_PER_PART, PAGE } from "#events/archive/archive-events";
import { keyOf } from "#events/archive/day";
import { sealEvents } from "#events/log/seal";
import { sha256Hex } from "#kernel/values/digest";
import { STEP_QUERIES } from "#operations/job-runs/job";
import type { Json } from "../../support/api";
import { addEvents, archived, change, exported, fetchAs, verified } from "../../support/event-log";
import type { Tenant } from "../../support/seed";
import { sampled } from "../../support/soak";
import { countStatements } from "../../support/statements";
import { deathsAt, dieAt, prototypeOf } from "./dying";
import { days, due, first, jobAt, run, seqs, upTo, whole, withDays } from "./log";

/** Days of more events than one step writes. */

const DATE = "2026-03-01";

afterEach(async () => {
  // What a test leaves in the log is no work for the next one's run.
  await change("delete from events");
  vi.restoreAllMocks();
});

const parts = async (tenant: Tenant): Promise<unknown[]> =>
  (await days(tenant)).map(({ date, part, last_part, first_seq, last_seq }) => [
    date,
    part,
    last_part,
    first_seq,
    last_seq,
  ]);

const download = (tenant: Tenant, path: string): Promise<Response> =>
  fetchAs(tenant, `/v1/events/archives/${path}`, "*/*");

const bytesOf = async (tenant: Tenant, path: string): Promise<Uint8Array> =>
  new Uint8Array(await (await download(tenant, path)).arrayBuffer());

/** All parts of a day, by themselves. The whole day is these in a row, which workerd's unpacking does not take, but gunzip does. */
async function inParts(tenant: Tenant, date: string): Promise<Json[]> {
  const events: Json[] = [];
  const bytes: number[] = [];
  for (const { part } of (await days(tenant)).filter((each) => each.date === date).reverse()) {
    events.push(...(await archived(tenant, `${date}?part=${part}`)));
    bytes.push(...(await bytesOf(tenant, `${date}?part=${part}`)));
  }
  expect([...(await bytesOf(tenant, date))]).toEqual(bytes);
  return events;
}

test("a day of more events than a part takes is archived in parts, which together are the day", async () => {
  const tenant = await withDays(7, 2);
  const events = await exported(tenant);
  const uploads = vi.spyOn(await prototypeOf("R2"), "createMultipartUpload");
  expect(await run(due(2), 3)).toEqual({ counted: { archived_days: 2, archived_events: 9 }, errors: [] });
  expect(await parts(tenant)).toEqual([
    ["2026-03-02", 1, true, 8, 9],
    [DATE, 3, true, 7, 7],
    [DATE, 2, false, 4, 6],
    [DATE, 1, false, 1, 3],
  ]);
  const names = [DATE, `${DATE}.0002`, `${DATE}.0003`, "2026-03-02"];
  expect(uploads.mock.calls.map(([key]) => key)).toEqual(names.map((name) => keyOf(tenant.id, name)));
  expect(await inParts(tenant, DATE)).toEqual(events.slice(0, 7));
  expect(await archived(tenant, `${DATE}?part=2`)).toEqual(events.slice(3, 6));
  await whole(tenant, events);
  const text = events.slice(3, 6).map((event) => `${JSON.stringify(event)}\n`);
  expect((await days(tenant))[2].sha256).toBe(await sha256Hex(text.join("")));
});

test("a day of exactly as many events as its parts take has no empty one, and the next day begins anew", async () => {
  const tenant = await withDays(6, 3);
  await run(due(2), 3);
  expect(await parts(tenant)).toEqual([
    ["2026-03-02", 1, true, 7, 9],
    [DATE, 2, true, 4, 6],
    [DATE, 1, false, 1, 3],
  ]);
});

test("files are named after what is in them; a part that is not there is not found", async () => {
  const tenant = await withDays(5);
  await run(due(1), 2);
  const fileOf = async (path: string) => {
    const { status, headers } = await download(tenant, path);
    const [, name] = /filename="(.+)"/.exec(headers.get("content-disposition") ?? "") ?? [];
    return { status, name, sized: headers.has("content-length") };
  };
  expect(await fileOf(DATE)).toEqual({ status: 200, name: `events-${DATE}.ndjson.gz`, sized: false });
  expect(await fileOf(`${DATE}?part=1`)).toEqual({ status: 200, name: `events-${DATE}.ndjson.gz`, sized: true });
  expect(await fileOf(`${DATE}?part=3`)).toEqual({ status: 200, name: `events-${DATE}.0003.ndjson.gz`, sized: true });
  for (const path of [`${DATE}?part=4`, "2026-03-02", "2026", "2026-03", `${DATE}.0002`, "x"]) {
    expect.soft((await download(tenant, path)).status, path).toBe(404);
  }
  for (const part of ["0", "-1", "1.5", "x", "", "10000"]) {
    expect.soft((await download(tenant, `${DATE}?part=${part}`)).status, part).toBe(422);
  }
});

test("a day that lacks one of its objects breaks off instead of ending early", async () => {
  const tenant = await withDays(5);
  await run(due(1), 2);
  await env.ARCHIVE.delete(keyOf(tenant.id, `${DATE}.0002`));
  const answer = await download(tenant, DATE);
  expect(answer.status).toBe(200);
  await expect(async () => await answer.arrayBuffer()).rejects.toThrow();
});

test("between two parts of a day, archive and log are still one whole, and the rest of the day stays due", async () => {
  const tenant = await withDays(7, 1);
  const events = await exported(tenant);
  const dying = await dieAt("R2", "createMultipartUpload", 2, "before");
  await run(due(2), 3);
  dying.stop();
  expect(await parts(tenant)).toEqual([[DATE, 1, false, 1, 3]]);
  expect(await archived(tenant, DATE)).toEqual(events.slice(0, 3));
  expect(await exported(tenant)).toEqual(events.slice(3));
  expect(await verified(tenant)).toMatchObject({ result: "intact", from_seq: 4, to_seq: 8 });
  await whole(tenant, events);
  // What turns up late after an event of a later day is with that day, as it is in days of one part.
  await addEvents(tenant, 1, first);
  await sealEvents(jobAt(due(2)), null);
  const late = await exported(tenant);
  await run(due(2), 3);
  expect((await parts(tenant)).slice(0, 2)).toEqual([
    ["2026-03-02", 1, true, 8, 9],
    [DATE, 3, true, 7, 7],
  ]);
  await whole(tenant, [...events.slice(0, 3), ...late]);
});

test("an event that is not sealed ends nothing: its part waits, and those before it are archived", async () => {
  const tenant = await withDays(3);
  await addEvents(tenant, 2, first + 1_000);
  expect((await run(due(1), 2)).errors).toHaveLength(1);
  expect(await parts(tenant)).toEqual([[DATE, 1, false, 1, 2]]);
  await sealEvents(jobAt(due(1)), null);
  expect((await run(due(1), 2)).errors).toEqual([]);
  expect(await parts(tenant)).toHaveLength(3);
});

test.for(
  sampled(
    deathsAt([
      ["R2", "createMultipartUpload", 4],
      ["upload", "uploadPart", 4],
      ["upload", "complete", 4],
      ["R2", "get", 4],
      ["D1", "batch", 17],
      ["statement", "run", 4],
    ]),
    5,
  ),
)(
  "a run that dies at %s.%s, call %i, %s it, in a day of three parts: the next ones archive every event exactly once",
  async ([kind, method, nth, when]) => {
    const tenant = await withDays(5, 2, 1);
    const events = await exported(tenant);
    const dying = await dieAt(kind, method, nth, when);
    await run(due(2), 2).catch(() => null);
    dying.stop();
    expect(dying.calls()).toBeGreaterThanOrEqual(nth);
    await whole(tenant, events);
    await run(due(2), 2);
    expect(await parts(tenant)).toEqual([
      ["2026-03-02", 1, true, 6, 7],
      [DATE, 3, true, 5, 5],
      [DATE, 2, false, 3, 4],
      [DATE, 1, false, 1, 2],
    ]);
    expect(seqs(await exported(tenant))).toEqual([8]);
    await whole(tenant, events);
  },
);

test("runs at the same time archive each part once", async () => {
  const tenant = await withDays(25, 9, 1);
  const events = await exported(tenant);
  await Promise.all(Array.from({ length: 4 }, () => run(due(2), 4)));
  await run(due(2), 4);
  expect(await parts(tenant)).toHaveLength(7 + 3);
  expect(seqs(await exported(tenant))).toEqual([35]);
  expect(seqs(await inParts(tenant, DATE))).toEqual(upTo(25));
  expect(seqs(await inParts(tenant, "2026-03-02"))).toEqual(upTo(34, 26));
  await whole(tenant, events);
});

test("a step sends the database no more than a step may, whatever the day", async () => {
  const tenant = await withDays(2 * PAGE + 1);
  const sent = countStatements();
  const steps: number[] = [];
  let before = 0;
  await archiveEvents(
    jobAt(due(1)),
    null,
    () => {
      steps.push(sent.now() - before);
      before = sent.now();
      return true;
    },
    2 * PAGE,
  );
  expect((await exported(tenant)).length).toBe(0);
  const beside = Math.max(...steps) - 2;
  expect(beside + EVENTS_PER_PART / PAGE).toBeLessThanOrEqual(STEP_QUERIES);
  expect(steps.length).toBeGreaterThan(4);
});
