import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { QUIET_MS } from "#events/live/alarm-time";
import worker from "#index";
import { admin, BASE } from "../../support/api";
import { eventually } from "../../support/eventually";
import { writeEvents } from "../../support/log";
import { freshNumber, withTenant } from "../../support/seed";
import { type Client, connect, feedOf } from "../../support/sockets";

/** Lets the feed read the log again for its first listener, as it does by itself after a while. */
async function readAgain(tenantId: string): Promise<void> {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + QUIET_MS });
  await runDurableObjectAlarm(feedOf(tenantId));
  vi.useRealTimers();
}

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const upTo = (last: number, first = 1): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i);

/** Numbers from 0 to 1, the same ones each time. */
function* drawn(): Generator<number, never> {
  for (let state = 14; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

test("50 clients connect, drop and resume at random while 1,000 events are written, wake-ups get lost and the object is evicted: each ends with exactly the sequence", async () => {
  const tenant = await withTenant();
  const feed = feedOf(tenant.id);
  const draws = drawn();
  const happens = (chance: number) => draws.next().value < chance;
  const clients = upTo(50).map(() => ({ sessions: [] as Client[], isIn: false }));
  type Coming = (typeof clients)[number];
  const received = ({ sessions }: Coming) => sessions.flatMap(({ seqs }) => seqs);
  const enter = async (client: Coming) => {
    const lastSession = client.sessions.findLast(({ messages }) => messages.length > 0);
    client.isIn = true;
    client.sessions.push(await connect(tenant, { query: `after_seq=${lastSession?.position ?? 0}` }));
  };
  let evictions = 0;
  for (let written = 0; written < 1_000; written += 20) {
    await writeEvents(tenant.id, 20);
    if (happens(0.6)) await feed.wake();
    const coming = clients.filter(({ isIn }) => !isIn && happens(0.3)).map(enter);
    if (happens(0.2)) {
      await evictDurableObject(feed);
      evictions += 1;
    }
    await Promise.all(coming);
    for (const client of clients) {
      if (!client.isIn || !happens(0.08)) continue;
      client.sessions.at(-1)?.close();
      client.isIn = false;
    }
  }
  await Promise.all(clients.filter(({ isIn }) => !isIn).map(enter));
  await feed.wake();
  await eventually(() => {
    for (const client of clients) expect(received(client).at(-1)).toBe(1_001);
  });
  for (const client of clients) expect(received(client)).toEqual(upTo(1_001));
  expect(evictions).toBeGreaterThan(5);
  expect(clients.flatMap(({ sessions }) => sessions).length).toBeGreaterThan(150);
});

test("wake-ups that are lost are made up for by the alarm within 30 seconds, doubled ones change nothing", async () => {
  const tenant = await withTenant();
  const client = await connect(tenant);
  await eventually(() => expect(client.typed("caught_up")).toHaveLength(1));
  await writeEvents(tenant.id, 2);
  const due = await runInDurableObject(feedOf(tenant.id), (_, state) => state.storage.getAlarm());
  expect((due ?? Number.NaN) - Date.now()).toBeLessThanOrEqual(30_000);
  expect(await runDurableObjectAlarm(feedOf(tenant.id))).toBe(true);
  await eventually(() => expect(client.seqs).toEqual([2, 3]));
  await writeEvents(tenant.id, 1);
  await Promise.all(upTo(20).map(() => feedOf(tenant.id).wake()));
  await eventually(() => expect(client.seqs).toEqual([2, 3, 4]));
});

test("a feed reads again soon after its first listener came, as isolates may still believe that it has none", async () => {
  const tenant = await withTenant();
  const alarms: number[] = [];
  await runInDurableObject(feedOf(tenant.id), (_, { storage }) => {
    vi.spyOn(storage, "setAlarm").mockImplementation(async (at) => void alarms.push(Number(at)));
  });
  const client = await connect(tenant);
  await eventually(() => expect(client.typed("caught_up")).toHaveLength(1));
  expect(Math.min(...alarms)).toBeLessThanOrEqual(Date.now() + QUIET_MS);
  await writeEvents(tenant.id, 1);
  await runInDurableObject(feedOf(tenant.id), (feed) => feed.alarm());
  await eventually(() => expect(client.seqs).toEqual([2]));
});

test("a connection survives eviction and is idle without a running object; the next event wakes it with its filter and place", async () => {
  const tenant = await withTenant();
  const client = await connect(tenant, { query: "event_types=order.*" });
  await readAgain(tenant.id);
  await evictDurableObject(feedOf(tenant.id));
  client.send('{"type":"ping"}');
  await eventually(() => expect(client.typed("pong")).toHaveLength(1));
  // Nothing ran for the ping: there is no object that could be evicted again.
  await expect(async () => await evictDurableObject(feedOf(tenant.id))).rejects.toThrow(/not.*running/i);
  const order = await tenant.api.post("/v1/orders", { items: [{ phone_number: freshNumber() }] });
  expect(order.status).toBe(201);
  await eventually(() =>
    expect(client.typed("event").map(({ event }) => event.type)).toEqual(["order.created", "order.item_completed"]),
  );
  expect(client.closed).toBeNull();
});

test("an object without connections reads nothing and sets no alarm when it is woken", async () => {
  const tenant = await withTenant();
  const gone = await connect(tenant);
  gone.close();
  await eventually(() => expect(gone.closed).not.toBeNull());
  await runDurableObjectAlarm(feedOf(tenant.id));
  const read = vi.spyOn(Object.getPrototypeOf(env.DB.prepare("select 1")), "raw");
  await feedOf(tenant.id).wake();
  await runInDurableObject(feedOf(tenant.id), async (_, state) => expect(await state.storage.getAlarm()).toBeNull());
  expect(read).not.toHaveBeenCalled();
});

test("a wake-up is one read of the database, however many are connected", async () => {
  const tenant = await withTenant();
  const clients = await Promise.all(upTo(20).map(() => connect(tenant)));
  await eventually(() => expect(clients.every((client) => client.typed("caught_up").length === 1)).toBe(true));
  await readAgain(tenant.id);
  await writeEvents(tenant.id, 5);
  const read = vi.spyOn(Object.getPrototypeOf(env.DB.prepare("select 1")), "raw");
  await feedOf(tenant.id).wake();
  await eventually(() => {
    for (const client of clients) expect(client.seqs).toEqual(upTo(6, 2));
  });
  expect(read).toHaveBeenCalledTimes(1);
});

test("while the database does not answer, events are late but not lost, and new clients are asked to try again", async () => {
  const tenant = await withTenant();
  const client = await connect(tenant);
  await eventually(() => expect(client.typed("caught_up")).toHaveLength(1));
  await writeEvents(tenant.id, 2);
  const statement = Object.getPrototypeOf(env.DB.prepare("select 1"));
  const failing = vi.spyOn(statement, "raw").mockRejectedValue(new Error("D1_ERROR: Network connection lost"));
  const failingBatch = vi.spyOn(Object.getPrototypeOf(env.DB), "batch").mockRejectedValue(new Error("D1_ERROR: gone"));
  await feedOf(tenant.id).wake();
  await eventually(() => expect(failing).toHaveBeenCalled());
  const refused = await connect(tenant);
  await eventually(() => expect(refused.closed).toEqual({ code: 4503, reason: "try_again" }));
  expect((await tenant.api.get("/v1/events/stream")).body).toMatchObject({ status: 503, code: "storage_unavailable" });
  const due = await runInDurableObject(feedOf(tenant.id), (_, state) => state.storage.getAlarm());
  expect((due ?? Number.NaN) - Date.now()).toBeLessThan(5_000);
  expect(client.seqs).toEqual([]);
  failing.mockRestore();
  failingBatch.mockRestore();
  await runDurableObjectAlarm(feedOf(tenant.id));
  await eventually(() => expect(client.seqs).toEqual([2, 3]));
});

test("a client that acknowledges nothing is sent no more than its window, and closed after 30 seconds", async () => {
  const tenant = await withTenant();
  await writeEvents(tenant.id, 1_000);
  const [slow, quick] = [
    await connect(tenant, { query: "after_seq=0", acknowledges: false }),
    await connect(tenant, { query: "after_seq=0" }),
  ];
  await eventually(() => expect(quick.seqs).toEqual(upTo(1_001)));
  expect(slow.seqs).toEqual(upTo(slow.seqs.length));
  const bytes = (from: Client) => from.typed("event").reduce((sum, message) => sum + JSON.stringify(message).length, 0);
  expect(bytes(slow)).toBeGreaterThanOrEqual(128 * 1024);
  expect(bytes(slow)).toBeLessThan(129 * 1024);
  expect(slow.closed).toBeNull();
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 30_000 });
  await runDurableObjectAlarm(feedOf(tenant.id));
  await eventually(() => expect(slow.closed).toEqual({ code: 4408, reason: "too_slow" }));
  const resumed = await connect(tenant, { query: `after_seq=${slow.position}` });
  await eventually(() => expect([...slow.seqs, ...resumed.seqs]).toEqual(upTo(1_001)));
  expect(quick.closed).toBeNull();
});

test("a client that acknowledges late goes on where it was, also when the object was evicted meanwhile", async () => {
  const tenant = await withTenant();
  await writeEvents(tenant.id, 1_000);
  const client = await connect(tenant, { query: "after_seq=0", acknowledges: false });
  await eventually(() => expect(client.seqs.length).toBeGreaterThan(300));
  for (let acknowledged = 0; client.seqs.length < 1_001; ) {
    await evictDurableObject(feedOf(tenant.id));
    const checks = client.typed("position");
    const [check] = checks.slice(acknowledged);
    if (!check) throw new Error("There is nothing to acknowledge.");
    acknowledged += 1;
    client.send({ type: "ack", seq: check.seq });
    await eventually(() =>
      expect(client.typed("position").length + client.typed("caught_up").length).toBeGreaterThan(checks.length),
    );
  }
  expect(client.seqs).toEqual(upTo(1_001));
});

test("revoking a key closes its connections at once and no others, and they receive no later event", async () => {
  const tenant = await withTenant({ reservation_limit: 100 });
  const key = (await admin.post(`/v1/tenants/${tenant.id}/api-keys`, {})).body;
  const { caller } = await import("../../support/api");
  const [kept, ended] = [await connect(tenant), await connect({ api: caller(key.key) })];
  await evictDurableObject(feedOf(tenant.id));
  expect((await admin.delete(`/v1/tenants/${tenant.id}/api-keys/${key.id}`)).status).toBe(204);
  await eventually(() => expect(ended.closed).toEqual({ code: 4410, reason: "key_ended" }));
  await tenant.api.post("/v1/reservations", { phone_number: freshNumber() });
  await eventually(() => expect(kept.seqs).toEqual([3, 4]));
  expect(ended.seqs).toEqual([]);
  expect(kept.closed).toBeNull();
});

test("a revocation whose wake-up got lost holds from the next one on, before anything else is sent", async () => {
  const tenant = await withTenant();
  const client = await connect(tenant);
  const deaf = new Proxy(env.FEEDS, {
    get: (feeds, name) => (name === "getByName" ? () => ({ wake: async () => undefined }) : Reflect.get(feeds, name)),
  });
  const path = `${BASE}/v1/tenants/${tenant.id}/api-keys/${tenant.keyId}`;
  const headers = { authorization: `Bearer ${env.ADMIN_TOKEN}` };
  const { createExecutionContext, waitOnExecutionContext } = await import("cloudflare:test");
  const ctx = createExecutionContext();
  const request = new Request<unknown, IncomingRequestCfProperties>(path, { method: "DELETE", headers });
  expect((await worker.fetch(request, { ...env, FEEDS: deaf }, ctx)).status).toBe(204);
  await waitOnExecutionContext(ctx);
  expect(client.closed).toBeNull();
  await writeEvents(tenant.id, 3);
  await runDurableObjectAlarm(feedOf(tenant.id));
  await eventually(() => expect(client.closed).toEqual({ code: 4410, reason: "key_ended" }));
  expect(client.seqs).toEqual([]);
});

test("a key's expiry closes its connections when it comes", async () => {
  const now = Date.now();
  const tenant = await withTenant({}, { expires_at: new Date(now + 20_000).toISOString() });
  const client = await connect(tenant);
  const due = await runInDurableObject(feedOf(tenant.id), (_, state) => state.storage.getAlarm());
  expect(due).toBeLessThanOrEqual(now + 20_000);
  vi.useFakeTimers({ toFake: ["Date"], now: now + 20_000 });
  await runDurableObjectAlarm(feedOf(tenant.id));
  await eventually(() => expect(client.closed).toEqual({ code: 4410, reason: "key_ended" }));
});
