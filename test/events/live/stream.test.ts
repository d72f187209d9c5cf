import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { exports } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { eventStream } from "#events/live/server-sent-events";
import { admin, BASE, type Json } from "../../support/api";
import { eventually } from "../../support/eventually";
import { writeEvents } from "../../support/log";
import { freshNumber, type Tenant, withTenant } from "../../support/seed";
import { feedOf } from "../../support/sockets";

afterEach(() => vi.useRealTimers());

const upTo = (last: number, first = 1): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i);

interface ServerSent {
  readonly event: string;
  readonly id: string | null;
  readonly data: Json;
}

/** Reads an event stream as EventSource does. */
class Source {
  readonly events: ServerSent[] = [];
  readonly comments: string[] = [];
  lastEventId = "";
  retry: number | null = null;
  ended = false;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;

  constructor(body: ReadableStream<Uint8Array>) {
    this.#reader = body.getReader();
    // Breaking off is no error of the test's.
    this.#read().catch(() => undefined);
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    let text = "";
    for (let part = await this.#reader.read(); !part.done; part = await this.#reader.read()) {
      text += decoder.decode(part.value, { stream: true });
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) this.#take(block);
    }
    this.ended = true;
  }

  #take(block: string): void {
    const fields = new Map(
      block
        .split("\n")
        .map((line): [string, string] => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]),
    );
    const [id = null, data, retry, comment] = [
      fields.get("id"),
      fields.get("data"),
      fields.get("retry"),
      fields.get(""),
    ];
    if (comment !== undefined) this.comments.push(comment);
    if (retry !== undefined) this.retry = Number(retry);
    if (id !== null) this.lastEventId = id;
    if (data !== undefined) this.events.push({ event: fields.get("event") ?? "message", id, data: JSON.parse(data) });
  }

  get seqs(): number[] {
    return this.events.filter(({ event }) => event === "message").map(({ data }) => data.seq);
  }

  async stop(): Promise<void> {
    await this.#reader.cancel().catch(() => undefined);
  }
}

async function open({ key }: Pick<Tenant, "key">, query = "", lastEventId?: string): Promise<Source> {
  const headers = {
    authorization: `Bearer ${key}`,
    ...(lastEventId !== undefined && { "last-event-id": lastEventId }),
  };
  const answer = await exports.default.fetch(new Request(`${BASE}/v1/events/stream${query}`, { headers }));
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  if (!answer.body) throw new Error("The stream has no body.");
  return new Source(answer.body);
}

test("a stream has what was missed, then what happens; each id says where to go on", async () => {
  const tenant = await withTenant();
  await tenant.api.post("/v1/reservations", { phone_number: freshNumber() });
  const source = await open(tenant, "?after_seq=1");
  await eventually(() => expect(source.events).toHaveLength(3));
  const { body: log } = await tenant.api.get("/v1/events?sort=seq&after_seq=1");
  expect(source.events).toEqual([
    { event: "hello", id: "1", data: { seq: 2, after_seq: 1 } },
    { event: "message", id: "2", data: log.data[0] },
    { event: "caught_up", id: "2", data: { seq: 2 } },
  ]);
  expect(source.retry).toBe(1_000);
  await tenant.api.post("/v1/reservations", { phone_number: freshNumber() });
  await eventually(() => expect(source.seqs).toEqual([2, 3]));
  await source.stop();
});

test("Last-Event-ID resumes and wins over the URL, and a client that comes back again and again has each event once", async () => {
  const tenant = await withTenant();
  let lastEventId: string | undefined;
  const seen: number[] = [];
  for (let round = 0; round < 8; round += 1) {
    const source = await open(tenant, "?after_seq=0", lastEventId);
    await writeEvents(tenant.id, 150);
    await feedOf(tenant.id).wake();
    if (round % 3 === 0) await evictDurableObject(feedOf(tenant.id));
    await eventually(() => expect(source.seqs.length).toBeGreaterThan(0));
    await source.stop();
    seen.push(...source.seqs);
    lastEventId = source.lastEventId;
  }
  const rest = await open(tenant, "", lastEventId);
  await eventually(() => expect([...seen, ...rest.seqs]).toEqual(upTo(1_201)));
  await rest.stop();
});

test("a filter holds, and a stream that lets nothing through still moves its id on", async () => {
  const tenant = await withTenant();
  await writeEvents(tenant.id, 600);
  const source = await open(tenant, "?event_types=call.*&subjects=sub_3&after_seq=0");
  await eventually(() => expect(source.events.at(-1)?.event).toBe("caught_up"));
  expect(source.seqs).toEqual([3]);
  expect(source.events.map(({ event, id }) => [event, id])).toEqual([
    ["hello", "0"],
    ["message", "3"],
    ["position", "503"],
    ["caught_up", "601"],
  ]);
  await source.stop();
});

test.for([
  ["?after_seq=2", {}, 422, "cursor_in_future"],
  ["", { "last-event-id": "2" }, 422, "cursor_in_future"],
  ["", { "last-event-id": "evt_1" }, 422, "validation_failed"],
  ["?event_types=pizza", {}, 422, "validation_failed"],
  ["?colour=red", {}, 422, "validation_failed"],
] as const)("a request with %s and %j is answered with the problem", async ([query, headers, status, code]) => {
  const { api } = await withTenant();
  expect(await api.get(`/v1/events/stream${query}`, headers)).toMatchObject({ status, body: { code } });
});

test("revoking the key ends the stream with the code", async () => {
  const tenant = await withTenant();
  const source = await open(tenant);
  await admin.delete(`/v1/tenants/${tenant.id}/api-keys/${tenant.keyId}`);
  await eventually(() => expect(source.ended).toBe(true));
  expect(source.events.at(-1)).toMatchObject({ event: "closed", data: { code: 4410, reason: "key_ended" } });
});

test("a client that reads nothing makes nothing pile up: no position is acknowledged, and the feed ends the stream", async () => {
  const tenant = await withTenant();
  await writeEvents(tenant.id, 2_000);
  const headers = { authorization: `Bearer ${tenant.key}` };
  const answer = await exports.default.fetch(new Request(`${BASE}/v1/events/stream?after_seq=0`, { headers }));
  const { runInDurableObject } = await import("cloudflare:test");
  const watermarks = () =>
    runInDurableObject(feedOf(tenant.id), (_, state) =>
      state.getWebSockets().map((socket) => socket.deserializeAttachment().watermark),
    );
  let before: number[] = [];
  await eventually(async () => {
    const now = await watermarks();
    const still = now.length === 1 && (now[0] ?? 0) > 1 && String(now) === String(before);
    before = now;
    expect(still).toBe(true);
  });
  expect(before[0]).toBeLessThan(1_000);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 30_000 });
  await runDurableObjectAlarm(feedOf(tenant.id));
  await eventually(async () => expect(await watermarks()).toEqual([]));
  await answer.body?.cancel();
});

/** Both ends of a connection as the feed would have it, without a feed. */
function pair(): { feed: WebSocket; client: WebSocket } {
  const { 0: client, 1: feed } = new WebSocketPair();
  feed.accept();
  return { feed, client };
}

test("a silent stream shows that it lives, and ends by itself in time", async () => {
  const { feed, client } = pair();
  const closed = new Promise((resolve) => feed.addEventListener("close", resolve));
  const source = new Source(eventStream(client, { heartbeatMs: 5, lifetimeMs: 200 }));
  await eventually(() => expect(source.comments.length).toBeGreaterThan(2));
  await eventually(() => expect(source.ended).toBe(true));
  await closed;
  expect(source.events).toEqual([]);
});

test("a position is acknowledged once everything before it was taken", async () => {
  const { feed, client } = pair();
  const acknowledged: string[] = [];
  feed.addEventListener("message", ({ data }) => {
    acknowledged.push(String(data));
  });
  const body = eventStream(client, { heartbeatMs: 60_000, lifetimeMs: 60_000 });
  for (const seq of [1, 2, 3]) feed.send(JSON.stringify({ type: "event", event: { seq } }));
  feed.send(JSON.stringify({ type: "position", seq: 3 }));
  await scheduler.wait(20);
  expect(acknowledged).toEqual([]);
  const source = new Source(body);
  await eventually(() => expect(acknowledged).toEqual(['{"type":"ack","seq":3}']));
  expect(source.lastEventId).toBe("3");
  await source.stop();
});
