import { Webhook } from "standardwebhooks";
import { afterEach, expect, test, vi } from "vitest";
import { EXCERPT_LENGTH } from "#events/webhook-endpoints/make-attempt";
import { MAX_ATTEMPTS } from "#events/webhook-endpoints/retry-policy";
import { eventually } from "../../support/eventually";
import { type Receipt, type ReceiverAnswer, sandbox } from "../../support/sandbox";
import { freshNumber, withTenant } from "../../support/seed";
import { freeze, HOUR, Subscriber } from "./subscriber";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test("an event arrives signed as Standard Webhooks has it, with the event as the API shows it, and is logged", async () => {
  const subscriber = await Subscriber.make();
  await subscriber.answers({ status: 202, body: "thank you" });
  await subscriber.reserve();
  await eventually(async () => expect(await subscriber.received()).toHaveLength(1));
  const [receipt] = await subscriber.received();
  const { body: log } = await subscriber.tenant.api.get("/v1/events?type=reservation.created");
  const [event] = log.data;
  const verified = new Webhook(subscriber.endpoint.secret).verify(receipt?.body ?? "", receipt?.headers ?? {});
  expect(verified).toEqual({ type: event.type, timestamp: event.occurred_at, data: event });
  expect(receipt?.headers).toMatchObject({ "content-type": "application/json", "webhook-id": event.id });
  await eventually(async () => expect((await subscriber.deliveries())[0].status).toBe("delivered"));
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
  const some = await Subscriber.make({ event_types: ["reservation.canceled", "order.*"] }, tenant);
  const all = await Subscriber.make({ event_types: [] }, tenant);
  const { body: held } = await tenant.api.post("/v1/reservations", { phone_number: freshNumber() });
  await tenant.api.delete(`/v1/reservations/${held.id}`);
  await some.wakes();
  await all.wakes();
  const typesAt = async (subscriber: Subscriber) =>
    (await subscriber.received()).map(({ body }) => JSON.parse(body).type).sort();
  expect(await typesAt(some)).toEqual(["reservation.canceled"]);
  expect(await typesAt(all)).toEqual(["reservation.canceled", "reservation.created"]);
});

test.for<[string, ReceiverAnswer, object]>([
  ["500", { status: 500, body: "oops" }, { response_status: 500, error: null, response_body: "oops" }],
  ["404", { status: 404 }, { response_status: 404, error: null, response_body: "" }],
  [
    "a redirect, which is not followed",
    { status: 302, headers: { location: "https://hooks.example.com/sandbox/receiver/elsewhere" } },
    { response_status: 302, error: null },
  ],
  ["a hang", { delay_ms: 10_000 }, { response_status: null, error: { code: "timeout" }, response_body: null }],
  ["a broken connection", { breaks: true }, { response_status: null, error: { code: "connection_failed" } }],
])("after %s an event is sent again with the same id and bytes, and its delivery lists both attempts", async (row) => {
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
  await eventually(async () => expect(await subscriber.deliveries("&status=delivered")).toHaveLength(8));
  const pending = await subscriber.deliveries("&status=pending");
  expect(pending).toHaveLength(2);
  const [hung] = pending.flatMap(({ attempts }) => attempts).filter(({ error }) => error?.code === "timeout");
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
