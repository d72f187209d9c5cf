import { runInDurableObject } from "cloudflare:test";
import { afterEach, expect, test, vi } from "vitest";
import { admin } from "../../support/api";
import { eventually } from "../../support/eventually";
import { writeEvents } from "../../support/log";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";
import { Client, connect, connectWith, feedOf, ticketFor, upgrade } from "../../support/sockets";

afterEach(() => vi.restoreAllMocks());

const hold = async ({ api }: Tenant) => (await api.post("/v1/reservations", { phone_number: freshNumber() })).body;

test("a connection gets hello, its backlog, caught_up, and then new events", async () => {
  const tenant = await withTenant();
  const held = [await hold(tenant), await hold(tenant)];
  const client = await connect(tenant, { query: "after_seq=1" });
  await eventually(() => expect(client.messages).toHaveLength(4));
  const { body: log } = await tenant.api.get("/v1/events?sort=seq&after_seq=1");
  expect(client.messages).toEqual([
    { type: "hello", seq: 3, after_seq: 1 },
    { type: "event", event: log.data[0] },
    { type: "event", event: log.data[1] },
    { type: "caught_up", seq: 3 },
  ]);
  await tenant.api.delete(`/v1/reservations/${held[0].id}`);
  await eventually(() => expect(client.messages).toHaveLength(5));
  expect(client.messages[4]).toMatchObject({ type: "event", event: { seq: 4, type: "reservation.canceled" } });
});

test("without a cursor it begins at the present, and a cursor of 0 is the beginning", async () => {
  const tenant = await withTenant();
  await hold(tenant);
  const [present, beginning] = [await connect(tenant), await connect(tenant, { query: "after_seq=0" })];
  await hold(tenant);
  await eventually(() => expect([present.seqs, beginning.seqs]).toEqual([[3], [1, 2, 3]]));
  expect(present.messages.slice(0, 2)).toEqual([
    { type: "hello", seq: 2, after_seq: 2 },
    { type: "caught_up", seq: 2 },
  ]);
});

test("a connection that something cannot be sent to is closed, so that its client comes back, and the others go on", async () => {
  const tenant = await withTenant();
  const [unlucky, lucky] = [await connect(tenant), await connect(tenant)];
  await eventually(() => expect([unlucky.messages.length, lucky.messages.length]).toEqual([2, 2]));
  await runInDurableObject(feedOf(tenant.id), (_, state) => {
    const [socket] = state.getWebSockets();
    if (!socket) throw new Error("Nobody is connected.");
    vi.spyOn(socket, "send").mockImplementation(() => {
      throw new TypeError("Can't call WebSocket send() after close().");
    });
  });
  await hold(tenant);
  const reached = () => [unlucky, lucky].filter(({ seqs }) => seqs.length === 1);
  await eventually(() => expect([unlucky.closed, lucky.closed].filter((closed) => closed !== null)).toHaveLength(1));
  expect([unlucky.closed ?? lucky.closed]).toEqual([{ code: 4500, reason: "send_failed" }]);
  await eventually(() => expect(reached()).toHaveLength(1));
  const closed = unlucky.closed ? unlucky : lucky;
  expect(reached()).not.toContain(closed);
  const again = await connect(tenant, { query: `after_seq=${closed.position}` });
  await eventually(() => expect(again.seqs).toEqual([2]));
});

test("no tenant receives another tenant's events", async () => {
  const [mine, neighbour] = [await withTenant(), await withTenant()];
  const client = await connect(mine, { query: "after_seq=0" });
  await hold(neighbour);
  await hold(mine);
  await eventually(() => expect(client.seqs).toEqual([1, 2]));
  expect(JSON.stringify(client.messages)).not.toContain(neighbour.id);
});

test("event types, families and single subjects choose, in the URL and by a message at any time, from the place that the answer names", async () => {
  const tenant = await withTenant();
  await writeEvents(tenant.id, 9); // 2–10: by their seq modulo 3 reservation, order, phone_number
  const client = await connect(tenant, { query: "after_seq=1&event_types=order.*,call.started&subjects=sub_2,sub_3" });
  await eventually(() => expect(client.typed("caught_up")).toHaveLength(1));
  expect(client.seqs).toEqual([2, 3, 4, 7, 10]);

  client.send({ type: "subscribe", event_types: [], subjects: ["sub_12"] });
  await eventually(() => expect(client.typed("subscribed")).toHaveLength(1));
  expect(client.messages.at(-1)).toEqual({ type: "subscribed", event_types: [], subjects: ["sub_12"], seq: 10 });
  await writeEvents(tenant.id, 3);
  await feedOf(tenant.id).wake();
  await eventually(() => expect(client.seqs).toEqual([2, 3, 4, 7, 10, 12]));

  client.send({ type: "subscribe" });
  await eventually(() => expect(client.typed("subscribed")).toHaveLength(2));
  expect(client.messages.at(-1)).toEqual({ type: "subscribed", event_types: null, subjects: null, seq: 13 });
  await writeEvents(tenant.id, 1);
  await feedOf(tenant.id).wake();
  await eventually(() => expect(client.seqs).toEqual([2, 3, 4, 7, 10, 12, 14]));
});

test("a connection whose filter drops everything receives its position now and then, so that it does not resume from the start", async () => {
  const tenant = await withTenant();
  const client = await connect(tenant, { query: "event_types=call.*" });
  await writeEvents(tenant.id, 499);
  await feedOf(tenant.id).wake();
  await writeEvents(tenant.id, 1);
  await feedOf(tenant.id).wake();
  await eventually(() => expect(client.position).toBe(501));
  expect(client.messages.slice(2)).toEqual([{ type: "position", seq: 501 }]);
});

test("events that retention has archived are announced as a gap, before the first event that is left", async () => {
  const { env } = await import("cloudflare:workers");
  const tenant = await withTenant();
  await writeEvents(tenant.id, 9);
  await env.DB.batch([
    env.DB.prepare("update tenants set archived_seq = 6 where id = ?").bind(tenant.id),
    env.DB.prepare("delete from events where tenant_id = ? and seq <= 6").bind(tenant.id),
  ]);
  const client = await connect(tenant, { query: "after_seq=2" });
  await eventually(() => expect(client.typed("caught_up")).toHaveLength(1));
  expect(client.messages.slice(0, 2)).toEqual([
    { type: "hello", seq: 10, after_seq: 2 },
    { type: "gap", after_seq: 2, next_seq: 7 },
  ]);
  expect(client.seqs).toEqual([7, 8, 9, 10]);
});

test("a ping is answered, by the runtime when it is written as documented", async () => {
  const tenant = await withTenant();
  const client = await connect(tenant);
  client.send('{"type":"ping"}');
  client.send('{ "type": "ping" }');
  await eventually(() => expect(client.typed("pong")).toHaveLength(2));
});

test("a program may show its key instead of a ticket, and gets the sub-protocol back if it asked for it", async () => {
  const tenant = await withTenant();
  const headers = { authorization: `Bearer ${tenant.key}` };
  const answer = await upgrade({ ...headers, "sec-websocket-protocol": "phone-manager.v1" });
  expect(answer.headers.get("sec-websocket-protocol")).toBe("phone-manager.v1");
  const plain = await upgrade(headers, { query: "after_seq=0" });
  expect(plain.headers.get("sec-websocket-protocol")).toBeNull();
  if (!answer.webSocket || !plain.webSocket) throw new Error("There is no WebSocket.");
  const client = new Client(plain.webSocket);
  await eventually(() => expect(client.seqs).toEqual([1]));
});

test("without a WebSocket the path says what it is for, and without ticket and key who may come", async () => {
  const { api } = await withTenant();
  const answer = await api.get("/v1/live");
  expect(answer).toMatchObject({ status: 426, body: { code: "upgrade_required" } });
  expect(answer.headers.get("upgrade")).toBe("websocket");
  expect((await upgrade({ "sec-websocket-protocol": "phone-manager.v1" })).status).toBe(401);
});

test("a suspension closes every connection with 4423 and lets none in; resumed, a client goes on where it was, past the suspension", async () => {
  const tenant = await withTenant();
  const client = await connect(tenant);
  await eventually(() => expect(client.messages).toHaveLength(2));
  const ticket = await ticketFor(tenant);
  await admin.post(`/v1/tenants/${tenant.id}/suspend`, {});
  await eventually(() => expect(client.closed).toEqual({ code: 4423, reason: "tenant_inactive" }));
  const refused = await connectWith(ticket);
  await eventually(() => expect(refused.closed).toEqual({ code: 4423, reason: "tenant_inactive" }));
  await admin.post(`/v1/tenants/${tenant.id}/resume`, {});
  const again = await connect(tenant, { query: `after_seq=${client.position}` });
  await eventually(() => expect(again.messages.at(-1)).toMatchObject({ type: "caught_up" }));
  const types = again.messages.flatMap((message) => (message.type === "event" ? [message.event.type] : []));
  expect(types).toEqual(["tenant.suspended", "tenant.resumed"]);
  expect(again.closed).toBeNull();
});
