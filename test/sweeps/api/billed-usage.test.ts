import {
  createExecutionContext,
  createScheduledController,
  evictDurableObject,
  runDurableObjectAlarm,
  runInDurableObject,
  waitOnExecutionContext,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { DELIVERY_LOG_DAYS } from "#dev/costs/monthly-usage";
import { archiveEvents } from "#events/archive/archive-events";
import { sealEvents } from "#events/log/seal";
import { DELIVERY_LOG_MS, DeliveryStore } from "#events/webhook-endpoints/delivery-store";
import worker from "#index";
import { PLATFORM_TENANT_ID } from "#kernel/values/ids";
import { DAY_MS } from "#kernel/values/time";
import { createJobContext } from "#runtime/job-context";
import { feedToConnect } from "#runtime/wake-subscribers";
import { expireCalls } from "#traffic/calls/expire-calls";
import { expireMessages } from "#traffic/messages/expire-messages";
import counters from "../../../src/dev/costs/counters.json";
import {
  type BilledUsage,
  billedUsageOf,
  countBilledUsage,
  difference,
  shareOf,
  untilQuiet,
} from "../../support/billed-usage";
import { type Fields, freshCall, freshMessage, ownedBy, sendWebhook } from "../../support/carrier";
import { differences } from "../../support/counters";
import { eventually } from "../../support/eventually";
import { ageEvents } from "../../support/inventory";
import { writeEvents } from "../../support/log";
import { endpointObject, objectOf } from "../../support/objects";
import { awayFromMidnight } from "../../support/one-day";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";
import { connect, feedOf } from "../../support/sockets";

/**
 * The costs guide computes its bills from `src/dev/costs/counters.json`. This test counts again what each operation uses, and
 * compares. `UPDATE_COUNTERS=1 npx vitest run test/sweeps/api/billed-usage.test.ts` writes the file instead.
 */

const counted: Record<string, BilledUsage> = {};
/** Bytes that a row of each kind takes, with its index entries. */
const bytes: Record<string, number> = {};

beforeAll(countBilledUsage);

afterAll(() => {
  vi.restoreAllMocks();
});

const job = (now = Date.now()) => ({ ...createJobContext(env, createExecutionContext()), now });

async function runCron(cron: string): Promise<void> {
  const execution = createExecutionContext();
  await worker.scheduled(createScheduledController({ cron, scheduledTime: new Date() }), env, execution);
  await waitOnExecutionContext(execution);
  await endAlarms(PLATFORM_TENANT_ID);
}

/** Runs the alarm that a feed without connections has left: it would fire in some later count. */
async function endAlarms(tenantId: string): Promise<void> {
  const feed = feedOf(tenantId);
  const connections = () => runInDurableObject(feed, (_, state) => state.getWebSockets().length);
  await eventually(async () => expect(await connections()).toBe(0));
  await runDurableObjectAlarm(feed);
}

const crons: readonly string[] = JSON.parse(env.CRON_TRIGGERS);

const MAX_PASSES = 10;

/** Every cron's usage, once a pass writes as much as the one before: until then jobs do what others have found. */
async function idleTicks(): Promise<Record<string, BilledUsage>> {
  await ageEvents();
  for (let last = "", passes = 0; passes < MAX_PASSES; passes += 1) {
    const ticks: Record<string, BilledUsage> = {};
    for (const cron of crons) ticks[cron] = await billedUsageOf(() => runCron(cron));
    const written = crons.map((cron) => ticks[cron]?.d1_rows_written).join();
    if (written === last) return ticks;
    last = written;
  }
  throw new Error("The jobs always write something else.");
}

async function ownedWithAgent(tenant: Tenant) {
  const number = await ownedBy(tenant);
  const desk = { name: "Desk", destination: { kind: "dial", phone_number: "+14158675399" } };
  const { body: agent } = await tenant.api.post("/v1/agents", desk);
  await tenant.api.post(`/v1/phone-numbers/${number.id}/assign`, { agent_id: agent.id });
  return number;
}

/** Seconds pass between two requests about a tenant, so that the isolate knows nothing of its feed any more. */
const forgetFeed = (tenantId: string): void => void feedToConnect(env, tenantId, 0);

const callOn = async (tenantId: string, path: string) => {
  const send = async (at: string, fields: Fields) => {
    forgetFeed(tenantId);
    await sendWebhook(`${path}/${at}`, { fields });
    await untilQuiet();
  };
  const call = freshCall();
  const answered = { CallStatus: "in-progress", DialCallStatus: "completed", DialCallDuration: "50" };
  await send("voice", call);
  await send("voice-result?leg=agent", { ...call, ...answered });
  await send("voice-status", { ...call, CallStatus: "completed", CallDuration: "61" });
};

const sendOn = async (tenantId: string, path: string) => {
  const message = freshMessage();
  for (const MessageStatus of ["queued", "sent", "delivered"]) {
    forgetFeed(tenantId);
    await sendWebhook(`${path}/sms-status`, { fields: { ...message, MessageStatus } });
    await untilQuiet();
  }
};

test("calls and messages, and what follows days later", async () => {
  await awayFromMidnight();
  const tenant = await withTenant();
  const { id } = tenant;
  const { path } = await ownedWithAgent(tenant);
  const receive = () => {
    forgetFeed(id);
    return sendWebhook(`${path}/sms`, { fields: freshMessage() });
  };
  // The first of a day create its rows of usage.
  await callOn(id, path);
  await receive();
  await sendOn(id, path);
  counted.call = await billedUsageOf(() => callOn(id, path));
  counted.message_in = await billedUsageOf(receive);
  counted.message_out = await billedUsageOf(() => sendOn(id, path));
  const later = Date.now() + 500 * DAY_MS;
  counted.call_expiry = shareOf(await billedUsageOf(() => expireCalls(job(later), 100)), 2);
  counted.message_expiry = shareOf(await billedUsageOf(() => expireMessages(job(later), 100)), 4);
});

test("sealing and archiving of events", async () => {
  await sealEvents(job(), null);
  const later = Date.now() + 500 * DAY_MS;
  await archiveEvents(job(later), null);
  const usage = async (events: number) => {
    const { id } = await withTenant();
    await sealEvents(job(), null);
    await archiveEvents(job(later), null);
    await writeEvents(id, events);
    return {
      sealing: await billedUsageOf(() => sealEvents(job(), null)),
      archiving: await billedUsageOf(() => archiveEvents(job(later), null)),
    };
  };
  const [few, many] = [await usage(10), await usage(30)];
  counted.event_sealing = shareOf(difference(many.sealing, few.sealing), 20);
  counted.tenant_sealing = difference(few.sealing, counted.event_sealing, 10);
  counted.event_archiving = shareOf(difference(many.archiving, few.archiving), 20);
  counted.tenant_day_archiving = difference(few.archiving, counted.event_archiving, 10);
});

const FINISHED = 98;
const FINISHED_DELIVERIES = `with recursive n (i) as (select 1 union all select i + 1 from n where i < ${FINISHED})
  insert into deliveries select 'whd_00' || i, 'evt_00' || i, i, 'call.completed', 'delivered', 0, null, null, ${Date.now()}, null, '[]' from n`;

test("requests of the API, with and without subscribers", async () => {
  const tenant = await withTenant();
  const { api } = tenant;
  const usageOf = (operation: () => Promise<unknown>) => {
    forgetFeed(tenant.id);
    return billedUsageOf(operation);
  };
  const { id } = await ownedBy(tenant);
  const path = `/v1/phone-numbers/${id}`;
  const { body: agent } = await api.post("/v1/agents", {
    name: "Desk",
    destination: { kind: "say", message: "Hello." },
  });
  let tags = 0;
  const patch = () => {
    tags += 1;
    return api.patch(path, { tags: [`tag${tags}`] });
  };
  await patch();
  counted.read = await usageOf(() => api.get(path));
  counted.search = await usageOf(() => api.get("/v1/available-phone-numbers?country=US&limit=1"));
  counted.reserve = await usageOf(() => api.post("/v1/reservations", { phone_number: freshNumber() }));
  counted.order = await usageOf(() => api.post("/v1/orders", { items: [{ phone_number: freshNumber() }] }));
  counted.assign = await usageOf(() => api.post(`${path}/assign`, { agent_id: agent.id }));
  counted.patch = await usageOf(patch);
  const other = `/v1/phone-numbers/${(await ownedBy(tenant)).id}`;
  counted.suspend = await usageOf(() => api.post(`${other}/suspend`));
  counted.release = await usageOf(() => api.post(`${other}/release?force=true`));
  const connected = usageOf(async () => (client = await connect(tenant)));
  let client: Awaited<ReturnType<typeof connect>> | undefined;
  counted.live_connection = await connected;
  counted.live_event = difference(await usageOf(patch), counted.patch);
  await runDurableObjectAlarm(feedOf(tenant.id));
  counted.live_alarm = await usageOf(() => runDurableObjectAlarm(feedOf(tenant.id)));
  client?.close();
  await endAlarms(tenant.id);
  const { body: endpoint } = await api.post("/v1/webhook-endpoints", {
    url: "https://hooks.example.com/sandbox/receiver/costs",
  });
  await patch();
  // Between two events of a quiet tenant its endpoint's object leaves the memory; its log stays.
  const endpointLog = endpointObject(endpoint.id);
  await untilQuiet();
  await runInDurableObject(endpointLog, (_, { storage }) => void storage.sql.exec(FINISHED_DELIVERIES));
  await evictDurableObject(endpointLog);
  counted.webhook_delivery = difference(await usageOf(patch), counted.patch);
  const prune = async () =>
    await runInDurableObject(endpointLog, (_, { storage }) =>
      new DeliveryStore(storage.sql).prune(Date.now() + 2 * DELIVERY_LOG_MS),
    );
  counted.delivery_expiry = shareOf(await usageOf(prune), FINISHED + 2);
});

test("each cron: with nothing to do, for each tenant, and for each number", async () => {
  const NUMBERS = 4;
  const TENANTS = 2;
  const tenant = await withTenant();
  await ownedWithAgent(tenant);
  const before = await idleTicks();
  for (let at = 0; at < TENANTS; at += 1) await withTenant();
  const withTenants = await idleTicks();
  for (let at = 0; at < NUMBERS; at += 1) await ownedWithAgent(tenant);
  const withNumbers = await idleTicks();
  for (const cron of crons) {
    counted[`cron ${cron}`] = before[cron] as BilledUsage;
    counted[`cron ${cron} tenant`] = shareOf(
      difference(withTenants[cron] as BilledUsage, before[cron] as BilledUsage),
      TENANTS,
    );
    counted[`cron ${cron} number`] = shareOf(
      difference(withNumbers[cron] as BilledUsage, withTenants[cron] as BilledUsage),
      NUMBERS,
    );
  }
});

const COPIES = 3_000;

/** Copies a row under new ids of the same length, in any number; the bytes that each copy takes. */
async function bytesOf(table: string, key: string, ...unique: readonly string[]): Promise<number> {
  const { results } = await env.DB.prepare("select name from pragma_table_info(?)").bind(table).all<{ name: string }>();
  const columns = results.map(({ name }) => name);
  const values = columns.map((name) => {
    if (name === "seq") return "seq + 1000 + i";
    if (name === "id") return "substr(id, 1, length(id) - 8) || printf('%08d', i)";
    return unique.includes(name) ? `substr(${name}, 1, 2) || lower(hex(randomblob(16)))` : name;
  });
  const size = async () => (await env.DB.prepare("select 1").run()).meta.size_after;
  const before = await size();
  await env.DB.prepare(
    `with recursive n (i) as (select 1 union all select i + 1 from n where i < ${COPIES})
     insert into ${table} (${columns}) select ${values} from n, (select * from ${table} where ${key} limit 1)`,
  ).run();
  return Math.round(((await size()) - before) / COPIES / 10) * 10;
}

/** The bytes that a finished delivery takes in the object of its endpoint. */
async function bytesOfDelivery({ api }: Tenant, change: () => Promise<unknown>): Promise<number> {
  const { body: endpoint } = await api.post("/v1/webhook-endpoints", {
    url: "https://hooks.example.com/sandbox/receiver/bytes",
  });
  await change();
  await untilQuiet();
  return await runInDurableObject(endpointObject(endpoint.id), (_, { storage: { sql } }) => {
    const [delivery = {}] = sql.exec("select * from deliveries where status = 'delivered' limit 1").toArray();
    const values = Object.keys(delivery).map((name) => {
      if (name === "seq") return "seq + 1000 + i";
      return /^(id|event_id)$/.test(name) ? `substr(${name}, 1, length(${name}) - 8) || printf('%08d', i)` : name;
    });
    const before = sql.databaseSize;
    sql.exec(`with recursive n (i) as (select 1 union all select i + 1 from n where i < ${COPIES})
      insert into deliveries select ${values} from n, (select * from deliveries where status = 'delivered' limit 1)`);
    return Math.round((sql.databaseSize - before) / COPIES / 10) * 10;
  });
}

test("the bytes of rows that the retention multiplies", async () => {
  const tenant = await withTenant();
  const number = await ownedWithAgent(tenant);
  await callOn(tenant.id, number.path);
  await billedUsageOf(() => sendWebhook(`${number.path}/sms`, { fields: freshMessage() }));
  await sealEvents(job(), null);
  const own = `tenant_id = '${tenant.id}'`;
  bytes.call = (await bytesOf("calls", own)) + (await bytesOf("recorded_calls", own, "carrier_id"));
  bytes.message = (await bytesOf("messages", own)) + (await bytesOf("recorded_messages", own, "carrier_id"));
  bytes.event = await bytesOf("events", `${own} and subject_type = 'call'`);
  bytes.number = await bytesOf("phone_numbers", own, "carrier_id", "e164");
  bytes.delivery = await bytesOfDelivery(tenant, () =>
    tenant.api.patch(`/v1/phone-numbers/${number.id}`, { friendly_name: "Desk" }),
  );
  expect(bytes.delivery).toBeGreaterThan(100);
  expect(DELIVERY_LOG_DAYS * DAY_MS).toBe(DELIVERY_LOG_MS);
  bytes.number_object = await runInDurableObject(objectOf(number.e164), (_, { storage }) => storage.sql.databaseSize);
});

const used = (usage: BilledUsage) => Object.fromEntries(Object.entries(usage).filter(([, count]) => count !== 0));

test("the file of counters has exactly these", async () => {
  const operations = Object.entries(counted).map(([name, usage]) => [name, used(usage)] as const);
  const now = { ...Object.fromEntries(operations), bytes };
  if (import.meta.env.UPDATE_COUNTERS === "1") {
    await env.UPDATED_COUNTERS.fetch("http://counters", { method: "PUT", body: `${JSON.stringify(now, null, 2)}\n` });
  } else expect(differences(now, counters)).toEqual([]);
});
