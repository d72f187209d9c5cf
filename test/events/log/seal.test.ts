import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { extendChain, start } from "#events/log/chain";
import { SEAL_STEP, sealEvents } from "#events/log/seal";
import { VERIFY_STEP } from "#events/log/verify";
import { runDueJobs } from "#jobs";
import { createJobContext } from "#runtime/job-context";
import { addEvents, change, exported, verified } from "../../support/event-log";
import { type Tenant, withTenant } from "../../support/seed";

afterEach(() => {
  vi.restoreAllMocks();
});

const job = () => createJobContext(env, createExecutionContext());

/** A tenant with so many events; the first is that of its key. */
async function withEvents(count: number): Promise<Tenant> {
  const tenant = await withTenant();
  await addEvents(tenant, count - 1);
  return tenant;
}

/** How many events of all tenants have no hash. */
async function unsealed(): Promise<number> {
  const row = await env.DB.prepare("select count(*) as count from events where hash is null").first<{
    count: number;
  }>();
  return row?.count ?? 0;
}

test("the minutely cron seals what has happened, and the API shows each event's hash", async () => {
  const tenant = await withEvents(3);
  expect((await exported(tenant)).map(({ hash }) => hash)).toEqual([null, null, null]);
  await runDueJobs("* * * * *", env, createExecutionContext());
  const events = await exported(tenant);
  expect(await extendChain(start, events)).toEqual({ head: { seq: 3, hash: events[2].hash, unsealed: 0 } });
  const { data } = (await tenant.api.get("/v1/events?sort=seq")).body;
  expect(data).toEqual(events);
});

test("each tenant's chain begins at its own first event and goes on in the next run", async () => {
  const [one, other] = [await withEvents(2), await withEvents(4)];
  await sealEvents(job(), null);
  await addEvents(one, 2);
  expect(await verified(one)).toMatchObject({ result: "intact", to_seq: 2, unsealed: 2, next_seq: null });
  await sealEvents(job(), null);
  for (const tenant of [one, other]) {
    const events = await exported(tenant);
    expect(await extendChain(start, events)).toEqual({ head: { seq: 4, hash: events[3].hash, unsealed: 0 } });
    expect(await verified(tenant)).toEqual({
      result: "intact",
      from_seq: 1,
      to_seq: 4,
      head: { seq: 4, hash: events[3].hash },
      unsealed: 0,
      next_seq: null,
    });
  }
});

test("a long log is sealed in steps, and a slice without time says where it stopped", async () => {
  await sealEvents(job(), null);
  const tenant = await withEvents(2 * SEAL_STEP + 10);
  const left = (await unsealed()) - SEAL_STEP;
  const times = [true, false];
  const first = await sealEvents(job(), null, () => times.shift() ?? false);
  expect(first).toEqual({ counted: { sealed_events: SEAL_STEP }, errors: [], next: `${tenant.id} ${SEAL_STEP}` });
  expect(await sealEvents(job(), first.next)).toEqual({ counted: { sealed_events: left }, errors: [], next: null });
  expect(await sealEvents(job(), null)).toEqual({ counted: { sealed_events: 0 }, errors: [], next: null });
});

test("a long log is verified in steps, each of which says where the next one begins", async () => {
  const tenant = await withEvents(VERIFY_STEP + 10);
  await sealEvents(job(), null);
  const [end, next] = [VERIFY_STEP, VERIFY_STEP + 1];
  expect(await verified(tenant)).toMatchObject({ result: "intact", from_seq: 1, to_seq: end, next_seq: next });
  expect(await verified(tenant, `?to_seq=${end}`)).toMatchObject({ result: "intact", to_seq: end, next_seq: null });
  expect(await verified(tenant, `?from_seq=${next}`)).toMatchObject({
    result: "intact",
    to_seq: end + 10,
    next_seq: null,
  });
});

test("of several that seal at once, while more happens, each event is sealed by one", async () => {
  await sealEvents(job(), null);
  const tenant = await withEvents(300);
  const others = await Promise.all(Array.from({ length: 4 }, () => withEvents(50)));
  const expected = (await unsealed()) + 3 * 5 * 20;
  let sealed = 0;
  for (let round = 0; round < 3; round += 1) {
    const runs = await Promise.all([
      ...Array.from({ length: 5 }, () => sealEvents(job(), null)),
      ...Array.from({ length: 5 }, () => addEvents(tenant, 20).then(() => sealEvents(job(), null))),
    ]);
    sealed += runs.reduce((sum, { counted }) => sum + counted.sealed_events, 0);
    expect(runs.flatMap(({ errors }) => errors)).toEqual([]);
  }
  sealed += (await sealEvents(job(), null)).counted.sealed_events;
  expect(sealed).toBe(expected);
  for (const each of [tenant, ...others]) {
    expect(await verified(each)).toMatchObject({ result: "intact", unsealed: 0, next_seq: null });
  }
});

test("sealing that dies before or after its batch goes on as if nothing had been", async () => {
  const tenant = await withEvents(SEAL_STEP + 5);
  const prototype = Object.getPrototypeOf(env.DB);
  const { batch } = prototype;
  const spy = vi.spyOn(prototype, "batch");
  spy.mockRejectedValueOnce(new Error("D1_ERROR: died before"));
  await expect(sealEvents(job(), null)).rejects.toThrow();
  expect(await verified(tenant)).toMatchObject({ result: "intact", to_seq: 0, unsealed: SEAL_STEP + 5 });
  spy.mockImplementationOnce(async function (this: unknown, ...args: unknown[]) {
    await Reflect.apply(batch, this, args);
    throw new Error("D1_ERROR: died after");
  });
  await expect(sealEvents(job(), null)).rejects.toThrow();
  expect(await verified(tenant)).toMatchObject({ result: "intact", unsealed: 5 });
  const left = await unsealed();
  expect(await sealEvents(job(), null)).toMatchObject({ counted: { sealed_events: left }, errors: [] });
  const query = `?from_seq=${SEAL_STEP}`;
  expect(await verified(tenant, query)).toMatchObject({ result: "intact", to_seq: SEAL_STEP + 5, unsealed: 0 });
});

test("one who read an old end of the chain writes nothing, also where it got further", async () => {
  const tenant = await withEvents(4);
  const prototype = Object.getPrototypeOf(env.DB);
  const { batch } = prototype;
  vi.spyOn(prototype, "batch").mockImplementationOnce(async function (this: unknown, ...args: unknown[]) {
    // Between reading and writing, another one has sealed part of it.
    const hash = "a".repeat(64);
    await change("insert into event_seals values (?, 2, ?, null)", tenant.id, hash);
    await change("update events set hash = ? where tenant_id = ? and seq <= 2", hash, tenant.id);
    return Reflect.apply(batch, this, args);
  });
  await sealEvents(job(), null);
  const hashes = (await exported(tenant)).map(({ hash }) => hash);
  expect(hashes).toEqual(["a".repeat(64), "a".repeat(64), null, null]);
});

test("a gap in a log is never sealed, is reported, and does not stop other tenants' logs from being sealed", async () => {
  const broken = await withEvents(5);
  const other = await withEvents(3);
  await change("delete from events where tenant_id = ? and seq = 3", broken.id);
  const errors = [
    {
      at: `seal events of ${broken.id}`,
      code: "internal_error",
      detail: expect.stringContaining("Event 3 is missing"),
    },
  ];
  expect(await sealEvents(job(), null)).toMatchObject({ errors });
  expect(await verified(broken)).toMatchObject({ result: "intact", unsealed: 5 });
  expect(await verified(other)).toMatchObject({ result: "intact", to_seq: 3, unsealed: 0 });
  await change("delete from events where tenant_id = ?", broken.id);
});

test.for([
  ["changed", "update events set data = '{}' where tenant_id = ?1 and seq = 4", 4, "hash_mismatch"],
  ["taken out", "delete from events where tenant_id = ?1 and seq = 4", 4, "missing"],
  ["taken from the end", "delete from events where tenant_id = ?1 and seq >= 6", 6, "missing"],
  ["robbed of its hash", "update events set hash = null where tenant_id = ?1 and seq = 6", 6, "hash_mismatch"],
  [
    "swapped with the next",
    "update events set seq = case seq when 4 then 105 else 104 end where tenant_id = ?1 and seq in (4, 5)",
    4,
    "reordered",
  ],
] as const)("verify names the first event that was %s", async ([, tamper, seq, reason]) => {
  const tenant = await withEvents(6);
  await sealEvents(job(), null);
  await change(tamper, tenant.id);
  await change("update events set seq = seq - 100 where tenant_id = ? and seq > 100", tenant.id);
  expect(await verified(tenant)).toEqual({ result: "altered", first_bad_seq: seq, reason });
  if (seq > 1)
    expect(await verified(tenant, `?to_seq=${seq - 1}`)).toMatchObject({ result: "intact", to_seq: seq - 1 });
});

test("verify finds a log that was rewritten with all its hashes by the end that is kept beside it", async () => {
  const tenant = await withEvents(3);
  await sealEvents(job(), null);
  await change("update event_seals set sealed_hash = ? where tenant_id = ?", "b".repeat(64), tenant.id);
  expect(await verified(tenant)).toEqual({ result: "altered", first_bad_seq: 3, reason: "hash_mismatch" });
});

test("a range is verified from the event before it; one that nothing is known of yet is refused", async () => {
  const tenant = await withEvents(6);
  await sealEvents(job(), null);
  await addEvents(tenant, 1);
  const events = await exported(tenant);
  const head = (seq: number) => ({ seq, hash: events[seq - 1].hash });
  const answer = { result: "intact", unsealed: 1, next_seq: null };
  expect(await verified(tenant, "?from_seq=3&to_seq=4")).toEqual({ ...answer, from_seq: 3, to_seq: 4, head: head(4) });
  expect(await verified(tenant, "?from_seq=7")).toEqual({ ...answer, from_seq: 7, to_seq: 6, head: head(6) });
  expect(await verified(tenant, "?to_seq=99")).toEqual({ ...answer, from_seq: 1, to_seq: 6, head: head(6) });
  for (const query of ["?from_seq=8", "?from_seq=0", "?from_seq=4&to_seq=3", "?to_seq=0", "?from_seq=x"]) {
    expect(await tenant.api.get(`/v1/events/verify${query}`)).toMatchObject({
      status: 422,
      body: { code: "validation_failed" },
    });
  }
  await change("delete from events where tenant_id = ? and seq = 2", tenant.id);
  expect(await verified(tenant, "?from_seq=3")).toEqual({ result: "altered", first_bad_seq: 2, reason: "missing" });
});

test("recording an event writes three rows, its own and two of indexes, and sealing it one", async () => {
  const tenant = await withTenant();
  await sealEvents(job(), null);
  const recording = await addEvents(tenant, 100);
  expect(recording.meta.rows_written).toBe(100 * (1 + 2));
  const prototype = Object.getPrototypeOf(env.DB);
  const { batch } = prototype;
  let sealing = 0;
  vi.spyOn(prototype, "batch").mockImplementationOnce(async function (this: unknown, ...args: unknown[]) {
    const results: D1Result[] = await Reflect.apply(batch, this, args);
    for (const { meta } of results) sealing += meta.rows_written;
    return results;
  });
  await sealEvents(job(), null);
  // One more for the end of the chain.
  expect(sealing).toBe(100 + 1);
});
