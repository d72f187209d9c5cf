import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { MAX_FINGERPRINTS } from "#kernel/values/replay-guard";
import type { Json } from "../../support/api";
import { freshCall, freshMessage, ownedBy, rfc2822, sendWebhook } from "../../support/carrier";
import { eventually } from "../../support/eventually";
import { type Tenant, withTenant } from "../../support/seed";

/** Twilio's retries are answered alike; the same request later is a replay, and refused. */

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const calls = async ({ api }: Tenant): Promise<Json[]> => (await api.get("/v1/calls")).body.data;
const messages = async ({ api }: Tenant): Promise<Json[]> => (await api.get("/v1/messages")).body.data;
const refusals = async ({ api }: Tenant): Promise<Json[]> => (await api.get("/v1/webhook-refusals")).body.data;

test("a retry within Twilio's time is answered alike and recorded once; the same request later is a replay: 403", async () => {
  const tenant = await withTenant();
  const { path } = await ownedBy(tenant);
  // Within one day, as refusals are counted by day.
  const start = Date.UTC(2026, 10, 22, 10);
  vi.useFakeTimers({ toFake: ["Date"], now: start });
  const fields = freshCall();
  const first = await sendWebhook(`${path}/voice`, { fields, idempotencyToken: "token-1" });
  await eventually(async () => expect(await calls(tenant)).toHaveLength(1));
  const recorded = await calls(tenant);
  vi.setSystemTime(start + 15_000);
  expect(await sendWebhook(`${path}/voice`, { fields, idempotencyToken: "token-1" })).toEqual(first);
  vi.setSystemTime(start + 120_000);
  expect(await sendWebhook(`${path}/voice`, { fields, idempotencyToken: "token-2" })).toMatchObject({
    status: 403,
    body: "",
  });
  const status = { ...fields, CallStatus: "completed", CallDuration: "30", SequenceNumber: "3" };
  expect((await sendWebhook(`${path}/voice-status`, { fields: status })).status).toBe(204);
  await eventually(async () => expect(await calls(tenant)).toMatchObject([{ status: "completed" }]));
  vi.setSystemTime(start + 600_000);
  expect((await sendWebhook(`${path}/voice-status`, { fields: status })).status).toBe(403);
  const text = freshMessage();
  expect((await sendWebhook(`${path}/sms`, { fields: text })).status).toBe(200);
  await eventually(async () => expect(await messages(tenant)).toHaveLength(1));
  vi.setSystemTime(start + 700_000);
  expect((await sendWebhook(`${path}/sms`, { fields: text })).status).toBe(403);
  await eventually(async () => expect(await refusals(tenant)).toMatchObject([{ replayed: 3 }]));
  expect(await calls(tenant)).toMatchObject([{ id: recorded[0].id, duration_seconds: 30 }]);
  const { body } = await tenant.api.get("/v1/events");
  const loggedEvents = body.data.map(({ type }: Json) => type).filter((type: string) => /^(call|message)/.test(type));
  expect(loggedEvents).toEqual(["message.received", "call.completed", "call.started"]);
});

test("a replay of a webhook that added nothing is refused, too", async () => {
  const tenant = await withTenant();
  const { path } = await ownedBy(tenant);
  const begun = Date.UTC(2026, 10, 22, 10);
  const atSecond = (second: number) => vi.useFakeTimers({ toFake: ["Date"], now: begun + second * 1_000 });
  const [call, text] = [freshCall(), freshMessage()];
  const status = (CallStatus: string, sequence: number, second: number) => ({
    fields: { ...call, CallStatus, SequenceNumber: String(sequence), Timestamp: rfc2822(begun + second * 1_000) },
  });
  const [initiated, completed] = [status("initiated", 0, 0), status("completed", 3, 20)];
  const [delivered, sent] = ["delivered", "sent"].map((MessageStatus) => ({ fields: { ...text, MessageStatus } }));
  atSecond(0);
  await sendWebhook(`${path}/voice`, { fields: call });
  await eventually(async () => expect(await calls(tenant)).toHaveLength(1));
  atSecond(21);
  const taken = [
    await sendWebhook(`${path}/voice-status`, completed),
    await sendWebhook(`${path}/voice-status`, initiated),
    await sendWebhook(`${path}/sms-status`, delivered),
  ];
  await eventually(async () => expect(await messages(tenant)).toMatchObject([{ status: "delivered" }]));
  taken.push(await sendWebhook(`${path}/sms-status`, sent));
  await eventually(async () => expect(await calls(tenant)).toMatchObject([{ status: "completed" }]));
  await eventually(async () => {
    const seen = await env.DB.prepare("select version from messages where tenant_id = ?")
      .bind(tenant.id)
      .first("version");
    expect(seen).toBe(2);
  });
  taken.push(await sendWebhook(`${path}/voice-status`, initiated));
  expect(taken.map(({ status }) => status)).toEqual([204, 204, 204, 204, 204]);
  const loggedEvents = (await tenant.api.get("/v1/events")).body;
  atSecond(100);
  const replays = [
    await sendWebhook(`${path}/voice-status`, initiated),
    await sendWebhook(`${path}/voice-status`, completed),
    await sendWebhook(`${path}/sms-status`, sent),
    await sendWebhook(`${path}/sms-status`, delivered),
  ];
  expect(replays.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
  await eventually(async () => expect(await refusals(tenant)).toMatchObject([{ replayed: 4 }]));
  expect((await tenant.api.get("/v1/events")).body).toEqual(loggedEvents);
});

test("the end of a stream is recorded once: its replay is refused and adds nothing to the call", async () => {
  const tenant = await withTenant();
  const { id, path } = await ownedBy(tenant);
  const destination = { kind: "stream", url: "wss://agent.example.com/media" };
  const { body: agent } = await tenant.api.post("/v1/agents", { name: "Desk", destination });
  await tenant.api.post(`/v1/phone-numbers/${id}/assign`, { agent_id: agent.id });
  const call = freshCall();
  await sendWebhook(`${path}/voice`, { fields: call });
  await eventually(async () => expect(await calls(tenant)).toHaveLength(1));
  const before = await calls(tenant);
  const over = { fields: { ...call, CallStatus: "in-progress" } };
  expect((await sendWebhook(`${path}/voice-result?leg=agent`, over)).status).toBe(200);
  await eventually(async () => {
    const row = env.DB.prepare("select version from calls where tenant_id = ?").bind(tenant.id);
    expect(await row.first("version")).toBe(2);
  });
  expect((await calls(tenant)).map(({ updated_at: _, ...call }) => call)).toEqual(
    before.map(({ updated_at: _, ...call }) => call),
  );
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 100_000 });
  expect(await sendWebhook(`${path}/voice-result?leg=agent`, over)).toMatchObject({ status: 403, body: "" });
  await eventually(async () => expect(await refusals(tenant)).toMatchObject([{ replayed: 1 }]));
});

test("webhooks past the limit of fingerprints cost no write each, and after the call's end they are replays", async () => {
  const tenant = await withTenant();
  const { path } = await ownedBy(tenant);
  const start = Date.now();
  const call = freshCall();
  await sendWebhook(`${path}/voice`, { fields: call, idempotencyToken: "first" });
  await eventually(async () => expect(await calls(tenant)).toHaveLength(1));
  const row = () => env.DB.prepare("select version, seen from calls where tenant_id = ?").bind(tenant.id).first();
  const result = (nth: number) =>
    sendWebhook(`${path}/voice-result?leg=agent&n=${nth}`, {
      fields: { ...call, CallStatus: "in-progress", Nth: `${nth}` },
    });
  const full = Object.fromEntries(Array.from({ length: MAX_FINGERPRINTS }, (_, nth) => [`e:${nth}`, start]));
  const fill = env.DB.prepare("update calls set seen = ? where tenant_id = ?").bind(JSON.stringify(full), tenant.id);
  await fill.run();
  const before = await row();
  for (let nth = 0; nth < 3; nth += 1) expect((await result(nth)).status).toBe(200);
  const ended = { ...call, CallStatus: "completed", CallDuration: "10" };
  await sendWebhook(`${path}/voice-status`, { fields: ended });
  await eventually(async () => expect(await calls(tenant)).toMatchObject([{ status: "completed" }]));
  expect(await row()).toEqual({ version: Number(before?.version) + 1, seen: before?.seen });
  vi.useFakeTimers({ toFake: ["Date"], now: start + 200_000 });
  const replays = [
    await sendWebhook(`${path}/voice`, { fields: call }),
    await result(0),
    await sendWebhook(`${path}/voice-status`, { fields: ended }),
  ];
  expect(replays.map(({ status }) => status)).toEqual([403, 403, 403]);
  await eventually(async () => expect(await refusals(tenant)).toMatchObject([{ replayed: 3 }]));
});
