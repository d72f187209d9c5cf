import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { admin, type Json } from "../../support/api";
import { interceptQueries } from "../../support/database";
import { addEvents } from "../../support/event-log";
import { eventually } from "../../support/eventually";
import { writeEvents } from "../../support/log";
import { withTenant } from "../../support/seed";
import { connect, feedOf } from "../../support/sockets";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const live = async (): Promise<{ live: Json; attention: string[] }> => (await admin.get("/health/report")).body;
const rows = async (tenantId: string) =>
  (await env.DB.prepare("select * from live_feeds where tenant_id = ?").bind(tenantId).all()).results;
const inMinutes = (minutes: number) => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + minutes * 60_000 });

test("a feed says every half minute how many it serves, and nothing any more when they are gone", async () => {
  const tenant = await withTenant();
  const clients = [await connect(tenant), await connect(tenant)];
  await runDurableObjectAlarm(feedOf(tenant.id));
  const { live: report, attention } = await live();
  expect(report).toMatchObject({ feeds: 1, connections: 2, behind: { count: 0 }, silent: { count: 0 }, worst: [] });
  expect(attention.filter((word) => word.startsWith("live"))).toEqual([]);
  expect((await admin.get("/metrics")).body).toContain("\nphone_manager_live_connections 2\n");
  for (const client of clients) client.close();
  await eventually(async () => {
    await runDurableObjectAlarm(feedOf(tenant.id));
    expect(await rows(tenant.id)).toEqual([]);
  });
});

test("the report names feeds that lag, since when and by how many events, until the client has caught up", async () => {
  const tenant = await withTenant();
  const reading = await connect(tenant);
  await runDurableObjectAlarm(feedOf(tenant.id));
  // The log grows while the feed cannot read it.
  const recover = interceptQueries((proceed, sql) => {
    if (/^select .* from "events" where .* order by "events"."seq"/s.test(sql)) throw new Error("D1_ERROR: away");
    return proceed();
  });
  await addEvents(tenant, 3, 1_000);
  await runDurableObjectAlarm(feedOf(tenant.id));
  inMinutes(6);
  await runDurableObjectAlarm(feedOf(tenant.id));
  const { live: report, attention } = await live();
  expect(report.worst).toMatchObject([{ tenant_id: tenant.id, shard: 0, connections: 1, events_behind: 3 }]);
  // When the first event that it lacks happened.
  expect(report.worst[0].behind_since).toBe("1970-01-01T00:00:01.001Z");
  expect(attention).toContain("live.behind");
  recover();
  await runDurableObjectAlarm(feedOf(tenant.id));
  expect((await live()).live).toMatchObject({ connections: 1, behind: { count: 0 }, worst: [] });
  reading.close();
});

test("a feed with connections that is woken no more is noticed", async () => {
  const tenant = await withTenant();
  const client = await connect(tenant);
  await runDurableObjectAlarm(feedOf(tenant.id));
  inMinutes(3);
  const { live: report, attention } = await live();
  expect(report.silent).toMatchObject({ count: 1 });
  expect(attention).toContain("live.silent");
  client.close();
});

test("a feed's status row is deleted even if the database was away when the last client left", async () => {
  const tenant = await withTenant();
  const client = await connect(tenant);
  await runDurableObjectAlarm(feedOf(tenant.id));
  client.close();
  const recover = interceptQueries(() => {
    throw new Error("D1_ERROR: away");
  });
  await runDurableObjectAlarm(feedOf(tenant.id));
  recover();
  expect(await rows(tenant.id)).toHaveLength(1);
  expect(await runDurableObjectAlarm(feedOf(tenant.id))).toBe(true);
  expect(await rows(tenant.id)).toEqual([]);
});

test("a feed that is woken again and again still says how it stands: no wake-up puts that off", async () => {
  const tenant = await withTenant();
  const client = await connect(tenant);
  const feed = feedOf(tenant.id);
  const alarmOf = () => runInDurableObject(feed, (_, state) => state.storage.getAlarm());
  const first = await alarmOf();
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 20_000 });
  await evictDurableObject(feed);
  await writeEvents(tenant.id, 1);
  await feed.wake();
  await eventually(() => expect(client.seqs).toHaveLength(1));
  expect(first).not.toBeNull();
  expect(await alarmOf()).toBe(first);
  client.close();
});
