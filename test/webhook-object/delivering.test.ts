import { createExecutionContext, evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { afterEach, expect, test, vi } from "vitest";
import { composeJob } from "../../src/compose";
import { firstIdAt } from "../../src/kernel/ids";
import { MAX_ATTEMPTS, MAX_PENDING, PAUSE_AFTER_MS } from "../../src/webhook-object/delivery";
import { EXCERPT_LENGTH } from "../../src/webhook-object/send";
import { KEEP_COUNT, KEEP_MS } from "../../src/webhook-object/store";
import { laggingEndpoints } from "../../src/webhooks/queries";
import { MAX_RANGE } from "../../src/webhooks/redeliver";
import { MAX_REDELIVERED_IDS } from "../../src/webhooks/wire";
import type { Json } from "../support/api";
import { archiveAllBut } from "../support/event-log";
import { runCleanup } from "../support/jobs";
import { endpointObject } from "../support/objects";
import { type Receipt, type ReceiverAnswer, sandbox } from "../support/sandbox";
import { freshNumber, type Tenant, withTenant } from "../support/seed";

const PATH = "/v1/webhook-endpoints";
const HOUR = 3_600_000;

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

let serial = 0;

/** A tenant with an endpoint whose receiver is the sandbox's, under a name of its own. */
class Subscriber {
  readonly receiver: string;
  readonly tenant: Tenant;
  readonly endpoint: Json;

  constructor(tenant: Tenant, receiver: string, endpoint: Json) {
    this.tenant = tenant;
    this.receiver = receiver;
    this.endpoint = endpoint;
  }

  static async make(body: object = {}, tenant?: Tenant, host = "hooks.example.com"): Promise<Subscriber> {
    serial += 1;
    const receiver = `r${serial}`;
    const owner = tenant ?? (await withTenant({ reservation_limit: 1_000 }));
    const url = `https://${host}/sandbox/receiver/${receiver}`;
    const { status, body: endpoint } = await owner.api.post(PATH, { url, event_types: ["reservation.*"], ...body });
    expect(status).toBe(201);
    return new Subscriber(owner, receiver, endpoint);
  }

  get path(): string {
    return `${PATH}/${this.endpoint.id}`;
  }

  get object() {
    return endpointObject(this.endpoint.id);
  }

  /** Something happens, of which one event tells. */
  async reserve(phone_number = freshNumber()): Promise<string> {
    const { status } = await this.tenant.api.post("/v1/reservations", { phone_number });
    expect(status).toBe(201);
    return phone_number;
  }

  answers = (answer: ReceiverAnswer) => sandbox.receiverAnswers(this.receiver, answer);
  recovers = () => sandbox.receiverForgets(this.receiver);
  received = (): Promise<Receipt[]> => sandbox.received(this.receiver);

  async ids(): Promise<string[]> {
    return (await this.received()).map(({ headers }) => headers["webhook-id"] ?? "");
  }

  async deliveries(query = ""): Promise<Json[]> {
    const { status, body } = await this.tenant.api.get(`${this.path}/deliveries?limit=200${query}`);
    expect(status).toBe(200);
    return body.data;
  }

  /** The events that the endpoint is to get, in order. */
  async wanted(): Promise<string[]> {
    const { body } = await this.tenant.api.get("/v1/events?sort=seq&limit=200");
    return body.data.filter(({ type }: Json) => type.startsWith("reservation.")).map(({ id }: Json) => id);
  }

  async status(): Promise<string> {
    return (await this.tenant.api.get(this.path)).body.status;
  }

  /** Whatever is due is done, as the alarm does it. */
  async wakes(): Promise<void> {
    await this.object.wake();
    await runDurableObjectAlarm(this.object);
  }

  async passes(ms: number): Promise<void> {
    vi.setSystemTime(Date.now() + ms);
    await this.wakes();
  }
}

const freeze = (): void => void vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });

test("an event arrives signed as Standard Webhooks has it, with the event as the API shows it, and is logged", async () => {
  const subscriber = await Subscriber.make();
  await subscriber.answers({ status: 202, body: "thank you" });
  await subscriber.reserve();
  await vi.waitFor(async () => expect(await subscriber.received()).toHaveLength(1), 5_000);
  const [receipt] = await subscriber.received();
  const { body: log } = await subscriber.tenant.api.get("/v1/events?type=reservation.created");
  const [event] = log.data;
  const verified = new Webhook(subscriber.endpoint.secret).verify(receipt?.body ?? "", receipt?.headers ?? {});
  expect(verified).toEqual({ type: event.type, timestamp: event.occurred_at, data: event });
  expect(receipt?.headers).toMatchObject({ "content-type": "application/json", "webhook-id": event.id });
  await vi.waitFor(async () => expect((await subscriber.deliveries())[0].status).toBe("delivered"), 5_000);
  expect(await subscriber.deliveries()).toEqual([
    {
      id: expect.stringMatching(/^whd_/),
      event_id: event.id,
      event_type: "reservation.created",
      status: "delivered",
      redelivery: false,
      created_at: expect.any(String),
      next_attempt_at: null,
      attempts: [
        {
          attempted_at: expect.any(String),
          latency_ms: expect.any(Number),
          response_status: 202,
          error: null,
          response_body: "thank you",
        },
      ],
    },
  ]);
});

test("a body that was tampered with, another secret and another time do not verify", async () => {
  const subscriber = await Subscriber.make();
  await subscriber.reserve();
  await subscriber.wakes();
  const [receipt] = await subscriber.received();
  const { body = "", headers = {} } = receipt ?? {};
  const hook = new Webhook(subscriber.endpoint.secret);
  expect(() => hook.verify(`${body} `, headers)).toThrow();
  expect(() => hook.verify(body, { ...headers, "webhook-timestamp": "1" })).toThrow();
  expect(() => hook.verify(body, { ...headers, "webhook-id": "evt_other" })).toThrow();
  expect(() => new Webhook(btoa("x".repeat(32))).verify(body, headers)).toThrow();
});

test("while a secret is being replaced both verify; once its time is over, the new one only", async () => {
  freeze();
  const subscriber = await Subscriber.make();
  const { body: rotated } = await subscriber.tenant.api.post(`${subscriber.path}/rotate-secret`, {
    overlap_seconds: 60,
  });
  await subscriber.reserve();
  await subscriber.wakes();
  await subscriber.passes(61_000);
  await subscriber.reserve();
  await subscriber.wakes();
  const verifies = (secret: string, { body, headers }: Receipt): boolean => {
    try {
      return Boolean(new Webhook(secret).verify(body, headers));
    } catch {
      return false;
    }
  };
  const seen = await subscriber.received();
  expect(seen.map((receipt) => verifies(rotated.secret, receipt))).toEqual([true, true]);
  expect(seen.map((receipt) => verifies(subscriber.endpoint.secret, receipt))).toEqual([true, false]);
});

test("only what the filter lets through is sent, and only what happened after the endpoint was made", async () => {
  const tenant = await withTenant();
  await tenant.api.post("/v1/reservations", { phone_number: freshNumber() });
  const some = await Subscriber.make({ event_types: ["reservation.cancelled", "order.*"] }, tenant);
  const all = await Subscriber.make({ event_types: [] }, tenant);
  const { body: held } = await tenant.api.post("/v1/reservations", { phone_number: freshNumber() });
  await tenant.api.delete(`/v1/reservations/${held.id}`);
  await some.wakes();
  await all.wakes();
  const typesAt = async (subscriber: Subscriber) =>
    (await subscriber.received()).map(({ body }) => JSON.parse(body).type).sort();
  expect(await typesAt(some)).toEqual(["reservation.cancelled"]);
  expect(await typesAt(all)).toEqual(["reservation.cancelled", "reservation.created"]);
});

test.for<[string, ReceiverAnswer, object]>([
  ["500", { status: 500, body: "oops" }, { response_status: 500, error: null, response_body: "oops" }],
  ["404", { status: 404 }, { response_status: 404, error: null, response_body: "" }],
  [
    "a redirect, which is not followed",
    { status: 302, headers: { location: "https://hooks.example.com/sandbox/receiver/elsewhere" } },
    { response_status: 302, error: null },
  ],
  ["a hang", { delay_ms: 3_000 }, { response_status: null, error: "timeout", response_body: null }],
  ["a broken connection", { breaks: true }, { response_status: null, error: "connection_failed" }],
])("after %s an event is tried again with the same id and bytes, and the log tells of both attempts", async (row) => {
  const [, answer, attempt] = row;
  freeze();
  const subscriber = await Subscriber.make();
  await subscriber.answers(answer);
  await subscriber.reserve();
  await subscriber.wakes();
  const [pending] = await subscriber.deliveries("&status=pending");
  expect(pending).toMatchObject({ status: "pending", attempts: [attempt] });
  expect(Date.parse(pending.next_attempt_at) - Date.now()).toBeGreaterThanOrEqual(5_000);
  expect(Date.parse(pending.next_attempt_at) - Date.now()).toBeLessThanOrEqual(15_000);
  await subscriber.passes(15_000);
  expect(await subscriber.deliveries()).toMatchObject([
    { id: pending.id, status: "delivered", attempts: [attempt, { response_status: 204, error: null }] },
  ]);
  const [first, second] = await subscriber.received();
  expect(second?.body).toBe(first?.body);
  expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
  expect(second?.headers["webhook-timestamp"]).not.toBe(first?.headers["webhook-timestamp"]);
  expect(await sandbox.received("elsewhere")).toEqual([]);
});

test("garbage with a 2xx is taken for a yes, and of a long answer a beginning is kept", async () => {
  const subscriber = await Subscriber.make();
  await subscriber.answers({ status: 200, body: `\u0000<not json ${"é".repeat(100_000)}` });
  await subscriber.reserve();
  await subscriber.wakes();
  const [delivery] = await subscriber.deliveries();
  expect(delivery.status).toBe("delivered");
  expect(delivery.attempts[0].response_body).toHaveLength(EXCERPT_LENGTH);
});

test("a receiver that asks for time gets it", async () => {
  freeze();
  const subscriber = await Subscriber.make();
  await subscriber.answers({ status: 503, headers: { "retry-after": "1800" } });
  await subscriber.reserve();
  await subscriber.wakes();
  const [delivery] = await subscriber.deliveries();
  expect(Date.parse(delivery.next_attempt_at) - Date.now()).toBeGreaterThanOrEqual(1_800_000 - 2_000);
});

test("an event that is stuck does not keep the others, whether it fails or hangs", async () => {
  const subscriber = await Subscriber.make();
  const [failing, hanging] = [freshNumber(), freshNumber()];
  await subscriber.answers({ contains: failing, status: 500, times: -1 });
  await subscriber.answers({ contains: hanging, delay_ms: 60_000, times: -1 });
  await subscriber.reserve(hanging);
  await subscriber.reserve(failing);
  for (let i = 0; i < 8; i += 1) await subscriber.reserve();
  await subscriber.wakes();
  await vi.waitFor(async () => expect(await subscriber.deliveries("&status=delivered")).toHaveLength(8), 5_000);
  const pending = await subscriber.deliveries("&status=pending");
  expect(pending).toHaveLength(2);
  const [hung] = pending.flatMap(({ attempts }) => attempts).filter(({ error }) => error === "timeout");
  const gaveUpAt = Date.parse(hung.attempted_at) + hung.latency_ms;
  const arrived = (await subscriber.received()).filter(({ at }) => Date.parse(at) < gaveUpAt);
  expect(arrived).toHaveLength(10);
});

test("twelve attempts over about three days, then the delivery is failed, and can be asked for again", async () => {
  freeze();
  const subscriber = await Subscriber.make();
  await subscriber.answers({ status: 500, times: -1 });
  await subscriber.reserve();
  await subscriber.wakes();
  const begun = Date.now();
  for (let wakes = 0; wakes < 200 && (await subscriber.deliveries("&status=pending")).length > 0; wakes += 1) {
    await subscriber.passes(HOUR);
  }
  const [failed] = await subscriber.deliveries();
  expect(failed).toMatchObject({ status: "failed", next_attempt_at: null });
  expect(failed.attempts).toHaveLength(MAX_ATTEMPTS);
  expect(Date.now() - begun).toBeGreaterThan(1.4 * 24 * HOUR);
  expect(Date.now() - begun).toBeLessThan(4.9 * 24 * HOUR);
  expect(await subscriber.status()).toBe("enabled");
  await subscriber.recovers();
  const again = await subscriber.tenant.api.post(`${subscriber.path}/redeliver`, { delivery_ids: [failed.id] });
  expect(again).toMatchObject({ status: 202, body: { event_ids: [failed.event_id], next_from: null } });
  await subscriber.wakes();
  expect(await subscriber.deliveries("&status=delivered")).toMatchObject([
    { event_id: failed.event_id, redelivery: true, attempts: [{ response_status: 204 }] },
  ]);
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
  const told = (await watcher.received())
    .map(({ body: text }) => JSON.parse(text))
    .map(({ type, data }) => [type, data.data]);
  expect(told).toContainEqual(["webhook_endpoint.disabled", { host: "hooks.example.com", reason: "gone" }]);
});

test("an endpoint that was off while events left the log says which it skipped, once, and goes on behind them", async () => {
  const tenant = await withTenant({ reservation_limit: 1_000 });
  const subscriber = await Subscriber.make({}, tenant);
  await subscriber.reserve();
  await subscriber.wakes();
  await vi.waitFor(async () => expect(await subscriber.received()).toHaveLength(1), 5_000);
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
  const told = (await tenant.api.get("/v1/events?type=webhook_endpoint.events_skipped")).body.data;
  expect(told).toMatchObject([
    { subject: { id: subscriber.endpoint.id }, data: { host: "hooks.example.com", from_seq, to_seq } },
  ]);
  expect(told).toHaveLength(1);
  const { body: rest } = await tenant.api.get(`/v1/events?sort=seq&type=reservation.created&after_seq=${to_seq}`);
  expect(rest.data).toHaveLength(2);
  await vi.waitFor(async () => {
    expect((await subscriber.ids()).slice(1).sort()).toEqual(rest.data.map(({ id }: Json) => id).sort());
  }, 5_000);
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
    { numRuns: 8 },
  );
});

test("wake-ups lost, doubled and at once make no difference: each event once, and cron finds what was left behind", async () => {
  const subscriber = await Subscriber.make();
  const namespace = Object.getPrototypeOf(env.WEBHOOKS);
  const { getByName } = namespace;
  const lost = vi.spyOn(namespace, "getByName").mockImplementation(function (this: unknown, name) {
    if (String(name).startsWith("whe_")) throw new Error("nobody is woken");
    return Reflect.apply(getByName, this, [name]);
  });
  for (let i = 0; i < 5; i += 1) await subscriber.reserve();
  lost.mockRestore();
  expect(await subscriber.received()).toEqual([]);
  const ctx = composeJob(env, createExecutionContext());
  const lagging = async () => (await laggingEndpoints(ctx, { after: null, limit: 1_000 })).map(({ id }) => id);
  expect(await lagging()).toContain(subscriber.endpoint.id);
  await runCleanup();
  await vi.waitFor(async () => expect(await subscriber.received()).toHaveLength(5), 5_000);
  await Promise.all(Array.from({ length: 20 }, () => subscriber.object.wake()));
  await subscriber.reserve();
  await Promise.all(Array.from({ length: 20 }, () => subscriber.object.wake()));
  await subscriber.wakes();
  expect(await subscriber.ids()).toEqual(expect.arrayContaining(await subscriber.wanted()));
  expect(await subscriber.received()).toHaveLength(6);
  await vi.waitFor(async () => expect(await lagging()).not.toContain(subscriber.endpoint.id), 5_000);
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
  await vi.waitFor(async () => expect(await subscriber.received()).toHaveLength(1), 5_000);
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

test("a name that comes to lead to a private address is not called; the log says why, and ours says so once", async () => {
  freeze();
  const subscriber = await Subscriber.make({}, undefined, "moving.example.com");
  const { fetch } = globalThis;
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) =>
    new URL(input instanceof Request ? input.url : String(input)).hostname === "cloudflare-dns.com"
      ? Response.json({ Status: 0, Answer: [{ type: 1, data: "169.254.169.254" }] })
      : fetch(input, init),
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
    expect(attempt).toMatchObject({ response_status: null, error: "url_not_allowed" });
  }
  expect(errors.mock.calls).toMatchObject([[{ endpoint: subscriber.endpoint.id }]]);
  vi.restoreAllMocks();
  await subscriber.passes(24 * HOUR);
  expect(await subscriber.received()).toHaveLength(1);
});

test("a test event is sent at once, also by a disabled endpoint, one time, and is in the log of deliveries only", async () => {
  const subscriber = await Subscriber.make();
  await subscriber.tenant.api.patch(subscriber.path, { status: "disabled" });
  await subscriber.answers({ status: 500, body: "no" });
  const failed = await subscriber.tenant.api.post(`${subscriber.path}/test`);
  expect(failed).toMatchObject({
    status: 200,
    body: {
      event_type: "webhook_endpoint.test",
      status: "failed",
      attempts: [{ response_status: 500, response_body: "no" }],
    },
  });
  const sent = await subscriber.tenant.api.post(`${subscriber.path}/test`, undefined, { "idempotency-key": "t" });
  expect(sent.body).toMatchObject({ status: "delivered", attempts: [{ response_status: 204 }] });
  const repeated = await subscriber.tenant.api.post(`${subscriber.path}/test`, undefined, { "idempotency-key": "t" });
  expect(repeated.body).toEqual(sent.body);
  const [, receipt] = await subscriber.received();
  expect(new Webhook(subscriber.endpoint.secret).verify(receipt?.body ?? "", receipt?.headers ?? {})).toMatchObject({
    type: "webhook_endpoint.test",
    data: { webhook_endpoint_id: subscriber.endpoint.id },
  });
  expect(await subscriber.deliveries()).toHaveLength(2);
  const { body: log } = await subscriber.tenant.api.get("/v1/events");
  expect(log.data.map(({ type }: Json) => type)).not.toContain("webhook_endpoint.test");
  const again = await subscriber.tenant.api.post(`${subscriber.path}/redeliver`, { delivery_ids: [sent.body.id] });
  expect(again.status).toBe(409);
  await subscriber.tenant.api.patch(subscriber.path, { status: "enabled" });
  const none = await subscriber.tenant.api.post(`${subscriber.path}/redeliver`, { delivery_ids: [sent.body.id] });
  expect(none).toMatchObject({ status: 404 });
});

test("events are delivered again by id and by time, under their own ids, and in the log twice", async () => {
  freeze();
  const subscriber = await Subscriber.make();
  const redeliver = (body: object) => subscriber.tenant.api.post(`${subscriber.path}/redeliver`, body);
  await subscriber.reserve();
  await subscriber.wakes();
  await subscriber.passes(60_000);
  const noon = new Date().toISOString();
  await subscriber.reserve();
  await subscriber.wakes();
  await subscriber.passes(60_000);
  const [first = "", second = ""] = await subscriber.wanted();
  expect((await redeliver({ event_ids: [first] })).body).toEqual({ event_ids: [first], next_from: null });
  await subscriber.wakes();
  const range = await redeliver({ from: noon, to: new Date().toISOString() });
  expect(range).toMatchObject({ status: 202, body: { event_ids: [second], next_from: null } });
  await subscriber.wakes();
  expect(await subscriber.ids()).toEqual([first, second, first, second]);
  expect((await subscriber.deliveries()).map(({ redelivery }) => redelivery)).toEqual([true, true, false, false]);
  expect(await redeliver({ event_ids: [first, "evt_unknown"] })).toMatchObject({ status: 422 });
  for (const count of [MAX_REDELIVERED_IDS + 1, 0]) {
    expect(await redeliver({ event_ids: Array(count).fill(first) })).toMatchObject({ status: 422 });
  }
  expect((await redeliver({ event_ids: Array(MAX_REDELIVERED_IDS).fill(first) })).status).toBe(202);
  for (const body of [{}, { from: noon }, { event_ids: [first], delivery_ids: ["whd_1"] }, { from: noon, to: noon }]) {
    expect(await redeliver(body)).toMatchObject({ status: 422, body: { code: "validation_failed" } });
  }
});

test("a range of more events than one request takes says where to go on, until all were taken", async () => {
  freeze();
  const subscriber = await Subscriber.make();
  await subscriber.reserve();
  await subscriber.wakes();
  const from = Date.now() + HOUR;
  await env.DB.prepare(
    `with recursive n (i) as (select 1 union all select i + 1 from n where i < ?1)
     insert into events select tenant_id, seq + i, ?2 || printf('%016d', i), type, ?3, actor, request_id, subject_type,
       subject_id, data, null from n, (select * from events where tenant_id = ?4 and type = 'reservation.created')`,
  )
    .bind(MAX_RANGE, firstIdAt("event", from).slice(0, -16), from, subscriber.tenant.id)
    .run();
  await env.DB.prepare(
    "update webhook_endpoints set read_seq = (select max(seq) from events where tenant_id = ?1) where tenant_id = ?1",
  )
    .bind(subscriber.tenant.id)
    .run();
  const range = (first: number) =>
    subscriber.tenant.api.post(`${subscriber.path}/redeliver`, {
      from: new Date(first).toISOString(),
      to: new Date(from + HOUR).toISOString(),
    });
  const exactly = await range(from);
  expect(exactly.body.event_ids).toHaveLength(MAX_RANGE);
  expect(exactly.body.next_from).toBeNull();
  const { body: log } = await subscriber.tenant.api.get("/v1/events?sort=seq&limit=200");
  const earlier = log.data.filter(({ id }: Json) => id < firstIdAt("event", from)).length;
  const more = await range(0);
  expect(more.body).toMatchObject({ next_from: new Date(from).toISOString() });
  const [wanted = ""] = await subscriber.wanted();
  expect(more.body.event_ids).toEqual([wanted, ...exactly.body.event_ids.slice(0, MAX_RANGE - earlier)]);

  // One more at the same instant: a range that begins there would never get past it.
  await env.DB.prepare(
    `insert into events select tenant_id, seq + 1, substr(id, 1, length(id) - 1) || 'z', type, occurred_at, actor, request_id,
       subject_type, subject_id, data, hash from events where tenant_id = ?1 order by seq desc limit 1`,
  )
    .bind(subscriber.tenant.id)
    .run();
  const together = await range(from);
  expect(together.body.event_ids).toHaveLength(MAX_RANGE + 1);
  expect(together.body.next_from).toBe(new Date(from + 1).toISOString());
  expect((await range(from + 1)).body).toEqual({ event_ids: [], next_from: null });
});

test("an event that is still on its way is hastened by a redelivery, not doubled", async () => {
  freeze();
  const subscriber = await Subscriber.make();
  await subscriber.answers({ status: 500 });
  await subscriber.reserve();
  await subscriber.wakes();
  const event_ids = await subscriber.wanted();
  await subscriber.tenant.api.post(`${subscriber.path}/redeliver`, { event_ids });
  // The redelivery itself may have begun to send; then this wake-up finds nothing to do.
  await subscriber.wakes();
  await vi.waitFor(async () =>
    expect(await subscriber.deliveries()).toMatchObject([{ status: "delivered", redelivery: false }]),
  );
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

/** Rows as the object would have them, many at once. */
const fill = (subscriber: Subscriber, count: number, status: "pending" | "delivered", at: number) =>
  runInDurableObject(subscriber.object, (_, { storage }) => {
    storage.sql.exec(
      `with recursive n (i) as (select 1 union all select i + 1 from n where i < cast(?1 as integer))
       insert into deliveries select 'whd_0' || printf('%08d', i), 'evt_' || i, i, 'order.created', ?2, 0, null, '{}', ?3,
         iif(?2 = 'pending', ?4, null), '[]' from n`,
      ...[count, status, at, Date.now() + 30 * 24 * HOUR],
    );
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

test("the log of deliveries keeps thirty days and ten thousand, pages through them, and filters", async () => {
  freeze();
  const subscriber = await Subscriber.make();
  await subscriber.wakes();
  await fill(subscriber, KEEP_COUNT + 5, "delivered", Date.now());
  await subscriber.reserve();
  await subscriber.wakes();
  const [newest] = await subscriber.deliveries("&event_type=reservation.created");
  expect(newest).toMatchObject({ status: "delivered" });
  const first = await subscriber.tenant.api.get(`${subscriber.path}/deliveries?limit=2`);
  expect(first.body.data[0].id).toBe(newest.id);
  const rest = await subscriber.tenant.api.get(
    `${subscriber.path}/deliveries?limit=2&cursor=${first.body.next_cursor}`,
  );
  const ids = [...first.body.data, ...rest.body.data].map(({ id }: Json) => id);
  expect(ids).toEqual([...new Set(ids)].sort().reverse());
  const kept = () =>
    runInDurableObject(
      subscriber.object,
      (_, { storage }) => storage.sql.exec("select count(*) as n from deliveries").one().n,
    );
  expect(await kept()).toBe(KEEP_COUNT);
  vi.setSystemTime(Date.now() + KEEP_MS - 1);
  await subscriber.deliveries();
  expect(await kept()).toBe(KEEP_COUNT);
  vi.setSystemTime(Date.now() + 60_000);
  expect(await subscriber.deliveries()).toEqual([]);
  const wrong = await subscriber.tenant.api.get(`${subscriber.path}/deliveries?cursor=nonsense`);
  expect(wrong).toMatchObject({ status: 422, body: { code: "invalid_cursor" } });
});
