import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Json } from "../../support/api";
import { eventually } from "../../support/eventually";
import { writeEvents } from "../../support/log";
import { withTenant } from "../../support/seed";
import { type Client, connect, feedOf, upgrade } from "../../support/sockets";

/** A client that misbehaves is refused with a documented code, which is logged once, and no other client notices. */

afterEach(() => vi.restoreAllMocks());

let logged: Json[] = [];

beforeEach(() => {
  logged = [];
  vi.spyOn(console, "log").mockImplementation((line) => void logged.push(line));
});

async function refused(client: Client, code: number, reason: string): Promise<void> {
  await eventually(() => expect(client.closed).toMatchObject({ code, reason: expect.stringContaining(reason) }));
  expect(logged.filter((line) => line.reason !== undefined)).toEqual([expect.objectContaining({ reason })]);
}

test.for([
  ["an unknown event type", "event_types=order.*,pizza.*", 4400, "invalid_request"],
  ["a cursor that is no number", "after_seq=abc", 4400, "invalid_request"],
  ["a negative cursor", "after_seq=-1", 4400, "invalid_request"],
  ["an unknown field", "colour=red", 4400, "invalid_request"],
  ["51 subjects", `subjects=${Array.from({ length: 51 }, (_, i) => `num_${i}`)}`, 4400, "invalid_request"],
  ["a cursor in the future", "after_seq=2", 4409, "cursor_in_future"],
] as const)("%s in the URL", async ([, query, code, reason]) => {
  await refused(await connect(await withTenant(), { query }), code, reason);
});

test.for([
  ["an unknown event type", "event_types=order.*,pizza.*", "validation_failed"],
  ["a cursor in the future", "after_seq=2", "cursor_in_future"],
] as const)("%s fails the handshake of a caller with an API key, with the problem", async ([, query, code]) => {
  const { key } = await withTenant();
  const answer = await upgrade({ authorization: `Bearer ${key}` }, { query });
  expect({ status: answer.status, socket: answer.webSocket }).toEqual({ status: 422, socket: null });
  expect(await answer.json()).toMatchObject({ code });
});

test("50 subjects, all event types and the newest event for a cursor are taken", async () => {
  const { eventPatterns: event_types } = await import("#events/log/event-patterns");
  const subjects = Array.from({ length: 50 }, (_, i) => `num_${i}`.padEnd(64, "0"));
  const client = await connect(await withTenant(), {
    query: `after_seq=1&event_types=${event_types}&subjects=${subjects}`,
  });
  client.send({ type: "subscribe", event_types, subjects });
  await eventually(() => expect(client.typed("subscribed")).toHaveLength(1));
});

/** All within ten seconds, however long the object takes to read them. */
const flood = (client: Client) => {
  vi.spyOn(Date, "now").mockReturnValue(Date.now());
  for (let i = 0; i < 1_001; i += 1) client.send({ type: "ack", seq: 0 });
};

test.for<[string, (client: Client) => void, number, string]>([
  ["text that is not JSON", (client) => client.send("hello?"), 4422, "invalid_message"],
  ["JSON that is no message", (client) => client.send("[1, 2, 3]"), 4422, "invalid_message"],
  ["an unknown type", (client) => client.send({ type: "publish" }), 4422, "invalid_message"],
  [
    "an unknown event type",
    (client) => client.send({ type: "subscribe", event_types: ["pizza"] }),
    4422,
    "invalid_message",
  ],
  ["an unknown field", (client) => client.send({ type: "ack", seq: 0, x: 1 }), 4422, "invalid_message"],
  ["bytes", (client) => client.sendBytes(new TextEncoder().encode('{"type":"ack","seq":0}')), 4422, "invalid_message"],
  ["16 KB and a byte", (client) => client.send("x".repeat(16 * 1024 + 1)), 4413, "message_too_large"],
  ["a frame of 1 MB", (client) => client.send("x".repeat(1024 * 1024)), 4413, "message_too_large"],
  ["1,001 messages at once", flood, 4429, "too_many_messages"],
])("%s", async ([, doIt, code, reason]) => {
  const tenant = await withTenant();
  const [neighbour, client] = [await connect(tenant), await connect(tenant)];
  doIt(client);
  await refused(client, code, reason);
  await writeEvents(tenant.id, 3);
  await feedOf(tenant.id).wake();
  await eventually(() => expect(neighbour.seqs).toEqual([2, 3, 4]));
  expect(neighbour.closed).toBeNull();
  expect(client.seqs).toEqual([]);
});

test("a message of 16 KB and 1,000 messages in ten seconds are taken", async () => {
  const client = await connect(await withTenant());
  for (let i = 0; i < 998; i += 1) client.send({ type: "ack", seq: 0 });
  client.send('{"type":"subscribe"}'.padEnd(16 * 1024));
  client.send({ type: "subscribe" });
  await eventually(() => expect(client.typed("subscribed")).toHaveLength(2));
  expect(client.closed).toBeNull();
});
