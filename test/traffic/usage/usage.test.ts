import { env } from "cloudflare:workers";
import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import type { Json } from "../../support/api";
import { freshCall, freshMessage, type OwnedNumber, ownedBy, rfc2822, sendWebhook } from "../../support/carrier";
import { eventually } from "../../support/eventually";
import { type Tenant, withTenant } from "../../support/seed";

afterEach(() => {
  vi.useRealTimers();
});

const DAY_MS = 24 * 60 * 60 * 1000;
const START = Date.UTC(2026, 10, 1);
const DAYS = 14;

interface Planned {
  readonly number: number;
  readonly at: number;
  readonly seconds: number;
  readonly end: "completed" | "busy" | "no-answer" | "failed" | "canceled";
  /** The places of the webhooks in the order in which they come, some of them more than once. */
  readonly order: readonly number[];
}

const planned: fc.Arbitrary<Planned> = fc.record({
  number: fc.nat(2),
  at: fc.integer({ min: START, max: START + DAYS * DAY_MS - 2 * 60 * 60 * 1000 }),
  seconds: fc.oneof(fc.constantFrom(0, 1, 59, 60, 61), fc.nat(3_600)),
  end: fc.oneof(
    { weight: 5, arbitrary: fc.constant("completed" as const) },
    {
      weight: 1,
      arbitrary: fc.constantFrom("busy" as const, "no-answer" as const, "failed" as const, "canceled" as const),
    },
  ),
  order: fc
    .tuple(fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), fc.array(fc.nat(2), { maxLength: 2 }))
    .map((parts) => parts.flat()),
});

async function happen(number: OwnedNumber, { at, seconds, end, order }: Planned): Promise<void> {
  const call = freshCall({ To: number.e164 });
  const length = end === "completed" ? seconds : 0;
  const webhooks = [
    { path: "voice", after: 0, fields: call },
    {
      path: "voice-status",
      after: 1_000,
      fields: { ...call, CallStatus: "in-progress", SequenceNumber: "1", Timestamp: rfc2822(at + 1_000) },
    },
    {
      path: "voice-status",
      after: 1_000 + length * 1_000,
      fields: {
        ...call,
        CallStatus: end,
        CallDuration: String(length),
        SequenceNumber: "2",
        Timestamp: rfc2822(at + 1_000 + length * 1_000),
      },
    },
  ];
  for (const index of order) {
    const webhook = webhooks[index];
    if (!webhook) throw new Error("There is no such webhook.");
    vi.setSystemTime(at + webhook.after);
    expect((await sendWebhook(`${number.path}/${webhook.path}`, { fields: webhook.fields })).status).toBeLessThan(300);
  }
}

const all = async (tenant: Tenant, by: string): Promise<Json[]> => {
  const period = "from=2026-11-01&to=2026-11-14&limit=5";
  const rows: Json[] = [];
  for (let cursor = ""; ; ) {
    const { body } = await tenant.api.get(`/v1/usage?${period}&group_by=${by}${cursor}`);
    rows.push(...body.data);
    if (!body.has_more) return rows;
    cursor = `&cursor=${body.next_cursor}`;
  }
};

const sums = (calls: readonly Planned[]) => {
  const answered = calls.filter(({ end }) => end === "completed");
  return {
    calls: calls.length,
    answered_calls: answered.length,
    seconds: answered.reduce((sum, { seconds }) => sum + seconds, 0),
    minutes: answered.reduce((sum, { seconds }) => sum + Math.ceil(seconds / 60), 0),
    messages_in: 0,
    messages_out: 0,
  };
};

test("two weeks of calls, their webhooks in any order and repeated, add up to the call by number, agent and day", async () => {
  const tenant = await withTenant();
  const numbers = [await ownedBy(tenant), await ownedBy(tenant), await ownedBy(tenant)];
  const { body: agent } = await tenant.api.post("/v1/agents", {
    name: "Desk",
    destination: { kind: "dial", phone_number: "+14155550100" },
  });
  await tenant.api.post(`/v1/phone-numbers/${numbers[0]?.id}/assign`, { agent_id: agent.id });
  const calls = fc.sample(planned, { numRuns: 150, seed: 20261122 });
  vi.useFakeTimers({ toFake: ["Date"], now: START });
  for (const call of calls) {
    const number = numbers[call.number];
    if (number) await happen(number, call);
  }
  vi.setSystemTime(START + DAYS * DAY_MS);
  const ended = async () =>
    await env.DB.prepare(
      "select count(*) as n from calls where tenant_id = ? and ended_at is not null and decision is not null",
    )
      .bind(tenant.id)
      .first("n");
  await eventually(async () => expect(await ended()).toBe(calls.length));

  const byNumber = numbers.map(({ id }, index) => ({
    phone_number_id: id,
    ...sums(calls.filter(({ number }) => number === index)),
  }));
  expect(await all(tenant, "number")).toEqual(
    byNumber.sort((a, b) => (a.phone_number_id < b.phone_number_id ? -1 : 1)),
  );
  expect(await all(tenant, "agent")).toEqual([
    { agent_id: null, ...sums(calls.filter(({ number }) => number !== 0)) },
    { agent_id: agent.id, ...sums(calls.filter(({ number }) => number === 0)) },
  ]);
  const days = Array.from({ length: DAYS }, (_, index) => new Date(START + index * DAY_MS).toISOString().slice(0, 10));
  const ofDay = (day: string) => calls.filter(({ at }) => new Date(at).toISOString().startsWith(day));
  const byDay = days.map((day) => ({ day, ...sums(ofDay(day)) })).filter(({ calls: count }) => count > 0);
  expect(await all(tenant, "day")).toEqual(byDay);
  for (const [index, { id, e164 }] of numbers.entries()) {
    const own = calls.filter(({ number }) => number === index);
    const { body } = await tenant.api.get(
      `/v1/phone-numbers/${encodeURIComponent(e164)}/usage?from=2026-11-01&to=2026-11-14`,
    );
    expect(body).toMatchObject({ phone_number_id: id, total: sums(own) });
    expect(body.days.map(({ day }: Json) => day)).toEqual(
      days.filter((day) => own.some((call) => ofDay(day).includes(call))),
    );
  }
});

test("a period is the last 30 days unless asked for, of at most 366, in order, and of days", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2026, 10, 22, 12) });
  const tenant = await withTenant();
  const { id, path } = await ownedBy(tenant);
  const { body } = await tenant.api.get(`/v1/phone-numbers/${id}/usage`);
  expect(body).toMatchObject({ from: "2026-10-24", to: "2026-11-22", days: [], total: { calls: 0 } });
  await sendWebhook(`${path}/sms`, { fields: freshMessage() });
  await eventually(async () => expect((await tenant.api.get("/v1/usage")).body.data).toHaveLength(1));
  const { body: days } = await tenant.api.get("/v1/usage?from=2025-11-22&to=2026-11-22");
  expect(days.data).toMatchObject([{ day: "2026-11-22", messages_in: 1, calls: 0 }]);
  expect((await tenant.api.get("/v1/usage?to=2026-11-21")).body.data).toEqual([]);
  for (const wrong of ["from=2025-11-21&to=2026-11-22", "from=2026-11-23&to=2026-11-22", "from=2026-02-30", "from=x"]) {
    const answer = await tenant.api.get(`/v1/usage?${wrong}`);
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: "/from" }] } });
  }
});
