import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { Webhook } from "standardwebhooks";
import { afterEach, expect, test, vi } from "vitest";
import { DELIVERY_LOG_MS, KEEP_COUNT } from "#events/webhook-endpoints/delivery-store";
import { MAX_RANGE } from "#events/webhook-endpoints/redeliver";
import { MAX_REDELIVERED_IDS } from "#events/webhook-endpoints/wire";
import { firstIdAt } from "#kernel/values/ids";
import type { Json } from "../../support/api";
import { eventually } from "../../support/eventually";
import { fill, freeze, HOUR, Subscriber } from "./subscriber";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
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
  await eventually(async () =>
    expect(await subscriber.deliveries()).toMatchObject([{ status: "delivered", redelivery: false }]),
  );
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
  vi.setSystemTime(Date.now() + DELIVERY_LOG_MS - 1);
  await subscriber.deliveries();
  expect(await kept()).toBe(KEEP_COUNT);
  vi.setSystemTime(Date.now() + 60_000);
  expect(await subscriber.deliveries()).toEqual([]);
  const wrong = await subscriber.tenant.api.get(`${subscriber.path}/deliveries?cursor=nonsense`);
  expect(wrong).toMatchObject({ status: 422, body: { code: "invalid_cursor" } });
});
