import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { archiveEvents, DELETED_AT_A_TIME } from "#events/archive/archive-events";
import { keyOf } from "#events/archive/day";
import { PART_BYTES } from "#events/archive/gzip-object";
import { moveArchivedSeq } from "#events/log/archived-seq";
import { extendChain, start } from "#events/log/chain";
import { deleteEventsThrough } from "#events/log/expire-events";
import { sealEvents } from "#events/log/seal";
import { addEvents, archived, change, exported, verified } from "../../support/event-log";
import { deathsAt, dieAt, prototypeOf } from "./dying";
import { days, due, first, jobAt, run, seqs, upTo, whole, withDays } from "./log";

afterEach(async () => {
  // What a test leaves in the log is no work for the next one's run.
  await change("delete from events");
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const deaths = deathsAt([
  ["R2", "createMultipartUpload", 2],
  ["upload", "uploadPart", 2],
  ["upload", "complete", 2],
  ["R2", "get", 2],
  ["D1", "batch", 9],
  ["statement", "run", 2],
]);

test.for(deaths)(
  "a run that dies at %s.%s, call %i, %s it: the next ones archive every event exactly once",
  async ([kind, method, nth, when]) => {
    const tenant = await withDays(3, 2, 1);
    const events = await exported(tenant);
    const dying = await dieAt(kind, method, nth, when);
    const died = await run(due(2)).catch(() => null);
    dying.stop();
    expect(dying.calls()).toBeGreaterThanOrEqual(nth);
    expect(died?.errors).not.toEqual([]);
    await whole(tenant, events);
    await run(due(2));
    expect((await days(tenant)).map(({ date, first_seq, last_seq }) => [date, first_seq, last_seq])).toEqual([
      ["2026-03-02", 4, 5],
      ["2026-03-01", 1, 3],
    ]);
    expect(seqs(await exported(tenant))).toEqual([6]);
    await whole(tenant, events);
  },
);

test("runs at the same time archive each event once, and none puts less in the place of more", async () => {
  const tenant = await withDays(40, 30, 20, 1);
  const events = await exported(tenant);
  await Promise.all(Array.from({ length: 4 }, () => run(due(3))));
  await run(due(3));
  expect((await days(tenant)).map(({ first_seq, last_seq }) => [first_seq, last_seq])).toEqual([
    [71, 90],
    [41, 70],
    [1, 40],
  ]);
  expect(seqs(await exported(tenant))).toEqual([91]);
  await whole(tenant, events);
});

test("a run that was overtaken while it read leaves the object alone", async () => {
  const tenant = await withDays(5);
  const events = await exported(tenant);
  const prototype = await prototypeOf("R2");
  const { createMultipartUpload } = prototype;
  vi.spyOn(prototype, "createMultipartUpload").mockImplementationOnce(async function (
    this: unknown,
    ...args: unknown[]
  ) {
    const upload = await Reflect.apply(createMultipartUpload as never, this, args);
    await run(due(1));
    return upload;
  });
  await run(due(1));
  expect(await archived(tenant, "2026-03-01")).toEqual(events);
  expect(await exported(tenant)).toEqual([]);
});

test("an object that does not read as it was written is not trusted: the rows stay", async () => {
  const tenant = await withDays(2);
  const prototype = await prototypeOf("upload");
  const { complete } = prototype;
  vi.spyOn(prototype, "complete").mockImplementationOnce(async function (this: unknown, ...args: unknown[]) {
    const done = await Reflect.apply(complete as never, this, args);
    const short = new Response("{}\n").body?.pipeThrough(new CompressionStream("gzip"));
    await env.ARCHIVE.put(keyOf(tenant.id, "2026-03-01"), await new Response(short).arrayBuffer());
    return done;
  });
  expect((await run(due(1))).errors).toEqual([expect.objectContaining({ at: `archive events of ${tenant.id}` })]);
  expect(seqs(await exported(tenant))).toEqual([1, 2]);
  await run(due(1));
  expect(seqs(await archived(tenant, "2026-03-01"))).toEqual([1, 2]);
});

test("a day of many megabytes is written in parts and left in pieces, and none of it is lost", async () => {
  const tenant = await withDays(6_000);
  await change("delete from events where tenant_id = ?", tenant.id);
  await change("delete from event_seals where tenant_id = ?", tenant.id);
  await addEvents(tenant, 6_000, first, 2_000);
  await sealEvents(jobAt(Date.now()), null);
  const prototype = await prototypeOf("upload");
  const uploadPart = vi.spyOn(prototype, "uploadPart");
  expect(await run(due(1))).toMatchObject({ counted: { archived_days: 1, archived_events: 6_000 }, errors: [] });
  const sizes = uploadPart.mock.calls.map(([, part]) => (part as Uint8Array).length);
  expect(sizes.length).toBeGreaterThan(2);
  expect(new Set(sizes.slice(0, -1))).toEqual(new Set([PART_BYTES]));
  const events = await archived(tenant, "2026-03-01");
  expect(seqs(events)).toEqual(upTo(6_000));
  expect(await extendChain(start, events)).toHaveProperty("head.seq", 6_000);
  expect(await exported(tenant)).toEqual([]);
});

test("a run that dies between the pieces of a day leaves a log that verifies, and the next one deletes the rest", async () => {
  const count = DELETED_AT_A_TIME + 200;
  const tenant = await withDays(count);
  const { batch } = await prototypeOf("D1");
  let deletions = 0;
  const spy = vi.spyOn(await prototypeOf("D1"), "batch").mockImplementation(async function (this: unknown, ...args) {
    const isDeletion = JSON.stringify(args).includes('delete from \\"events\\"');
    if (isDeletion) deletions += 1;
    if (deletions > 1) throw new Error("died");
    return Reflect.apply(batch as never, this, args);
  });
  expect((await run(due(1))).errors).toHaveLength(1);
  spy.mockRestore();
  const rest = { from_seq: DELETED_AT_A_TIME + 1, to_seq: count };
  expect(await verified(tenant)).toMatchObject({ result: "intact", ...rest, next_seq: null });
  expect(await run(due(1))).toEqual({ counted: { archived_days: 0, archived_events: 200 }, errors: [] });
  expect(seqs(await archived(tenant, "2026-03-01"))).toEqual(upTo(count));
  expect(await verified(tenant)).toMatchObject({ result: "intact", from_seq: count + 1 });
});

test("one who knows an old beginning of the log deletes nothing and forgets no hash", async () => {
  const tenant = await withDays(3, 3);
  await run(due(1));
  const before = [await exported(tenant), await verified(tenant)];
  const { db } = jobAt(due(1));
  await db.batch([moveArchivedSeq(db, tenant.id, 2, 5), ...deleteEventsThrough(db, tenant.id, 5)]);
  expect([await exported(tenant), await verified(tenant)]).toEqual(before);
});

test("one tenant's trouble is no other's", async () => {
  const [broken, ...others] = [await withDays(1), await withDays(1, 1, 1), await withDays(1)];
  await change("update events set hash = null where tenant_id = ?", broken.id);
  expect((await run(due(3))).errors).toEqual([
    {
      at: `archive events of ${broken.id}`,
      code: "internal_error",
      detail: expect.stringContaining("Event 1 is not sealed yet"),
    },
  ]);
  for (const other of others) expect(await exported(other)).toEqual([]);
});

test("a slice without time says where it stopped, and the next one goes on there", async () => {
  const tenants = [await withDays(1, 1), await withDays(1, 1), await withDays(1, 1)];
  let cursor: string | null = null;
  let slices = 0;
  do {
    // Time for the look at a tenant and a step or two of its days.
    let times = 3;
    const slice: { next: string | null } = await archiveEvents(jobAt(due(2)), cursor, () => times-- > 0);
    slices += 1;
    cursor = slice.next;
    // What stops in the middle of a tenant's days begins with that tenant again.
    if (slices > 50) throw new Error("It does not come to an end.");
  } while (cursor !== null);
  expect(slices).toBeGreaterThan(tenants.length);
  for (const tenant of tenants) {
    expect(await exported(tenant)).toEqual([]);
    expect(await days(tenant)).toHaveLength(2);
  }
});
