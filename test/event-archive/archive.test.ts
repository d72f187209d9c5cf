import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { composeJob } from "../../src/compose";
import { archiveEvents, DELETED_AT_A_TIME } from "../../src/event-archive/archive";
import { dayOf, isPast, keyOf, nextDay } from "../../src/event-archive/day";
import { PART_BYTES } from "../../src/event-archive/gzip-object";
import { follow, headAt, start } from "../../src/events/chain";
import { forgetUpTo } from "../../src/events/forget";
import { sealEvents } from "../../src/events/seal";
import { runDueJobs } from "../../src/jobs";
import { moveArchivedSeq } from "../../src/tenants/archived-seq";
import type { Json } from "../support/api";
import { addEvents, archived, change, exported, verified } from "../support/event-log";
import { type Tenant, withTenant } from "../support/seed";

const DAY = 24 * 60 * 60_000;
const RETENTION = 90 * DAY;
const first = Date.parse("2026-03-01T00:00:00Z");
/** When the first of the days is past retention, and each next one a day later. */
const due = (days: number): number => first + days * DAY + RETENTION;

afterEach(async () => {
  // What a test leaves in the log is no work for the next one's run.
  await change("delete from events");
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const jobAt = (at: number) => ({ ...composeJob(env, createExecutionContext()), now: at });

/** A whole run: as many slices as it takes. */
async function run(at: number) {
  const counted = { archived_days: 0, archived_events: 0 };
  const errors = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const slice = await archiveEvents(jobAt(at), cursor);
    counted.archived_days += slice.counted.archived_days;
    counted.archived_events += slice.counted.archived_events;
    errors.push(...slice.errors);
    cursor = slice.next;
  }
  return { counted, errors };
}

/** A sealed log with so many events on each of the days from the first of March on. */
async function withDays(...counts: number[]): Promise<Tenant> {
  const tenant = await withTenant();
  await change("delete from events where tenant_id = ?", tenant.id);
  for (const [day, count] of counts.entries()) if (count > 0) await addEvents(tenant, count, first + day * DAY);
  await sealEvents(jobAt(Date.now()), null);
  return tenant;
}

const days = async ({ api }: Tenant): Promise<Json[]> => (await api.get("/v1/events/archives")).body.data;
const seqs = (events: readonly Json[]): number[] => events.map(({ seq }) => seq);
const upTo = (last: number, from = 1): number[] => Array.from({ length: last - from + 1 }, (_, i) => from + i);

/** What must hold whatever has happened: archive and log are one whole chain, and each event stands in one of the two. */
async function whole(tenant: Tenant, events: readonly Json[]): Promise<void> {
  const kept: Json[] = [];
  for (const { date, previous_hash, hash, first_seq, last_seq } of (await days(tenant)).reverse()) {
    const ofDay = await archived(tenant, date);
    const from = headAt(first_seq - 1, previous_hash);
    expect(await follow(from, ofDay)).toEqual({ head: headAt(last_seq, hash) });
    kept.push(...ofDay);
  }
  const rest = await exported(tenant);
  expect([...kept, ...rest.slice(Math.max(kept.length - events.length + rest.length, 0))]).toEqual(events);
}

test("each day in turn is the event's own, but never one before a day that is in the archive", () => {
  const at = fc.integer({ min: 0, max: Date.parse("2100-01-01") });
  fc.assert(
    fc.property(at, fc.option(at, { nil: undefined }), (oldest, lastAt) => {
      const last = lastAt === undefined ? undefined : dayOf(lastAt);
      const day = nextDay(oldest, last);
      expect(day >= dayOf(oldest)).toBe(true);
      if (last !== undefined) expect(day > last).toBe(true);
      if (day !== dayOf(oldest)) expect(day).toBe(dayOf(Date.parse(last ?? "") + DAY));
    }),
  );
});

test("a day is past retention when its last moment is, to the millisecond", () => {
  expect(isPast("2026-03-01", due(1) - 1, 90)).toBe(false);
  expect(isPast("2026-03-01", due(1), 90)).toBe(true);
});

test("what is past retention goes into one object a day, leaves the log, and is listed and downloaded", async () => {
  const tenant = await withDays(3, 0, 2, 4);
  const events = await exported(tenant);
  expect(await run(due(3))).toEqual({ counted: { archived_days: 2, archived_events: 5 }, errors: [] });
  expect(await days(tenant)).toEqual([
    {
      date: "2026-03-03",
      first_seq: 4,
      last_seq: 5,
      previous_hash: events[2].hash,
      hash: events[4].hash,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      archived_at: "2026-06-02T00:00:00.000Z",
    },
    expect.objectContaining({
      date: "2026-03-01",
      first_seq: 1,
      last_seq: 3,
      previous_hash: "0".repeat(64),
      hash: events[2].hash,
    }),
  ]);
  expect(await archived(tenant, "2026-03-01")).toEqual(events.slice(0, 3));
  expect(await archived(tenant, "2026-03-03")).toEqual(events.slice(3, 5));
  expect(await exported(tenant)).toEqual(events.slice(5));
  expect(await run(due(3))).toMatchObject({ counted: { archived_days: 0, archived_events: 0 } });
  const { objects } = await env.ARCHIVE.list({ prefix: `events/${tenant.id}/` });
  expect(objects.map(({ key }) => key)).toEqual(["2026-03-01", "2026-03-03"].map((day) => keyOf(tenant.id, day)));
  await whole(tenant, events);
  const page = (await tenant.api.get("/v1/events/archives?limit=1")).body;
  const next = (await tenant.api.get(`/v1/events/archives?limit=1&cursor=${page.next_cursor}`)).body;
  expect([page, next].map(({ data, has_more }) => [data[0].date, has_more])).toEqual([
    ["2026-03-03", true],
    ["2026-03-01", false],
  ]);
});

test("the cron archives, with 90 days unless the deployment says otherwise", async () => {
  const tenant = await withDays(2, 2);
  vi.useFakeTimers({ toFake: ["Date"], now: due(1) });
  await runDueJobs("*/10 * * * *", env, createExecutionContext());
  expect((await days(tenant)).map(({ date }) => date)).toEqual(["2026-03-01"]);
  await runDueJobs("*/10 * * * *", { ...env, EVENT_RETENTION_DAYS: "7" } as Env, createExecutionContext());
  expect((await days(tenant)).map(({ date }) => date)).toEqual(["2026-03-02", "2026-03-01"]);
});

test("an archive belongs to its tenant, and what is not archived is not there", async () => {
  const tenant = await withDays(1, 1);
  const other = await withDays(1);
  await run(due(1));
  await change("delete from event_archives where tenant_id = ?", other.id);
  for (const [{ api }, date] of [
    [other, "2026-03-01"],
    [tenant, "2026-03-02"],
    [tenant, "../x"],
  ] as const) {
    expect(await api.get(`/v1/events/archives/${encodeURIComponent(date)}`)).toMatchObject({ status: 404 });
  }
  await env.ARCHIVE.delete(keyOf(tenant.id, "2026-03-01"));
  expect(await tenant.api.get("/v1/events/archives/2026-03-01")).toMatchObject({
    status: 500,
    body: { code: "internal_error" },
  });
  vi.spyOn(Object.getPrototypeOf(env.ARCHIVE), "get").mockRejectedValue(new Error("away"));
  expect(await tenant.api.get("/v1/events/archives/2026-03-01")).toMatchObject({
    status: 503,
    body: { code: "storage_unavailable" },
  });
});

test("going on after an archived event is refused with where the log begins, however it is asked for", async () => {
  const tenant = await withDays(4, 3);
  const { api } = tenant;
  const { next_cursor } = (await api.get("/v1/events?sort=seq&limit=2")).body;
  const upwards = (await api.get("/v1/events?sort=-seq&limit=2")).body;
  await run(due(1));
  const gone = { status: 410, body: { code: "events_archived", first_seq: 5 } };
  for (const query of ["after_seq=3&sort=seq", "after_seq=0", `sort=seq&limit=2&cursor=${next_cursor}`]) {
    expect(await api.get(`/v1/events?${query}`)).toMatchObject(gone);
  }
  expect(await api.get("/v1/events?after_seq=3", { accept: "application/x-ndjson" })).toMatchObject(gone);
  expect(seqs((await api.get("/v1/events?after_seq=4&sort=seq")).body.data)).toEqual([5, 6, 7]);
  expect(seqs((await api.get("/v1/events?sort=seq")).body.data)).toEqual([5, 6, 7]);
  expect(seqs((await api.get(`/v1/events?limit=2&cursor=${upwards.next_cursor}`)).body.data)).toEqual([5]);
  expect(await api.get("/v1/events/verify?from_seq=4")).toMatchObject(gone);
  expect(await api.get("/v1/events/verify?to_seq=3")).toMatchObject(gone);
});

test("verify goes on from the archive's last hash, also when nothing is left in the log", async () => {
  const tenant = await withDays(4, 3);
  const events = await exported(tenant);
  await run(due(1));
  const head = { seq: 7, hash: events[6].hash };
  expect(await verified(tenant)).toEqual({ verified: true, from_seq: 5, to_seq: 7, head, unsealed: 0, next_seq: null });
  await run(due(2));
  expect(await verified(tenant)).toEqual({ verified: true, from_seq: 8, to_seq: 7, head, unsealed: 0, next_seq: null });
  await addEvents(tenant, 2, due(2));
  await sealEvents(jobAt(due(2)), null);
  expect(await verified(tenant)).toMatchObject({ verified: true, from_seq: 8, to_seq: 9 });
  await whole(tenant, [...events, ...(await exported(tenant))]);
  await change("update event_seals set archived_hash = ? where tenant_id = ?", "c".repeat(64), tenant.id);
  expect(await verified(tenant)).toEqual({ verified: false, first_bad_seq: 8, reason: "hash_mismatch" });
});

test("events that are not sealed stay, and keep their day in the log", async () => {
  const tenant = await withDays(2);
  await addEvents(tenant, 1, first + 1_000);
  const errors = [
    { at: `archive events of ${tenant.id}`, error: expect.stringContaining("Event 3 is not sealed yet.") },
  ];
  expect(await run(due(1))).toMatchObject({ counted: { archived_days: 0 }, errors });
  expect(await days(tenant)).toEqual([]);
  await sealEvents(jobAt(due(1)), null);
  expect(await run(due(1))).toMatchObject({ counted: { archived_days: 1, archived_events: 3 }, errors: [] });
});

test("clocks that differ tear no day apart, and a latecomer goes into the day after the last archived one", async () => {
  const tenant = await withDays(2, 2);
  await change("update events set occurred_at = ? where tenant_id = ? and seq = 4", first + 5, tenant.id);
  await sealEvents(jobAt(due(0)), null);
  await change("update events set hash = null where tenant_id = ?", tenant.id);
  await change("delete from event_seals where tenant_id = ?", tenant.id);
  await sealEvents(jobAt(due(0)), null);
  const events = await exported(tenant);
  await run(due(2));
  expect((await days(tenant)).map(({ date, last_seq }) => [date, last_seq])).toEqual([
    ["2026-03-02", 4],
    ["2026-03-01", 2],
  ]);
  await addEvents(tenant, 1, first);
  await sealEvents(jobAt(due(2)), null);
  const late = await exported(tenant);
  expect(await run(due(2))).toMatchObject({ counted: { archived_days: 0 } });
  expect(await run(due(3))).toMatchObject({ counted: { archived_days: 1 } });
  expect(await archived(tenant, "2026-03-03")).toEqual(late);
  await whole(tenant, [...events, ...late]);
});

/** Methods of the platform at which a run can die, before or after they have done their work, and how often it calls them. */
const steps = [
  ["R2", "createMultipartUpload", 2],
  ["upload", "uploadPart", 2],
  ["upload", "complete", 2],
  ["R2", "get", 2],
  ["D1", "batch", 9],
  ["statement", "run", 2],
] as const;

const deaths = steps.flatMap(([kind, method, times]) =>
  Array.from({ length: times }, (_, at) => at + 1).flatMap((nth) => [
    [kind, method, nth, "before"] as const,
    [kind, method, nth, "after"] as const,
  ]),
);

async function prototypeOf(
  kind: (typeof steps)[number][0],
): Promise<Record<string, (...args: unknown[]) => Promise<unknown>>> {
  const found = {
    R2: () => env.ARCHIVE,
    D1: () => env.DB,
    statement: () => env.DB.prepare("select 1"),
    upload: () => env.ARCHIVE.resumeMultipartUpload("x", "y"),
  };
  return Object.getPrototypeOf(found[kind]());
}

test.for(deaths)(
  "a run that dies at %s.%s, call %i, %s it: the next ones archive every event exactly once",
  async ([kind, method, nth, when]) => {
    const tenant = await withDays(3, 2, 1);
    const events = await exported(tenant);
    const prototype = await prototypeOf(kind);
    const original = prototype[method];
    if (!original) throw new Error(`There is no ${kind}.${method}.`);
    let calls = 0;
    const spy = vi.spyOn(prototype, method).mockImplementation(async function (this: unknown, ...args: unknown[]) {
      calls += 1;
      if (calls < nth) return Reflect.apply(original, this, args);
      if (when === "after" && calls === nth) await Reflect.apply(original, this, args);
      throw new Error("died");
    });
    const died = await run(due(2)).catch(() => null);
    spy.mockRestore();
    expect(calls).toBeGreaterThanOrEqual(nth);
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
  expect(await follow(start, events)).toHaveProperty("head.seq", 6_000);
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
  expect(await verified(tenant)).toMatchObject({ verified: true, ...rest, next_seq: null });
  expect(await run(due(1))).toEqual({ counted: { archived_days: 0, archived_events: 200 }, errors: [] });
  expect(seqs(await archived(tenant, "2026-03-01"))).toEqual(upTo(count));
  expect(await verified(tenant)).toMatchObject({ verified: true, from_seq: count + 1 });
});

test("one who knows an old beginning of the log deletes nothing and forgets no hash", async () => {
  const tenant = await withDays(3, 3);
  await run(due(1));
  const before = [await exported(tenant), await verified(tenant)];
  const { db } = jobAt(due(1));
  await db.batch([moveArchivedSeq(db, tenant.id, 2, 5), ...forgetUpTo(db, tenant.id, 5)]);
  expect([await exported(tenant), await verified(tenant)]).toEqual(before);
});

test("one tenant's trouble is no other's", async () => {
  const [broken, ...others] = [await withDays(1), await withDays(1, 1, 1), await withDays(1)];
  await change("update events set hash = null where tenant_id = ?", broken.id);
  expect((await run(due(3))).errors).toEqual([
    { at: `archive events of ${broken.id}`, error: expect.stringContaining("Event 1 is not sealed yet.") },
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
