import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import type { PostResponseTask } from "#kernel/db/post-response-writer";
import type { WebhookContext } from "#kernel/ports/context";
import { parseParty } from "#kernel/values/party";
import { databasesOf } from "#runtime/databases";
import { createWebhookContext } from "#runtime/webhook-context";
import { factsOfReport } from "#traffic/calls/call-facts";
import type { CallUpdate } from "#traffic/calls/record-call";
import { type LateUpdate, MAX_LATE_TEXT } from "#traffic/inbound/late-update";
import { recordCallAfterResponse } from "#traffic/inbound/record-after-response";
import type { Json } from "../../support/api";
import { type Fields, freshCall, freshMessage, type OwnedNumber, ownedBy, sendWebhook } from "../../support/carrier";
import { at, START, sendToNumber, type Webhook, webhooksOfCall, withAgent } from "../../support/conversation";
import { interceptQueries } from "../../support/database";
import { eventually } from "../../support/eventually";
import { captureQueue, deliver, failQueries } from "../../support/late-updates";
import { type Tenant, withTenant } from "../../support/seed";

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const calls = async ({ api }: Tenant): Promise<Json[]> => (await api.get("/v1/calls")).body.data;
const messages = async ({ api }: Tenant): Promise<Json[]> => (await api.get("/v1/messages")).body.data;
const findings = async ({ api }: Tenant): Promise<Json[]> => (await api.get("/v1/findings")).body.data;

/** A call that took 84 seconds, and meanwhile a message that was passed on. */
function conversation({ e164 }: OwnedNumber): Webhook[] {
  const text = (webhook: string, after: number, fields: Fields): Webhook => ({ webhook, at: after, fields });
  const forwarded = freshMessage({ From: e164, To: "+14155550188", Body: "" });
  return [
    ...webhooksOfCall(freshCall({ To: e164 })),
    text("sms", 30_000, freshMessage({ To: e164 })),
    text("sms-status", 31_000, { ...forwarded, MessageStatus: "sent" }),
    text("sms-status", 40_000, { ...forwarded, MessageStatus: "delivered" }),
  ].sort((a, b) => a.at - b.at);
}

const END = 90_000;

/** All that the API says of what happened, without what names one tenant's things. */
async function storyOf(tenant: Tenant, number: OwnedNumber, agentId: string) {
  const names: [string, string][] = [
    [tenant.id, "tenant"],
    [number.id, "number"],
    [number.e164, "e164"],
    [agentId, "agent"],
  ];
  const events = await tenant.api.get("/v1/events?sort=seq&limit=200");
  const logged = events.body.data.filter(({ type }: Json) => /^(call|message)\./.test(type));
  const usage = await tenant.api.get("/v1/usage?from=2026-11-01&to=2026-12-31&group_by=agent");
  const story = {
    calls: await calls(tenant),
    decisions: await Promise.all(
      (await calls(tenant)).map(async ({ id }) => (await tenant.api.get(`/v1/calls/${id}/decision`)).body),
    ),
    messages: await messages(tenant),
    events: logged
      .map(({ type, occurred_at, actor, data }: Json) => ({ type, occurred_at, actor, data }))
      .sort((a: Json, b: Json) => a.occurred_at.localeCompare(b.occurred_at)),
    usage: usage.body.data,
  };
  let text = JSON.stringify(story);
  for (const [value, name] of names) text = text.replaceAll(value, name);
  return JSON.parse(text.replaceAll(/(cal|msg)_[0-9a-z]{26}|(CA|SM)0[0-9]{31}/g, "$1$2"));
}

/** The conversation as it goes when nothing is the matter. */
async function undisturbed() {
  const tenant = await withTenant();
  const { number, agentId } = await withAgent(tenant);
  for (const webhook of conversation(number)) {
    at(webhook.at);
    await sendToNumber(number, webhook);
    const latest = new Date(START + webhook.at).toISOString();
    await eventually(async () => {
      const rows = [...(await calls(tenant)), ...(await messages(tenant))];
      expect(rows.map(({ updated_at }) => updated_at)).toContain(latest);
    });
  }
  at(END);
  return { tenant, story: await storyOf(tenant, number, agentId) };
}

/** The conversation while the database is away; what the queue was given of it. */
async function disturbed(words: RegExp) {
  const tenant = await withTenant();
  const { number, agentId } = await withAgent(tenant);
  const held = captureQueue();
  const comeBack = failQueries(words);
  const webhooks = conversation(number);
  for (const webhook of webhooks) {
    at(webhook.at);
    expect((await sendToNumber(number, webhook)).status).toBeLessThan(300);
  }
  at(END);
  await eventually(() => expect(held).toHaveLength(webhooks.length));
  comeBack();
  expect([await calls(tenant), await messages(tenant)]).toEqual([[], []]);
  return { tenant, held, story: () => storyOf(tenant, number, agentId) };
}

test("webhooks that come while the database takes no writes are recorded afterwards, once, as if nothing had happened", async () => {
  const { story: expected } = await undisturbed();
  expect(expected.calls).toMatchObject([{ outcome: "agent", status: "completed", duration_seconds: 82 }]);
  expect(expected.messages).toHaveLength(2);
  const { held, story } = await disturbed(/^\s*(with .* )?(insert|update)/im);
  const result = await deliver("records", held.toReversed());
  expect(result.explicitAcks).toHaveLength(held.length);
  expect(await story()).toEqual(expected);
  await deliver("records", held);
  await deliver("records", [...held, ...held].reverse());
  await deliver("records-dead", held);
  expect(await story()).toEqual(expected);
});

test("so are webhooks that come while the database is away, except that the platform's fallback answered the call", async () => {
  const { story: expected } = await undisturbed();
  const { tenant, held, story } = await disturbed(/./);
  await Promise.all([deliver("records", held), deliver("records", held.toReversed())]);
  const { calls: recorded, messages: texts, usage } = await story();
  const fallenBack = { outcome: "platform_fallback", agent_id: null, taken_by: "platform" };
  expect(recorded).toEqual(expected.calls.map((call: Json) => ({ ...call, ...fallenBack })));
  expect(texts).toEqual(expected.messages);
  const sums = (rows: Json[], name: string) => rows.reduce((sum, row) => sum + row[name], 0);
  for (const name of ["calls", "answered_calls", "seconds", "minutes", "messages_in", "messages_out"]) {
    expect.soft([name, sums(usage, name)]).toEqual([name, sums(expected.usage, name)]);
  }
  const { body: events } = await tenant.api.get("/v1/events?sort=seq&limit=200");
  const types = events.data.map(({ type }: Json) => type).filter((type: string) => /^(call|message)\./.test(type));
  expect(types.filter((type: string) => type.startsWith("call."))).toEqual(["call.started", "call.completed"]);
  const logged = new Set(held.map(({ requestId }) => requestId));
  for (const { type, request_id } of events.data) if (types.includes(type)) expect(logged).toContain(request_id);
});

test("in whatever order late records come, one by one, calls, messages and usage are the same", async () => {
  const { held, story } = await disturbed(/./);
  for (const record of held) await deliver("records", [record]);
  const { events: _, ...inOrder } = await story();
  const other = await disturbed(/./);
  for (const record of other.held.toReversed()) await deliver("records", [record]);
  const { events: __, ...reversed } = await other.story();
  expect(reversed).toEqual(inOrder);
});

test("each record of the queue has one line of the log, with ids and without numbers or texts", async () => {
  const { held } = await disturbed(/./);
  const logged = vi.spyOn(console, "log").mockImplementation(() => undefined);
  await deliver("records", held);
  const lines = logged.mock.calls.map(([line]) => line).filter(({ message }) => message === "message");
  expect(lines).toHaveLength(held.length);
  for (const { kind, requestId, update } of held) {
    const named = {
      queue: "records",
      kind,
      carrier_id: update.carrierId,
      webhook_request_id: requestId,
      outcome: "done",
    };
    expect(lines).toContainEqual(expect.objectContaining(named));
  }
  expect(JSON.stringify(lines)).not.toMatch(/\+1\d{10}|table/);
});

test("a message counts on the day of its first webhook, whenever that is recorded", async () => {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  const held = captureQueue();
  const comeBack = failQueries(/./);
  const fields = freshMessage({ From: number.e164, To: "+14155550188", Body: "" });
  vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2026, 10, 22, 23, 59) });
  await sendWebhook(`${number.path}/sms-status`, { fields: { ...fields, MessageStatus: "sent" } });
  await eventually(() => expect(held).toHaveLength(1));
  comeBack();
  vi.setSystemTime(Date.UTC(2026, 10, 23, 0, 1));
  await sendWebhook(`${number.path}/sms-status`, { fields: { ...fields, MessageStatus: "delivered" } });
  await eventually(async () => expect(await messages(tenant)).toHaveLength(1));
  await deliver("records", held);
  const { body } = await tenant.api.get("/v1/usage?from=2026-11-22&to=2026-11-23&group_by=day");
  expect(body.data.filter(({ messages_out }: Json) => messages_out !== 0)).toMatchObject([
    { day: "2026-11-22", messages_out: 1 },
  ]);
  expect(await messages(tenant)).toMatchObject([
    { status: "delivered", created_at: "2026-11-22T23:59:00.000Z", updated_at: "2026-11-23T00:01:00.000Z" },
  ]);
});

test("the queue itself brings what the database did not take", async () => {
  const tenant = await withTenant();
  const { path } = await ownedBy(tenant);
  const sent = vi.spyOn(Object.getPrototypeOf(env.RECORDS), "send");
  const comeBack = failQueries(/^\s*(with .* )?(insert|update)/im);
  await sendWebhook(`${path}/voice`, { fields: freshCall() });
  await sendWebhook(`${path}/sms`, { fields: freshMessage({ Body: "\u0001".repeat(200_000) }) });
  await eventually(() => expect(sent).toHaveBeenCalledTimes(2));
  comeBack();
  await eventually(async () => expect(await calls(tenant)).toMatchObject([{ outcome: "no_agent" }]));
  await eventually(async () => expect((await messages(tenant))[0]?.body).toHaveLength(MAX_LATE_TEXT));
});

const update = (fields: Partial<CallUpdate> = {}): CallUpdate => ({
  carrierId: freshCall().CallSid,
  from: parseParty("+14158675310"),
  facts: factsOfReport({ status: "completed", at: START, durationSeconds: 61 }),
  fingerprints: { request: "signature", token: null, event: "status:completed:1" },
  storesFingerprints: false,
  ...fields,
});

/** Runs what a webhook does after its response. */
async function recordAfterResponse(
  tenant: Tenant,
  number: OwnedNumber,
  changed: Partial<WebhookContext>,
  late: Promise<never> = new Promise(() => undefined),
) {
  const parts = {
    tenantId: tenant.id,
    phoneNumberId: number.id,
    requestId: "req_1",
    signedBy: null,
    trunkCall: null,
    database: databasesOf(env).first,
  };
  let work: Promise<unknown> = Promise.resolve();
  const webhook = {
    ...createWebhookContext(env, createExecutionContext(), parts),
    ...changed,
    afterResponse: (task: PostResponseTask) => {
      work = task(late);
    },
  };
  recordCallAfterResponse(webhook, update(), null);
  await work;
}

test("a write that took too long and went through all the same is counted once", async () => {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  const held: unknown[] = [];
  const late = Promise.reject(new Error("It took too long."));
  await recordAfterResponse(tenant, number, { enqueueLate: async (record) => held.push(record) }, late);
  expect(held).toHaveLength(1);
  await eventually(async () => expect(await calls(tenant)).toMatchObject([{ status: "completed" }]));
  await deliver("records", held);
  expect(await calls(tenant)).toHaveLength(1);
  const usage = await tenant.api.get(`/v1/phone-numbers/${number.id}/usage?from=2026-11-01&to=2026-11-30`);
  expect(usage.body.total).toMatchObject({ calls: 1 });
});

test("a hiccup of the database costs a second attempt, and the queue nothing", async () => {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  let attempts = 0;
  const hiccup = interceptQueries((proceed, sql) => {
    if (!/insert into "calls"/.test(sql)) return proceed();
    attempts += 1;
    if (attempts === 1) throw new Error("D1_ERROR: reset");
    return proceed();
  });
  const enqueueLate = vi.fn(async () => undefined);
  await recordAfterResponse(tenant, number, { enqueueLate });
  hiccup();
  expect([attempts, enqueueLate.mock.calls.length]).toEqual([2, 0]);
  expect(await calls(tenant)).toMatchObject([{ status: "completed" }]);
});

test("an update that the queue refuses too is an error in the log, with ids and without phone numbers", async () => {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  const logged = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const comeBack = failQueries(/./);
  await recordAfterResponse(tenant, number, { enqueueLate: () => Promise.reject(new Error("Queue sendBatch failed")) });
  comeBack();
  const lines = logged.mock.calls.map(([line]) => line);
  expect(lines.at(-1)).toMatchObject({
    message: "a webhook's update is lost: neither the database nor the queue took it",
    request_id: "req_1",
    tenant_id: tenant.id,
    phone_number_id: number.id,
    carrier_id: expect.stringMatching(/^CA/),
  });
  expect(JSON.stringify(lines)).not.toContain("4158675310");
});

test("a record that the database refuses for good is tried again and again, and at last is one finding", async () => {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  const facts = factsOfReport({ status: "completed", at: START + 0.5, durationSeconds: 61 });
  const record = (ofCall: CallUpdate): LateUpdate => ({
    tenantId: tenant.id,
    phoneNumberId: number.id,
    requestId: "req_1",
    at: START,
    kind: "call",
    update: ofCall,
  });
  const [poison, good] = [record(update({ facts })), record(update())];
  expect(await deliver("records", [poison, good])).toMatchObject({
    explicitAcks: ["m1"],
    retryMessages: [{ msgId: "m0" }],
  });
  const comeBack = failQueries(/./);
  const gone = await deliver("records-dead", [poison]);
  comeBack();
  expect(gone).toMatchObject({ explicitAcks: [], retryMessages: [{ msgId: "m0" }] });
  expect(await findings(tenant)).toEqual([]);
  expect((await deliver("records-dead", [poison, good, poison])).explicitAcks).toHaveLength(3);
  expect(await findings(tenant)).toMatchObject([
    {
      kind: "record_undeliverable",
      severity: "critical",
      subject: { type: "call", id: poison.update.carrierId },
      evidence: {
        phone_number_id: number.id,
        event: "status:completed:1",
        received_at: "2026-11-22T10:00:00.000Z",
        request_id: "req_1",
      },
    },
  ]);
  expect(await calls(tenant)).toMatchObject([{ carrier_id: good.update.carrierId, status: "completed" }]);
});
