import { createExecutionContext, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import worker from "#index";
import { admin, BASE, caller } from "../../support/api";
import { eventually } from "../../support/eventually";
import { withTenant } from "../../support/seed";
import { type Client, connectWith, feedOf, ticketFor } from "../../support/sockets";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const closedWith = async (client: Client, code: number, reason: string) => {
  await eventually(() => expect(client.closed).toEqual({ code, reason }));
  expect(client.messages).toEqual([]);
};

const stored = (tenantId: string) =>
  runInDurableObject(feedOf(tenantId), (_, state) => [...state.storage.kv.list({ prefix: "ticket:" })]);

test("a ticket says what to connect to and for how long it is good; it is stored as a digest only", async () => {
  const { api, id, keyId } = await withTenant();
  const { status, body } = await api.post("/v1/live/tickets", {});
  expect(status).toBe(200);
  expect(body).toEqual({
    ticket: expect.stringMatching(new RegExp(`^${id}\\.0\\.[0-9a-f]{64}$`)),
    expires_at: expect.any(String),
    url: "wss://pm.example.com/v1/live",
    protocols: ["phone-manager.v1", `ticket.${body.ticket}`],
  });
  const kept = await stored(id);
  expect(kept).toEqual([[expect.stringMatching(/^ticket:[0-9a-f]{64}$/), expect.objectContaining({ keyId })]]);
  expect(JSON.stringify(kept)).not.toContain(body.ticket.split(".")[2]);
});

test("a ticket opens one connection, and of many who show it at once one gets in", async () => {
  const tenant = await withTenant();
  const ticket = await ticketFor(tenant);
  const clients = await Promise.all(Array.from({ length: 10 }, () => connectWith(ticket)));
  const letIn = () => clients.filter(({ messages }) => messages.length > 0);
  await eventually(() => expect(letIn()).toHaveLength(1));
  await eventually(() => expect(clients.filter(({ closed }) => closed?.code === 4401)).toHaveLength(9));
  expect(letIn()).toHaveLength(1);
  expect(await stored(tenant.id)).toEqual([]);
});

test("a ticket is good for 60 seconds and not a moment longer", async () => {
  const tenant = await withTenant();
  const now = Date.now();
  vi.useFakeTimers({ toFake: ["Date"], now });
  const [early, late] = [await ticketFor(tenant), await ticketFor(tenant)];
  vi.setSystemTime(now + 59_999);
  const client = await connectWith(early);
  await eventually(() => expect(client.messages[0]).toMatchObject({ type: "hello" }));
  vi.setSystemTime(now + 60_000);
  await closedWith(await connectWith(late), 4401, "invalid_ticket");
});

test("the alarm deletes unused tickets, and nothing wakes the object after that", async () => {
  const tenant = await withTenant();
  await ticketFor(tenant);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
  expect(await runDurableObjectAlarm(feedOf(tenant.id))).toBe(true);
  expect(await stored(tenant.id)).toEqual([]);
  expect(await runDurableObjectAlarm(feedOf(tenant.id))).toBe(false);
});

test("a ticket made over for another tenant, one that was altered and text that is none are refused", async () => {
  const [mine, other] = [await withTenant(), await withTenant()];
  const ticket = await ticketFor(mine);
  const last = ticket.endsWith("0") ? "1" : "0";
  for (const wrong of [ticket.replace(mine.id, other.id), ticket.slice(0, -1) + last, "nonsense", ""]) {
    await closedWith(await connectWith(wrong), 4401, "invalid_ticket");
  }
  const client = await connectWith(ticket);
  await eventually(() => expect(client.messages[0]).toMatchObject({ type: "hello" }));
});

test.for([
  ["no origin", "no page", undefined, undefined, true],
  ["no origin", "the platform's own page", undefined, BASE, true],
  ["no origin", "another page", undefined, "https://evil.example.com", false],
  ["an origin", "its page", "https://app.example.com", "https://app.example.com", true],
  ["an origin", "another page", "https://app.example.com", "https://evil.example.com", false],
  ["an origin", "the same host without TLS", "https://app.example.com", "http://app.example.com", false],
  ["an origin", "no page", "https://app.example.com", undefined, false],
] as const)("a ticket for %s, used by %s", async ([, , made, used, allowed]) => {
  const tenant = await withTenant();
  const ticket = await ticketFor(tenant, made ? { origin: made } : {});
  const client = await connectWith(ticket, used ? { origin: used } : {});
  if (allowed) await eventually(() => expect(client.messages[0]).toMatchObject({ type: "hello" }));
  else {
    await closedWith(client, 4403, "origin_not_allowed");
    await closedWith(await connectWith(ticket, made ? { origin: made } : {}), 4401, "invalid_ticket");
  }
});

test.for(["https://app.example.com/", "https://app.example.com/path", "app.example.com", "null", "*"])(
  "%s is no origin to make a ticket for",
  async (origin) => {
    const { api } = await withTenant();
    const refused = await api.post("/v1/live/tickets", { origin });
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ in: "body", pointer: "/origin" }] } });
  },
);

test("a ticket of a key that is revoked meanwhile opens nothing", async () => {
  const { id, keyId, api } = await withTenant();
  const ticket = await ticketFor({ api });
  await admin.delete(`/v1/tenants/${id}/api-keys/${keyId}`);
  await closedWith(await connectWith(ticket), 4410, "key_ended");
});

/** A deployment with other limits: the objects are the same. */
function withLimits(limits: Record<string, string>) {
  const settings = { ...env, ...limits };
  return (path: string, key: string, headers: Record<string, string> = {}) =>
    worker.fetch(
      new Request<unknown, IncomingRequestCfProperties>(BASE + path, {
        method: path.startsWith("/v1/live/tickets") ? "POST" : "GET",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers },
        ...(path.startsWith("/v1/live/tickets") && { body: "{}" }),
      }),
      settings,
      createExecutionContext(),
    );
}

test("connections and unused tickets of a key count together, up to its limit and not one more", async () => {
  const tenant = await withTenant();
  const twin = await admin.post(`/v1/tenants/${tenant.id}/api-keys`, {});
  const call = withLimits({ FEED_SOCKETS: "5", FEED_SOCKETS_PER_KEY: "2" });
  const first: { ticket: string } = await (await call("/v1/live/tickets", tenant.key)).json();
  const client = await connectWith(first.ticket);
  await eventually(() => expect(client.messages).not.toEqual([]));
  expect((await call("/v1/live/tickets", tenant.key)).status).toBe(200);
  const refused = await call("/v1/live/tickets", tenant.key);
  expect(refused.headers.get("retry-after")).toBe("60");
  expect(await refused.json()).toMatchObject({ status: 429, code: "too_many_connections" });
  expect((await call("/v1/live/tickets", twin.body.key)).status).toBe(200);
  client.close();
  await eventually(async () => expect((await call("/v1/live/tickets", tenant.key)).status).toBe(200));
});

test("a tenant has so many connections over all its keys, and the streams are among them", async () => {
  const tenant = await withTenant();
  const call = withLimits({ FEED_SOCKETS: "3", FEED_SOCKETS_PER_KEY: "3" });
  const stream = await call("/v1/events/stream", tenant.key);
  expect(stream.status).toBe(200);
  for (let i = 0; i < 2; i += 1) expect((await call("/v1/live/tickets", tenant.key)).status).toBe(200);
  const twin = await admin.post(`/v1/tenants/${tenant.id}/api-keys`, {});
  expect(await (await call("/v1/live/tickets", twin.body.key)).json()).toMatchObject({ code: "too_many_connections" });
  expect((await call("/v1/events/stream", twin.body.key)).status).toBe(429);
  await stream.body?.cancel();
});

test("a ticket needs a key that may read events", async () => {
  const { key } = await withTenant({}, { scopes: ["numbers:*"] });
  const refused = await caller(key).post("/v1/live/tickets", {});
  expect(refused).toMatchObject({ status: 403, body: { required_scope: "events:read" } });
});
