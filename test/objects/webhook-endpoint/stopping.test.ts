import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { afterEach, expect, test, vi } from "vitest";
import { PAUSE_AFTER_MS } from "#events/webhook-endpoints/retry-policy";
import type { Json } from "../../support/api";
import { dnsResponse, isDnsRequest } from "../../support/dns";
import { archiveAllBut } from "../../support/event-log";
import { eventually } from "../../support/eventually";
import { withTenant } from "../../support/seed";
import { freeze, HOUR, Subscriber } from "./subscriber";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test("410 disables the endpoint at once, with an event; enabled again, it gets what it missed", async () => {
  freeze();
  const tenant = await withTenant();
  const subscriber = await Subscriber.make({}, tenant);
  const watcher = await Subscriber.make({ event_types: ["webhook_endpoint.*"] }, tenant);
  await subscriber.answers({ status: 410 });
  await subscriber.reserve();
  await subscriber.wakes();
  const { body } = await tenant.api.get(subscriber.path);
  expect(body).toMatchObject({ status: "disabled", stopped_reason: "gone" });
  const same = await tenant.api.patch(subscriber.path, { status: "disabled", description: "Says it is gone" });
  expect(same.body).toMatchObject({ status: "disabled", stopped_reason: "gone", description: "Says it is gone" });
  await subscriber.reserve();
  await subscriber.passes(48 * HOUR);
  expect(await subscriber.received()).toHaveLength(1);
  const enabled = await tenant.api.patch(subscriber.path, { status: "enabled" });
  expect(enabled.body).toMatchObject({ status: "enabled", stopped_reason: null });
  await subscriber.wakes();
  expect(new Set(await subscriber.ids())).toEqual(new Set(await subscriber.wanted()));
  expect(await subscriber.deliveries("&status=delivered")).toHaveLength(2);
  await watcher.wakes();
  const received = (await watcher.received())
    .map(({ body: text }) => JSON.parse(text))
    .map(({ type, data }) => [type, data.data]);
  expect(received).toContainEqual(["webhook_endpoint.disabled", { host: "hooks.example.com", reason: "gone" }]);
});

test("an endpoint that was off while events left the log says which it skipped, once, and goes on behind them", async () => {
  const tenant = await withTenant({ reservation_limit: 1_000 });
  const subscriber = await Subscriber.make({}, tenant);
  await subscriber.reserve();
  await subscriber.wakes();
  await eventually(async () => expect(await subscriber.received()).toHaveLength(1));
  const { body: log } = await tenant.api.get("/v1/events?limit=1");
  const from_seq = log.data[0].seq + 1;
  await tenant.api.patch(subscriber.path, { status: "disabled" });
  for (let i = 0; i < 3; i += 1) await subscriber.reserve();
  await archiveAllBut(1, tenant);
  const to_seq = from_seq + 2;
  const enabled = await tenant.api.patch(subscriber.path, { status: "enabled" });
  expect(enabled.status).toBe(200);
  await Promise.all([subscriber.object.wake(), subscriber.object.wake()]);
  await evictDurableObject(subscriber.object);
  await subscriber.reserve();
  await subscriber.wakes();
  const shown = await tenant.api.get(subscriber.path);
  expect(shown.body.events_skipped).toEqual({ from_seq, to_seq, noticed_at: expect.any(String) });
  expect(shown.headers.get("etag")).not.toBe(enabled.headers.get("etag"));
  const skipped = (await tenant.api.get("/v1/events?type=webhook_endpoint.events_skipped")).body.data;
  expect(skipped).toMatchObject([
    { subject: { id: subscriber.endpoint.id }, data: { host: "hooks.example.com", from_seq, to_seq } },
  ]);
  expect(skipped).toHaveLength(1);
  const { body: rest } = await tenant.api.get(`/v1/events?sort=seq&type=reservation.created&after_seq=${to_seq}`);
  expect(rest.data).toHaveLength(2);
  await eventually(async () => {
    expect((await subscriber.ids()).slice(1).sort()).toEqual(rest.data.map(({ id }: Json) => id).sort());
  });
});

test("five days of failure pause an endpoint, with one event; a bad day does not", async () => {
  freeze();
  const subscriber = await Subscriber.make();
  await subscriber.answers({ status: 503, times: -1 });
  for (let i = 0; i < 10; i += 1) await subscriber.reserve();
  await subscriber.wakes();
  await subscriber.passes(24 * HOUR);
  await subscriber.reserve();
  await subscriber.wakes();
  expect(await subscriber.status()).toBe("enabled");
  await subscriber.passes(PAUSE_AFTER_MS - 24 * HOUR - 60_000);
  expect(await subscriber.status()).toBe("enabled");
  await subscriber.passes(60_000);
  await subscriber.reserve();
  await subscriber.wakes();
  const { body } = await subscriber.tenant.api.get(subscriber.path);
  expect(body).toMatchObject({ status: "paused", stopped_reason: "failing" });
  const { body: log } = await subscriber.tenant.api.get("/v1/events?type=webhook_endpoint.paused");
  expect(log.data).toMatchObject([{ actor: "system", subject: { id: subscriber.endpoint.id } }]);
  expect(log.data[0].data.failed_attempts).toBeGreaterThan(12);

  await subscriber.recovers();
  const before = (await subscriber.received()).length;
  await subscriber.reserve();
  await subscriber.passes(HOUR);
  expect(await subscriber.received()).toHaveLength(before);
  // A failure after that is the first of a new count.
  await subscriber.answers({ status: 503, times: -1 });
  await subscriber.tenant.api.patch(subscriber.path, { status: "enabled" });
  await subscriber.passes(HOUR);
  expect(await subscriber.status()).toBe("enabled");
  await subscriber.recovers();
  await subscriber.passes(72 * HOUR);
  const delivered = (await subscriber.deliveries("&status=delivered")).map(({ event_id }) => event_id);
  expect(new Set(delivered)).toEqual(new Set(await subscriber.wanted()));
  expect(await subscriber.status()).toBe("enabled");
});

test("a name that comes to lead to a private address is not called; the log says why, and ours says so once", async () => {
  freeze();
  const subscriber = await Subscriber.make({}, undefined, "moving.example.com");
  // What the resolver said at the creation is remembered for half a minute.
  vi.setSystemTime(Date.now() + 31_000);
  const { fetch } = globalThis;
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) =>
    isDnsRequest(input) ? dnsResponse(input, () => ["169.254.169.254"]) : fetch(input, init),
  );
  const errors = vi.spyOn(console, "error");
  await subscriber.reserve();
  await subscriber.wakes();
  await subscriber.passes(HOUR);
  await subscriber.passes(2 * HOUR);
  expect(await subscriber.received()).toEqual([]);
  const [delivery] = await subscriber.deliveries();
  expect(delivery.attempts.length).toBeGreaterThanOrEqual(3);
  for (const attempt of delivery.attempts) {
    expect(attempt).toMatchObject({ response_status: null, error: { code: "url_not_allowed" } });
  }
  expect(errors.mock.calls).toMatchObject([[{ endpoint: subscriber.endpoint.id }]]);
  vi.restoreAllMocks();
  await subscriber.passes(24 * HOUR);
  expect(await subscriber.received()).toHaveLength(1);
});

test("nothing is sent while DNS does not answer for the name; the attempt is logged and made again", async () => {
  freeze();
  const subscriber = await Subscriber.make({}, undefined, "silent.example.com");
  vi.setSystemTime(Date.now() + 31_000);
  const { fetch } = globalThis;
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    if (isDnsRequest(input)) throw new TypeError("no network");
    return await fetch(input, init);
  });
  await subscriber.reserve();
  await subscriber.wakes();
  const [delivery] = await subscriber.deliveries();
  expect(delivery).toMatchObject({ status: "pending", attempts: [{ error: { code: "name_lookup_failed" } }] });
  expect(await subscriber.received()).toEqual([]);
  vi.restoreAllMocks();
  await subscriber.passes(HOUR);
  expect(await subscriber.received()).toHaveLength(1);
});

test("a deleted endpoint gets nothing more, and its object keeps nothing", async () => {
  freeze();
  const subscriber = await Subscriber.make();
  await subscriber.answers({ status: 500, times: -1 });
  await subscriber.reserve();
  await subscriber.wakes();
  await subscriber.tenant.api.delete(subscriber.path);
  await subscriber.passes(HOUR);
  expect(await subscriber.received()).toHaveLength(1);
  await runInDurableObject(subscriber.object, async (_, { storage }) => {
    expect(await storage.getAlarm()).toBeNull();
    expect(storage.kv.get("state")).toBeUndefined();
  });
});
