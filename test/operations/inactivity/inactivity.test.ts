import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { guardActivity, NUMBERS_PER_SLICE } from "#operations/inactivity/job";
import { createJobContext } from "#runtime/job-context";
import type { Json } from "../../support/api";
import { freshCall, freshMessage, type OwnedNumber, ownedBy, rfc2822, sendWebhook } from "../../support/carrier";
import { eventually } from "../../support/eventually";
import { stockMany, withBareTenant } from "../../support/inventory";
import { type Tenant, withTenant } from "../../support/seed";

const DAY = 24 * 60 * 60 * 1000;
const START = Date.parse("2026-10-01T12:00:00Z");

const on = (day: number): void => void vi.setSystemTime(START + day * DAY);

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: START }));
afterEach(() => void vi.useRealTimers());

async function runAll(): Promise<Record<string, number>> {
  const total: Record<string, number> = {};
  for (let cursor: string | null = null, slices = 0; slices < 100; slices += 1) {
    const slice = await guardActivity.slice(createJobContext(env, createExecutionContext()), cursor, () => true);
    for (const [name, count] of Object.entries(slice.counted)) total[name] = (total[name] ?? 0) + count;
    if (slice.next === null) return total;
    cursor = slice.next;
  }
  throw new Error("The job did not come to its end.");
}

const findings = async ({ api }: Tenant, status = "open"): Promise<Json[]> =>
  (await api.get(`/v1/findings?kind=number_inactive&status=${status}`)).body.data;

/** A call that an agent had for so long. */
async function call({ path }: OwnedNumber, seconds: number): Promise<void> {
  const form = freshCall();
  await sendWebhook(`${path}/voice`, { fields: form });
  await sendWebhook(`${path}/voice-status`, {
    fields: { ...form, CallStatus: "completed", CallDuration: String(seconds), Timestamp: rfc2822(Date.now()) },
  });
}

const counted = async (tenant: Tenant): Promise<Json> =>
  await env.DB.prepare(
    "select sum(calls) calls, sum(long_calls) long_calls, sum(messages_in) messages from usage_daily where tenant_id = ?",
  )
    .bind(tenant.id)
    .first();

test("an unused number gets one finding when it is a month old, and calls close it", async () => {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  on(29);
  await runAll();
  expect(await findings(tenant)).toEqual([]);
  on(30);
  await Promise.all([runAll(), runAll()]);
  await runAll();
  expect(await findings(tenant)).toMatchObject([
    {
      severity: "warning",
      subject: { type: "phone_number", id: number.id },
      evidence: {
        phone_number: number.e164,
        calls_of_12_seconds: 0,
        messages: 0,
        window_days: 30,
        at_risk_from: "2026-10-31",
      },
    },
  ]);
  on(33);
  await call(number, 11);
  for (let i = 0; i < 2; i += 1) await call(number, 12);
  await eventually(async () => expect(await counted(tenant)).toEqual({ calls: 3, long_calls: 2, messages: 0 }));
  await runAll();
  expect(await findings(tenant)).toMatchObject([{ evidence: { calls_of_12_seconds: 2, at_risk_from: "2026-10-31" } }]);
  await call(number, 600);
  await eventually(async () => expect(await counted(tenant)).toMatchObject({ long_calls: 3 }));
  await runAll();
  expect(await findings(tenant)).toEqual([]);
  expect(await findings(tenant, "resolved")).toHaveLength(1);
});

test("the finding opens a week before the last messages that count leave the window", async () => {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  on(20);
  for (let i = 0; i < 3; i += 1) await sendWebhook(`${number.path}/sms`, { fields: freshMessage() });
  await eventually(async () => expect(await counted(tenant)).toMatchObject({ messages: 3 }));
  on(42);
  await runAll();
  expect(await findings(tenant)).toEqual([]);
  on(43);
  await runAll();
  expect(await findings(tenant)).toMatchObject([{ evidence: { messages: 3, at_risk_from: "2026-11-20" } }]);
});

test("the release of a number closes its finding", async () => {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  on(31);
  await runAll();
  expect(await findings(tenant)).toHaveLength(1);
  await tenant.api.post(`/v1/phone-numbers/${number.id}/release`);
  await runAll();
  expect(await findings(tenant)).toEqual([]);
});

test("later slices compare the remaining numbers, and do not write unchanged findings again", async () => {
  const ctx = await withBareTenant();
  await stockMany(ctx, NUMBERS_PER_SLICE + 10, "629");
  on(0);
  const first = await runAll();
  expect(first.opened).toBe(NUMBERS_PER_SLICE + 10);
  const rows = async () => await env.DB.prepare("select count(*) n, sum(version) v from findings").first();
  const before = await rows();
  expect(await runAll()).toMatchObject({ opened: 0, closed: 0 });
  expect(await rows()).toEqual(before);
});
