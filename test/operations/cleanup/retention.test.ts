import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { createJobContext } from "#runtime/job-context";
import { expireCalls } from "#traffic/calls/expire-calls";
import { expireUsage } from "#traffic/usage/expire-usage";
import type { Json } from "../../support/api";
import { freshCall, freshMessage, ownedBy, rfc2822, sendWebhook } from "../../support/carrier";
import { eventually } from "../../support/eventually";
import { runCleanup } from "../../support/jobs";
import { type Tenant, withTenant } from "../../support/seed";

afterEach(() => {
  vi.useRealTimers();
});

const DAY_MS = 24 * 60 * 60_000;
const START = Date.UTC(2026, 10, 22, 10);
const at = (ms: number) => vi.useFakeTimers({ toFake: ["Date"], now: START + ms });

const idsIn = async ({ api }: Tenant, list: string): Promise<string[]> =>
  (await api.get(`/v1/${list}?limit=200`)).body.data.map(({ carrier_id }: Json) => carrier_id);

const usageOf = async ({ api }: Tenant): Promise<Json[]> =>
  (await api.get("/v1/usage?from=2026-11-01&to=2026-12-31")).body.data;

/** A call of 61 seconds and a message, each with the webhooks that it came by. */
async function traffic(tenant: Tenant) {
  const number = await ownedBy(tenant);
  const call = freshCall({ To: number.e164 });
  const message = freshMessage({ To: number.e164 });
  const over = {
    ...call,
    CallStatus: "completed",
    CallDuration: "61",
    SequenceNumber: "2",
    Timestamp: rfc2822(Date.now() + 61_000),
  };
  const webhooks = [
    { path: `${number.path}/voice`, fields: call },
    { path: `${number.path}/voice-status`, fields: over },
    { path: `${number.path}/sms`, fields: message },
  ];
  for (const { path, fields } of webhooks) expect((await sendWebhook(path, { fields })).status).toBeLessThan(300);
  await eventually(async () => {
    expect((await tenant.api.get("/v1/calls?status=completed")).body.data[0]?.carrier_id).toBe(call.CallSid);
    expect(await idsIn(tenant, "messages")).toContain(message.MessageSid);
  });
  return { number, call, message, webhooks };
}

test("calls and messages are deleted after 400 days, and not before; their usage sums stay", async () => {
  const tenant = await withTenant();
  at(0);
  const old = await traffic(tenant);
  const usage = await usageOf(tenant);
  expect(usage).toMatchObject([{ calls: 1, minutes: 2, messages_in: 1 }]);
  at(DAY_MS);
  const young = await traffic(tenant);
  at(400 * DAY_MS - 1);
  await runCleanup();
  expect(await idsIn(tenant, "calls")).toEqual([young.call.CallSid, old.call.CallSid]);
  at(400 * DAY_MS + 60_000);
  await runCleanup();
  expect(await idsIn(tenant, "calls")).toEqual([young.call.CallSid]);
  expect(await idsIn(tenant, "messages")).toEqual([young.message.MessageSid]);
  expect((await usageOf(tenant)).slice(0, 1)).toEqual(usage);
});

test("a webhook about a deleted call or message is refused as a replay, and changes no usage", async () => {
  const tenant = await withTenant();
  at(0);
  const { number, call, webhooks } = await traffic(tenant);
  const usage = await usageOf(tenant);
  at(401 * DAY_MS);
  await runCleanup();
  const unseenStatus = { ...call, CallStatus: "in-progress", SequenceNumber: "1", Timestamp: rfc2822(START + 1_000) };
  const result = { ...call, CallStatus: "in-progress", DialCallStatus: "completed", DialCallDuration: "60" };
  for (const { path, fields } of [
    ...webhooks,
    { path: `${number.path}/voice-status`, fields: unseenStatus },
    { path: `${number.path}/voice-result?leg=agent`, fields: result },
  ]) {
    expect((await sendWebhook(path, { fields })).status).toBe(403);
  }
  await eventually(async () => {
    const { body } = await tenant.api.get("/v1/webhook-refusals");
    expect(body.data).toMatchObject([{ phone_number_id: number.id, replayed: 5 }]);
  });
  expect(await idsIn(tenant, "calls")).toEqual([]);
  expect(await idsIn(tenant, "messages")).toEqual([]);
  expect(await usageOf(tenant)).toEqual(usage);
  expect((await tenant.api.get("/v1/usage?from=2027-12-01&to=2028-01-31")).body.data).toEqual([]);
});

test("a deleted call blocks its id for its own tenant only: another tenant's call with the same id is recorded", async () => {
  const [first, second] = [await withTenant(), await withTenant()];
  at(0);
  const { call } = await traffic(first);
  at(401 * DAY_MS);
  await runCleanup();
  const number = await ownedBy(second);
  const replayed = await sendWebhook(`${number.path}/voice`, { fields: { ...call, To: number.e164 } });
  expect(replayed.status).toBe(200);
  await eventually(async () => expect(await idsIn(second, "calls")).toEqual([call.CallSid]));
});

test("sums are deleted after 1,100 days and counts of refused webhooks after 400, whole days at a time", async () => {
  const tenant = await withTenant();
  const day = (daysAgo: number) => new Date(START - daysAgo * DAY_MS).toISOString().slice(0, 10);
  const usage = env.DB.prepare("insert into usage_daily values (?1, ?2, 'num_1', '', 1, 1, 1, 1, 0, 0, 0)");
  const refusals = env.DB.prepare("insert into webhook_refusals values (?1, ?2, 'num_1', 1, 0, 0, 0)");
  await env.DB.batch([
    ...[1_101, 1_100, 0].map((ago) => usage.bind(tenant.id, day(ago))),
    ...[401, 400, 0].map((ago) => refusals.bind(tenant.id, day(ago))),
  ]);
  at(0);
  await runCleanup();
  const daysIn = async (table: string) => {
    const rows = env.DB.prepare(`select day from ${table} where tenant_id = ? order by day`).bind(tenant.id);
    return (await rows.all()).results.map((row) => row.day);
  };
  expect(await daysIn("usage_daily")).toEqual([day(1_100), day(0)]);
  expect(await daysIn("webhook_refusals")).toEqual([day(400), day(0)]);
});

test("a deletion deletes at most as many rows as asked for, the oldest first", async () => {
  const tenant = await withTenant();
  at(0);
  const calls: string[] = [];
  for (let i = 0; i < 3; i += 1) {
    at(i * 1_000);
    calls.unshift((await traffic(tenant)).call.CallSid);
  }
  at(401 * DAY_MS);
  const ctx = createJobContext(env, createExecutionContext());
  expect(await expireCalls(ctx, 2)).toBe(2);
  expect(await idsIn(tenant, "calls")).toEqual(calls.slice(0, 1));
  expect(await expireCalls(ctx, 2)).toBe(1);
  expect(await expireCalls(ctx, 2)).toBe(0);
});

test("usage sums are kept at least as long as the calls that may still change them", async () => {
  const tenant = await withTenant();
  at(0);
  await traffic(tenant);
  at(450 * DAY_MS);
  const settings = { ...env, CALL_RETENTION_DAYS: "500", USAGE_RETENTION_DAYS: "31" } as unknown as Env;
  await expireUsage(createJobContext(settings, createExecutionContext()), 500);
  expect(await usageOf(tenant)).toHaveLength(1);
});
