import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { afterEach, expect, test, vi } from "vitest";
import { systemSource } from "#events/log/source";
import { openDatabase } from "#kernel/db/db";
import { createJobContext } from "#runtime/job-context";
import { calls } from "#traffic/calls/table";
import { changeRecords } from "#traffic/change-records";
import type { Json } from "../support/api";
import { freshCall, freshMessage, ownedBy, sendWebhook } from "../support/carrier";
import { eventually } from "../support/eventually";
import { type Tenant, withTenant } from "../support/seed";

afterEach(() => {
  vi.restoreAllMocks();
});

const CALLS = 40;

const eventsOf = async ({ api }: Tenant, type: string): Promise<Json[]> =>
  (await api.get(`/v1/events?type=${type}&limit=200&sort=seq`)).body.data;

const usageOf = ({ id }: Tenant) =>
  env.DB.prepare(
    "select sum(calls) as calls, sum(seconds) as seconds, sum(minutes) as minutes from usage_daily where tenant_id = ?",
  )
    .bind(id)
    .first();

/** Calls of two tenants that ring and are recorded. */
async function ringing() {
  const tenants = await Promise.all([withTenant(), withTenant()]);
  const numbers = await Promise.all(tenants.map((tenant) => ownedBy(tenant)));
  const calls = Array.from({ length: CALLS }, (_, at) => ({ path: numbers[at % 2]?.path ?? "", fields: freshCall() }));
  await Promise.all(calls.map(({ path, fields }) => sendWebhook(`${path}/voice`, { fields })));
  await eventually(async () => {
    for (const tenant of tenants) expect(await eventsOf(tenant, "call.started")).toHaveLength(CALLS / 2);
  });
  return { tenants, calls };
}

/** The sizes of the batches that are sent to the database from now on. */
function noteBatches(): number[] {
  const sizes: number[] = [];
  const prototype: { batch: D1Database["batch"] } = Object.getPrototypeOf(env.DB);
  const { batch } = prototype;
  vi.spyOn(prototype, "batch").mockImplementation(function (this: unknown, statements) {
    sizes.push(statements.length);
    return Reflect.apply(batch, this, [statements]);
  });
  return sizes;
}

test("calls that end at the same moment are changed, counted and reported in few statements, each once", async () => {
  const { tenants, calls } = await ringing();
  const sizes = noteBatches();
  const ended = { CallStatus: "completed", CallDuration: "61" };
  // Twilio repeats some, which come beside the first.
  const webhooks = [...calls, ...calls.slice(0, 10)];
  await Promise.all(
    webhooks.map(({ path, fields }) => sendWebhook(`${path}/voice-status`, { fields: { ...fields, ...ended } })),
  );
  for (const tenant of tenants) {
    await eventually(async () => expect(await eventsOf(tenant, "call.completed")).toHaveLength(CALLS / 2));
    const completed = await eventsOf(tenant, "call.completed");
    expect(new Set(completed.map(({ subject }) => subject.id)).size).toBe(CALLS / 2);
    expect(await usageOf(tenant)).toEqual({ calls: CALLS / 2, seconds: (CALLS / 2) * 61, minutes: (CALLS / 2) * 2 });
    const all = (await tenant.api.get("/v1/events?limit=200&sort=seq")).body.data;
    expect(all.map(({ seq }: Json) => seq)).toEqual(all.map((_: Json, at: number) => at + 1));
  }
  // One batch for all; a repeat that lost may take one more.
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(3 * 5);
});

test("of two reports about one call at the same moment the later one is merged into what the first has written", async () => {
  const {
    calls,
    tenants: [tenant],
  } = await ringing();
  const [call] = calls;
  if (!call || !tenant) throw new Error("No call rings.");
  const status = (fields: object) =>
    sendWebhook(`${call.path}/voice-status`, { fields: { ...call.fields, ...fields } });
  await Promise.all([
    status({ CallStatus: "in-progress", SequenceNumber: "2" }),
    status({ CallStatus: "completed", CallDuration: "9", SequenceNumber: "3" }),
  ]);
  await eventually(async () => {
    const row = await env.DB.prepare(
      "select status, version, answered_at is not null as answered from calls where carrier_id = ?",
    )
      .bind(call.fields.CallSid)
      .first();
    expect(row).toEqual({ status: "completed", version: 3, answered: 1 });
  });
  expect(await eventsOf(tenant, "call.completed")).toHaveLength(1);
});

test("a record that another writer changed in between is read again, and its event and usage are written once", async () => {
  const { calls, tenants } = await ringing();
  const [call] = calls;
  const [tenant] = tenants;
  if (!call || !tenant) throw new Error("No call rings.");
  const prototype: { batch: D1Database["batch"] } = Object.getPrototypeOf(env.DB);
  const { batch } = prototype;
  const spy = vi.spyOn(prototype, "batch").mockImplementationOnce(async function (this: unknown, statements) {
    await env.DB.prepare("update calls set version = version + 1 where carrier_id = ?").bind(call.fields.CallSid).run();
    return await Reflect.apply(batch, this, [statements]);
  });
  const fields = { ...call.fields, CallStatus: "completed", CallDuration: "9" };
  await sendWebhook(`${call.path}/voice-status`, { fields });
  await eventually(async () => expect(await eventsOf(tenant, "call.completed")).toHaveLength(1));
  expect(spy.mock.calls.length).toBeGreaterThanOrEqual(2);
  expect(await usageOf(tenant)).toEqual({ calls: 1, seconds: 9, minutes: 1 });
});

test("messages that are reported at the same moment are changed in few statements, each with its event", async () => {
  const tenant = await withTenant();
  const { path } = await ownedBy(tenant);
  const messages = Array.from({ length: 20 }, () => freshMessage());
  const report = (MessageStatus: string) =>
    Promise.all(messages.map((fields) => sendWebhook(`${path}/sms-status`, { fields: { ...fields, MessageStatus } })));
  await report("queued");
  await eventually(async () => expect(await eventsOf(tenant, "message.status_changed")).toHaveLength(20));
  const sizes = noteBatches();
  await report("delivered");
  await eventually(async () => expect(await eventsOf(tenant, "message.status_changed")).toHaveLength(40));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(2 * 3);
});

test("events of one batch keep the order in which the changes came, and a record's second change is left out", async () => {
  const { tenants } = await ringing();
  const [tenant] = tenants;
  const db = openDatabase(env.DB);
  const rows = await db
    .select()
    .from(calls)
    .where(eq(calls.tenantId, tenant?.id ?? ""));
  const source = { ...systemSource(createJobContext(env, createExecutionContext()), tenant?.id ?? "") };
  const changes = rows.map((before) => ({
    before,
    after: { ...before, version: before.version + 1 },
    source,
    events: [{ type: "call.completed", data: {} as never } as const],
    usage: [],
  }));
  const [first] = changes;
  if (!first) throw new Error("No call rings.");
  const [events] = changeRecords<(typeof rows)[number]>(calls).statements(db, [...changes, first]);
  const { params } = (events as unknown as { toSQL(): { params: unknown[] } }).toSQL();
  const written = params.map(String).find((param) => param.startsWith("[")) ?? "";
  const inOrder = rows.map(({ id }) => ({ id, at: written.indexOf(id), last: written.lastIndexOf(id) }));
  expect(inOrder.every(({ at, last }) => at > 0 && at === last)).toBe(true);
  expect(inOrder.toSorted((a, b) => a.at - b.at)).toEqual(inOrder);
});
