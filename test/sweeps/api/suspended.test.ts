import { createExecutionContext, runDurableObjectAlarm, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { buyQueuedItem } from "#acquisition/orders/buy-item";
import { app } from "#app";
import worker from "#index";
import type { Operation } from "#kernel/http/operation";
import { createJobContext } from "#runtime/job-context";
import { admin, BASE, bodyExample, type Json, openApiDocument } from "../../support/api";
import { freshCall, freshMessage, ownedBy, sendWebhook } from "../../support/carrier";
import { eventually } from "../../support/eventually";
import { runCleanup } from "../../support/jobs";
import { sandbox } from "../../support/sandbox";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";

afterEach(async () => {
  vi.useRealTimers();
  await sandbox.clearFaults();
});

/** An isolate trusts a key that it read before for 8 seconds. */
const forgetKeys = () => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 8_001 });

const guarded = app.operations.filter(({ access }) => access !== null);

/** A suspended tenant's people may still sign in, see why nothing works, and sign out: see test/sessions. */
const ofSessions = ["createSession", "listSessions", "deleteSessions", "getSession", "updateSession", "deleteSession"];

async function callWith(key: string, { path, method }: Operation): Promise<{ status: number; body: Json }> {
  const example = bodyExample(openApiDocument().paths[path][method]);
  const execution = createExecutionContext();
  const request = new Request<unknown, IncomingRequestCfProperties>(BASE + path.replaceAll(/\{[^}]+\}/g, "none"), {
    method: method.toUpperCase(),
    headers: { authorization: `Bearer ${key}`, ...(example && { "content-type": "application/json" }) },
    ...(example && { body: JSON.stringify(example) }),
  });
  const response = await worker.fetch(request, env, execution);
  const body: Json = await response.json();
  await waitOnExecutionContext(execution);
  return { status: response.status, body };
}

/** All that the tenant can read of what it has, apart from its event log and the times of use. */
async function stateOf({ api }: Tenant): Promise<Json> {
  const lists = [
    "phone-numbers",
    "orders",
    "agents",
    "webhook-endpoints",
    "reservations",
    "regulatory-defaults",
    "carrier-accounts",
  ];
  const read = await Promise.all(lists.map((name) => api.get(`/v1/${name}`)));
  const me = (await api.get("/v1/me")).body;
  return { lists: read.map(({ body }) => body), usage: me.usage, limit: me.tenant.number_limit };
}

test("each operation of a suspended tenant answers 403 with the reason, but for the one that says who one is; resumed, all is as it was", async () => {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  const agent = await tenant.api.post("/v1/agents", { name: "Desk", destination: { kind: "say", message: "Hello." } });
  await tenant.api.post(`/v1/phone-numbers/${number.id}/assign`, { agent_id: agent.body.id });
  const before = await stateOf(tenant);

  const suspended = await admin.post(`/v1/tenants/${tenant.id}/suspend`, { reason: "Invoice 17 is unpaid" });
  expect(suspended).toMatchObject({
    status: 200,
    body: { status: "suspended", status_reason: "Invoice 17 is unpaid" },
  });
  forgetKeys();
  expect(guarded.length).toBeGreaterThanOrEqual(100);
  for (const operation of guarded) {
    if (ofSessions.includes(operation.id)) continue;
    const { status, body } = await callWith(tenant.key, operation);
    if (operation.id === "whoAmI") {
      expect.soft(status).toBe(200);
      expect.soft(body.tenant).toMatchObject({ status: "suspended", status_reason: "Invoice 17 is unpaid" });
      continue;
    }
    expect.soft(status, operation.id).toBe(403);
    expect.soft(body, operation.id).toMatchObject({
      code: "tenant_suspended",
      reason: "Invoice 17 is unpaid",
      since: suspended.body.status_since,
    });
  }

  await admin.post(`/v1/tenants/${tenant.id}/resume`, {});
  vi.useRealTimers();
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 20_000 });
  expect(await stateOf(tenant)).toEqual(before);
  const { body: log } = await tenant.api.get("/v1/events?sort=-seq&limit=2");
  expect(log.data.map(({ type }: Json) => type)).toEqual(["tenant.resumed", "tenant.suspended"]);
});

test("calls to a suspended tenant get its message, the platform's, or a rejection; resumed, they are routed again", async () => {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  const agent = await tenant.api.post("/v1/agents", { name: "Desk", destination: { kind: "say", message: "Hello." } });
  await tenant.api.post(`/v1/phone-numbers/${number.id}/assign`, { agent_id: agent.body.id });
  const ring = async (): Promise<string> =>
    (await sendWebhook(`${number.path}/voice`, { fields: freshCall({ To: number.e164 }) })).body;
  expect(await ring()).toContain("<Say>Hello.</Say>");
  await admin.post(`/v1/tenants/${tenant.id}/suspend`, {});
  expect(await ring()).toContain("<Say>The number you have called is temporarily out of service.</Say><Hangup/>");
  await admin.patch(`/v1/tenants/${tenant.id}`, { caller_message: "Ask Acme & Co for help." });
  expect(await ring()).toContain("<Say>Ask Acme &amp; Co for help.</Say><Hangup/>");
  await admin.patch(`/v1/tenants/${tenant.id}`, { caller_message: "" });
  expect(await ring()).toContain("<Reject/>");
  await admin.post(`/v1/tenants/${tenant.id}/resume`, {});
  expect(await ring()).toContain("<Say>Hello.</Say>");
  await eventually(async () => {
    const { body } = await tenant.api.get("/v1/calls");
    expect(body.data.map(({ outcome }: Json) => outcome).toSorted()).toEqual([
      "agent",
      "agent",
      "suspended",
      "suspended",
      "suspended",
    ]);
  });
});

test("messages to a suspended tenant are recorded and not forwarded", async () => {
  const tenant = await withTenant();
  const number = await ownedBy(tenant);
  await tenant.api.patch(`/v1/phone-numbers/${number.id}`, { sms_forward_to: "+14158675310" });
  await admin.post(`/v1/tenants/${tenant.id}/suspend`, {});
  const sent = freshMessage({ To: number.e164, From: "+14155550199" });
  expect((await sendWebhook(`${number.path}/sms`, { fields: sent })).body).not.toContain("<Message");
  await admin.post(`/v1/tenants/${tenant.id}/resume`, {});
  await eventually(async () => {
    const { body } = await tenant.api.get("/v1/messages");
    expect(body.data).toMatchObject([{ forwarded_to: null }]);
  });
  const next = freshMessage({ To: number.e164, From: "+14155550199" });
  expect((await sendWebhook(`${number.path}/sms`, { fields: next })).body).toContain("<Message");
});

test("after the answer to its suspension a tenant buys nothing, though an isolate still trusts its key; queued items wait for the resumption", async () => {
  const tenant = await withTenant();
  const released = await ownedBy(tenant);
  await tenant.api.post(`/v1/phone-numbers/${released.id}/release`);
  await admin.post(`/v1/tenants/${tenant.id}/suspend`, {});
  // The isolate has just used the key.
  const order = await tenant.api.post("/v1/orders", { items: [{ phone_number: freshNumber() }] });
  expect(order.body).toMatchObject({ status: 403, code: "tenant_suspended" });
  const restore = await tenant.api.post(`/v1/phone-numbers/${released.id}/restore`);
  expect(restore.body).toMatchObject({ status: 403, code: "tenant_suspended" });
  const bulk = Array.from({ length: 11 }, () => ({ phone_number: freshNumber() }));
  expect((await tenant.api.post("/v1/orders", { items: bulk })).status).toBe(403);
  const held = await env.DB.prepare(
    "select count(*) as n from order_items where tenant_id = ? and status <> 'completed'",
  )
    .bind(tenant.id)
    .first();
  expect(held).toEqual({ n: 0 });
});

test("items that wait in the queue, or whose object was never reached, are bought after the resumption and not before", async () => {
  const tenant = await withTenant();
  vi.spyOn(Object.getPrototypeOf(env.PURCHASES), "sendBatch").mockResolvedValue(undefined);
  const items = Array.from({ length: 11 }, () => ({ phone_number: freshNumber() }));
  const { body: order } = await tenant.api.post("/v1/orders", { items });
  vi.restoreAllMocks();
  const [queued, unreached] = order.items.map(({ id }: Json) => id);
  await env.DB.prepare("update order_items set status = 'purchasing', updated_at = 0 where id = ?")
    .bind(unreached)
    .run();
  await admin.post(`/v1/tenants/${tenant.id}/suspend`, {});
  const ctx = createJobContext(env, createExecutionContext());
  const pass = async () => {
    await buyQueuedItem(ctx, queued);
    await runCleanup();
  };
  const statuses = async () => {
    const { results } = await env.DB.prepare(
      "select status from order_items where id in (?, ?) order by case id when ? then 0 else 1 end",
    )
      .bind(queued, unreached, queued)
      .all();
    return results.map(({ status }) => status);
  };
  await pass();
  expect(await statuses()).toEqual(["queued", "purchasing"]);
  await admin.post(`/v1/tenants/${tenant.id}/resume`, {});
  await pass();
  expect(await statuses()).toEqual(["completed", "completed"]);
});

test.for([
  ["busy", { kind: "rate_limited" }, "suspend", "tenant_suspended"],
  ["unreachable after an unconfirmed attempt", { kind: "server_error" }, "close", "tenant_closed"],
] as const)(
  "an item that waits for a carrier that is %s is not bought after its tenant's stop",
  async ([, fault, verb, code]) => {
    const tenant = await withTenant();
    const e164 = freshNumber();
    await sandbox.fault({ ...fault, operation: "buy", times: 100, phone_number: e164 });
    const { status, body: order } = await tenant.api.post("/v1/orders", { items: [{ phone_number: e164 }] });
    expect(status).toBe(202);
    expect((await admin.post(`/v1/tenants/${tenant.id}/${verb}`, {})).status).toBe(200);
    const asked = await sandbox.requests("buy", e164);
    await sandbox.clearFaults();
    const item = async () =>
      await env.DB.prepare("select status, error_code from order_items where order_id = ?").bind(order.id).first();
    await eventually(async () => {
      await runDurableObjectAlarm(env.NUMBERS.getByName(e164));
      expect(await item()).toEqual({ status: "failed", error_code: code });
    });
    expect(await sandbox.requests("buy", e164)).toEqual(asked);
  },
);
