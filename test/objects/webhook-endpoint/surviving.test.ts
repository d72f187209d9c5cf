import { createExecutionContext, evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { laggingEndpoints } from "#events/webhook-endpoints/queries";
import { MAX_PENDING } from "#events/webhook-endpoints/retry-policy";
import { createJobContext } from "#runtime/job-context";
import { eventually } from "../../support/eventually";
import { runCleanup } from "../../support/jobs";
import type { ReceiverAnswer } from "../../support/sandbox";
import { repetitions } from "../../support/soak";
import { fill, freeze, HOUR, Subscriber } from "./subscriber";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test("a receiver with every ill there is gets each event at least once, and the log has an attempt for each request", async () => {
  freeze();
  const ill = fc.constantFrom<ReceiverAnswer>(
    { status: 500 },
    { status: 429, headers: { "retry-after": "60" } },
    { status: 301, headers: { location: "https://hooks.example.com/" } },
    { status: 404, body: "<html>" },
    { breaks: true },
    { status: 200, body: "\u0000garbage" },
    { status: 410 },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(ill, { maxLength: 12 }), async (ills) => {
      const subscriber = await Subscriber.make();
      for (const answer of ills) await subscriber.answers(answer);
      for (let i = 0; i < 3; i += 1) await subscriber.reserve();
      for (let hours = 0; hours < 48; hours += 6) {
        await subscriber.passes(6 * HOUR);
        if ((await subscriber.status()) === "disabled") {
          await subscriber.tenant.api.patch(subscriber.path, { status: "enabled" });
        }
      }
      const wanted = await subscriber.wanted();
      const deliveries = await subscriber.deliveries();
      expect(deliveries.map(({ status }) => status)).toEqual(wanted.map(() => "delivered"));
      expect(new Set(deliveries.map(({ event_id }) => event_id))).toEqual(new Set(wanted));
      const sent = await subscriber.ids();
      expect(new Set(sent)).toEqual(new Set(wanted));
      for (const { event_id, attempts } of deliveries) {
        expect(attempts).toHaveLength(sent.filter((id) => id === event_id).length);
        expect(attempts.at(-1).response_status).toBeLessThan(300);
      }
    }),
    { numRuns: repetitions(4, 32) },
  );
});

test("wake-ups lost, doubled and at once make no difference: each event once, and cron finds what was left behind", async () => {
  const subscriber = await Subscriber.make();
  const namespace = Object.getPrototypeOf(env.WEBHOOKS);
  const { getByName } = namespace;
  const lost = vi.spyOn(namespace, "getByName").mockImplementation(function (this: unknown, name) {
    if (String(name).startsWith("whe_")) throw new Error("no endpoint is woken");
    return Reflect.apply(getByName, this, [name]);
  });
  for (let i = 0; i < 5; i += 1) await subscriber.reserve();
  lost.mockRestore();
  expect(await subscriber.received()).toEqual([]);
  const ctx = createJobContext(env, createExecutionContext());
  const lagging = async () => (await laggingEndpoints(ctx, { after: null, limit: 1_000 })).map(({ id }) => id);
  expect(await lagging()).toContain(subscriber.endpoint.id);
  await runCleanup();
  await eventually(async () => expect(await subscriber.received()).toHaveLength(5));
  await Promise.all(Array.from({ length: 20 }, () => subscriber.object.wake()));
  await subscriber.reserve();
  await Promise.all(Array.from({ length: 20 }, () => subscriber.object.wake()));
  await subscriber.wakes();
  expect(await subscriber.ids()).toEqual(expect.arrayContaining(await subscriber.wanted()));
  expect(await subscriber.received()).toHaveLength(6);
  await eventually(async () => expect(await lagging()).not.toContain(subscriber.endpoint.id));
});

test("an object that is evicted between any two events goes on where it stopped", async () => {
  const subscriber = await Subscriber.make();
  for (let i = 0; i < 3; i += 1) {
    await subscriber.reserve();
    await subscriber.wakes();
    await evictDurableObject(subscriber.object);
  }
  expect((await subscriber.ids()).sort()).toEqual((await subscriber.wanted()).sort());
});

test("an attempt that died with its object is made again, under the same id", async () => {
  freeze();
  const subscriber = await Subscriber.make();
  await subscriber.answers({ delay_ms: 700, status: 200 });
  await subscriber.reserve();
  await eventually(async () => expect(await subscriber.received()).toHaveLength(1));
  await evictDurableObject(subscriber.object);
  await subscriber.passes(60_000);
  const ids = await subscriber.ids();
  expect(new Set(ids).size).toBe(1);
  expect(await subscriber.deliveries()).toMatchObject([{ status: "delivered", event_id: ids[0] }]);
});

test("while the database is away nothing is delivered and nothing is lost; the alarm goes on by itself", async () => {
  freeze();
  const subscriber = await Subscriber.make();
  await subscriber.answers({ status: 500 });
  await subscriber.reserve();
  await subscriber.wakes();
  await env.DB.exec("alter table webhook_endpoints rename to endpoints_away");
  await subscriber.passes(HOUR);
  expect(await subscriber.received()).toHaveLength(1);
  await env.DB.exec("alter table endpoints_away rename to webhook_endpoints");
  vi.setSystemTime(Date.now() + HOUR);
  expect(await runDurableObjectAlarm(subscriber.object)).toBe(true);
  expect(await subscriber.deliveries()).toMatchObject([{ status: "delivered" }]);
});

test("an object that holds all it may leaves the rest in the log, and takes it when there is room again", async () => {
  freeze();
  const subscriber = await Subscriber.make();
  await subscriber.wakes();
  await fill(subscriber, MAX_PENDING - 1, "pending", Date.now());
  await subscriber.answers({ status: 500, times: -1 });
  for (let i = 0; i < 3; i += 1) await subscriber.reserve();
  await subscriber.wakes();
  expect(new Set(await subscriber.ids()).size).toBe(1);
  const refused = await subscriber.tenant.api.post(`${subscriber.path}/redeliver`, {
    event_ids: (await subscriber.wanted()).slice(1),
  });
  expect(refused).toMatchObject({ status: 409, body: { code: "webhook_backlog_full" } });
  await subscriber.recovers();
  await runInDurableObject(subscriber.object, (_, { storage }) => {
    storage.sql.exec("delete from deliveries where type = 'order.created'");
  });
  await subscriber.passes(HOUR);
  expect(new Set(await subscriber.ids())).toEqual(new Set(await subscriber.wanted()));
});
