import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { archiveDayNamed, archiveDayOf, isPast, keyOf, nameOf, nextArchive } from "#events/archive/day";
import { sealEvents } from "#events/log/seal";
import { runDueJobs } from "#jobs";
import { addEvents, archived, change, exported, verified } from "../../support/event-log";
import { DAY, days, due, first, jobAt, run, seqs, whole, withDays } from "./log";

afterEach(async () => {
  // What a test leaves in the log is no work for the next one's run.
  await change("delete from events");
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const instants = fc.integer({ min: 0, max: Date.parse("2100-01-01") });
const archives = fc.record({ day: instants.map(archiveDayOf), part: fc.integer({ min: 1, max: 9_999 }) });

test("each day in turn is the event's own, but never one before a day that is in the archive, and ends before the next begins", () => {
  fc.assert(
    fc.property(instants, archives, fc.boolean(), (oldest, last, endsDay) => {
      expect(nextArchive(oldest, undefined)).toEqual({ day: archiveDayOf(oldest), part: 1 });
      const next = nextArchive(oldest, { name: nameOf(last), endsDay });
      if (!endsDay) {
        expect(next).toEqual({ day: last.day, part: last.part + 1 });
        return;
      }
      expect(next.part).toBe(1);
      expect(next.day >= archiveDayOf(oldest) && next.day > last.day).toBe(true);
      if (next.day !== archiveDayOf(oldest)) expect(next.day).toBe(archiveDayOf(Date.parse(last.day) + DAY));
    }),
  );
});

test("the names of archives say what they are of, and sort as their events do", () => {
  fc.assert(
    fc.property(archives, archives, (one, other) => {
      expect(archiveDayNamed(nameOf(one))).toEqual(one);
      const isBefore = one.day === other.day ? one.part < other.part : one.day < other.day;
      expect(nameOf(one) < nameOf(other)).toBe(isBefore);
    }),
  );
});

test("a day is past retention when its last moment is, to the millisecond", () => {
  expect(isPast("2026-03-01", due(1) - 1, 90)).toBe(false);
  expect(isPast("2026-03-01", due(1), 90)).toBe(true);
});

test("events past retention move from the log into one object per day, which is listed and downloaded", async () => {
  const tenant = await withDays(3, 0, 2, 4);
  const events = await exported(tenant);
  expect(await run(due(3))).toEqual({ counted: { archived_days: 2, archived_events: 5 }, errors: [] });
  expect(await days(tenant)).toEqual([
    {
      date: "2026-03-03",
      part: 1,
      last_part: true,
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
  expect(await api.get("/v1/events/export?after_seq=3")).toMatchObject(gone);
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
  expect(await verified(tenant)).toEqual({
    result: "intact",
    from_seq: 5,
    to_seq: 7,
    head,
    unsealed: 0,
    next_seq: null,
  });
  await run(due(2));
  expect(await verified(tenant)).toEqual({
    result: "intact",
    from_seq: 8,
    to_seq: 7,
    head,
    unsealed: 0,
    next_seq: null,
  });
  await addEvents(tenant, 2, due(2));
  await sealEvents(jobAt(due(2)), null);
  expect(await verified(tenant)).toMatchObject({ result: "intact", from_seq: 8, to_seq: 9 });
  await whole(tenant, [...events, ...(await exported(tenant))]);
  await change("update event_seals set archived_hash = ? where tenant_id = ?", "c".repeat(64), tenant.id);
  expect(await verified(tenant)).toEqual({ result: "altered", first_bad_seq: 8, reason: "hash_mismatch" });
});

test("events that are not sealed stay, and keep their day in the log", async () => {
  const tenant = await withDays(2);
  await addEvents(tenant, 1, first + 1_000);
  const errors = [
    {
      at: `archive events of ${tenant.id}`,
      code: "internal_error",
      detail: expect.stringContaining("Event 3 is not sealed yet"),
    },
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
