import fc from "fast-check";
import { expect, test } from "vitest";
import { matches, type Subscription } from "#events/live/event-filter";
import { LogReader } from "#events/live/log-reader";
import {
  acknowledge,
  changeSubscription,
  isAwaitingAck,
  joinFeed,
  type LogEvent,
  type Subscriber,
  type SubscriberUpdate,
  sendPage,
} from "#events/live/subscriber";
import type { Json } from "../../support/api";
import { repetitions } from "../../support/soak";

/**
 * The resume logic without sockets, objects or database: a log that grows and is archived from its old end, a feed that is
 * woken or not, killed at any await and unable to read for a while, and clients that come and go, change what they want and
 * acknowledge late. Reads of the log end only when the schedule says so.
 */

const PAGE = 3;
const WINDOW = 200;
const BYTES = 40;
const types = ["order.created", "reservation.created", "call.started"];
const patterns = ["order.*", "reservation.created", "call.*", "order.canceled"];

const eventAt = (seq: number): LogEvent => ({
  seq,
  type: types[seq % 3] ?? "",
  subjectId: `sub_${seq % 5}`,
  message: JSON.stringify({ type: "event", event: { seq } }),
  bytes: BYTES,
  endsKey: null,
  endsAll: false,
});

const everything: Subscription = { eventTypes: null, subjects: null };

class Client {
  readonly received: number[] = [];
  readonly gaps: [after: number, next: number][] = [];
  /** What it wanted, from which place in the log on. */
  readonly wanted: { after: number; subscription: Subscription }[] = [];
  start: number | null = null;
  position: number | null = null;
  unacknowledged: number | null = null;

  take(message: Json): void {
    const { type, seq, event, after_seq, next_seq } = message;
    if (type === "hello") this.start ??= after_seq;
    if (type === "event") this.received.push(event.seq);
    if (type === "gap") this.gaps.push([after_seq, next_seq]);
    if (type === "position") this.unacknowledged = seq;
    this.position = type === "hello" ? after_seq : type === "gap" ? next_seq - 1 : (event?.seq ?? seq);
  }
}

class World {
  newest = 0;
  archived = 0;
  readonly clients: Client[];
  readonly #subscribers = new Map<Client, Subscriber>();
  readonly #reads: { run: () => void; fail: () => void }[] = [];
  #logReader = this.#newLogReader();

  constructor(clients: number) {
    this.clients = Array.from({ length: clients }, () => new Client());
  }

  #newLogReader(): LogReader {
    const logReader: LogReader = new LogReader(
      {
        watermarks: () =>
          [...this.#subscribers.values()]
            .filter((subscriber) => !isAwaitingAck(subscriber, WINDOW))
            .map(({ watermark }) => watermark),
        read: (after, limit) =>
          new Promise((resolve, reject) => {
            // As it is when it is asked for: by the time that it arrives it is old.
            const events = this.#after(after, limit);
            this.#reads.push({ run: () => resolve(events), fail: () => reject(new Error("No.")) });
          }),
        deliver: (page) => {
          // A feed that was killed meanwhile says nothing more.
          if (logReader !== this.#logReader) return;
          for (const [client, subscriber] of this.#subscribers) {
            if (subscriber.watermark < page.after || isAwaitingAck(subscriber, WINDOW)) continue;
            this.#send(client, sendPage(subscriber, page, { window: WINDOW, now: 0 }));
          }
        },
      },
      PAGE,
    );
    return logReader;
  }

  #after(after: number, limit: number): LogEvent[] {
    const first = Math.max(after, this.archived) + 1;
    return Array.from({ length: Math.max(0, Math.min(limit, this.newest - first + 1)) }, (_, i) => eventAt(first + i));
  }

  #send(client: Client, { subscriber, messages }: SubscriberUpdate): void {
    this.#subscribers.set(client, structuredClone(subscriber));
    // One event more at the most: the one that makes it full.
    expect(subscriber.bytesBeforeAck + subscriber.bytesSinceAck).toBeLessThan(WINDOW + BYTES);
    for (const message of messages) client.take(JSON.parse(message));
  }

  publish(count: number, poked: boolean): void {
    this.newest += count;
    if (poked) this.wake();
  }

  wake(): void {
    this.#logReader.readToEnd().catch(() => undefined);
  }

  archive(count: number): void {
    this.archived = Math.min(this.newest, this.archived + count);
  }

  connect(client: Client, subscription: Subscription): void {
    if (this.#subscribers.has(client)) return;
    const joined = joinFeed({
      keyId: null,
      keyExpiresAt: null,
      subscription,
      random: (this.newest % 5) / 5,
      afterSeq: client.position,
      newestSeq: this.newest,
      archivedSeq: this.archived,
    });
    if (joined.kind === "refused") throw new Error("A client may resume from any position it was sent.");
    this.#send(client, joined);
    client.unacknowledged = null;
    client.wanted.push({ after: joined.subscriber.watermark, subscription });
    this.wake();
  }

  change(client: Client, subscription: Subscription): void {
    const reader = this.#subscribers.get(client);
    if (!reader) return;
    client.wanted.push({ after: reader.watermark, subscription });
    this.#send(client, changeSubscription(reader, subscription));
  }

  drop(client: Client): void {
    this.#subscribers.delete(client);
  }

  acknowledge(client: Client): void {
    const reader = this.#subscribers.get(client);
    if (!reader || client.unacknowledged === null) return;
    const waited = isAwaitingAck(reader, WINDOW);
    const seq = client.unacknowledged;
    client.unacknowledged = null;
    this.#send(client, acknowledge(reader, seq, { window: WINDOW, now: 0 }));
    if (waited) this.wake();
  }

  /** Kills the feed; its connections survive, as they do when it hibernates. */
  evict(): void {
    this.#logReader = this.#newLogReader();
  }

  async read(ok: boolean): Promise<void> {
    const next = this.#reads.shift();
    if (ok) next?.run();
    else next?.fail();
    for (let i = 0; i < 10; i += 1) await Promise.resolve();
  }

  /** Everybody is connected and acknowledges, the log can be read, and the alarm has rung. */
  async finish(): Promise<void> {
    for (const client of this.clients) this.connect(client, client.wanted.at(-1)?.subscription ?? everything);
    this.wake();
    for (let quiet = 0; quiet < 3; ) {
      const before = JSON.stringify(this.clients);
      while (this.#reads.length > 0) await this.read(true);
      for (const client of this.clients) this.acknowledge(client);
      quiet = JSON.stringify(this.clients) === before && this.#reads.length === 0 ? quiet + 1 : 0;
      await this.read(true);
    }
  }
}

/** The events that a client had to receive: all that matched its subscription at the time, except announced gaps. */
function due({ start, wanted, gaps }: Client, newest: number): number[] {
  const due: number[] = [];
  for (let seq = (start ?? 0) + 1; seq <= newest; seq += 1) {
    const subscription = wanted.findLast(({ after }) => after < seq)?.subscription ?? everything;
    const lost = gaps.some(([after, next]) => seq > after && seq < next);
    if (!lost && matches(subscription, eventAt(seq))) due.push(seq);
  }
  return due;
}

const client = fc.nat({ max: 4 });
const subscription = fc.oneof(
  fc.constant(everything),
  fc.record({
    eventTypes: fc.option(fc.subarray(patterns)),
    subjects: fc.option(fc.subarray(["sub_0", "sub_1", "sub_2"])),
  }),
);

type Step = (world: World, clientAt: (index: number) => Client) => void | Promise<void>;
const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.boolean()).map(
      ([n, poked]): Step =>
        (w) =>
          w.publish(n, poked),
    ),
  },
  { weight: 6, arbitrary: fc.constant<Step>((w) => w.read(true)) },
  { weight: 1, arbitrary: fc.constant<Step>((w) => w.read(false)) },
  {
    weight: 3,
    arbitrary: fc.tuple(client, subscription).map(
      ([i, s]): Step =>
        (w, at) =>
          w.connect(at(i), s),
    ),
  },
  {
    weight: 2,
    arbitrary: client.map(
      (i): Step =>
        (w, at) =>
          w.drop(at(i)),
    ),
  },
  {
    weight: 2,
    arbitrary: client.map(
      (i): Step =>
        (w, at) =>
          w.acknowledge(at(i)),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(client, subscription).map(
      ([i, s]): Step =>
        (w, at) =>
          w.change(at(i), s),
    ),
  },
  { weight: 1, arbitrary: fc.constant<Step>((w) => w.evict()) },
  { weight: 1, arbitrary: fc.constant<Step>((w) => w.wake()) },
);
const retention: fc.Arbitrary<Step> = fc.integer({ min: 1, max: 12 }).map(
  (n): Step =>
    (w) =>
      w.archive(n),
);

const lifeOf = (step: fc.Arbitrary<Step>) => fc.array(step, { minLength: 10, maxLength: 150, size: "max" });

async function live(lives: readonly Step[]): Promise<World> {
  const world = new World(5);
  const clientAt = (index: number): Client => {
    const found = world.clients[index];
    if (!found) throw new Error("There is no such client.");
    return found;
  };
  for (const step of lives) await step(world, clientAt);
  await world.finish();
  return world;
}

test("whatever is lost, late, doubled or killed, every client ends with exactly what it wanted, in order", async () => {
  await fc.assert(
    fc.asyncProperty(lifeOf(steps), async (lives) => {
      const { clients, newest } = await live(lives);
      for (const one of clients) {
        expect(one.received).toEqual(due(one, newest));
        expect(one.gaps).toEqual([]);
      }
    }),
    { numRuns: repetitions(500, 5_000) },
  );
});

test("with retention at work the same holds but for the gaps, and a gap never covers an event that is still in the log", async () => {
  const withRetention = fc.oneof({ weight: 12, arbitrary: steps }, { weight: 1, arbitrary: retention });
  await fc.assert(
    fc.asyncProperty(lifeOf(withRetention), async (lives) => {
      // A gap shows by the event after it, so there has to be one.
      const { clients, newest, archived } = await live([...lives, (world) => world.publish(1, true)]);
      for (const one of clients) {
        expect(one.received).toEqual(due(one, newest));
        for (const [after, next] of one.gaps) {
          expect(after).toBeLessThan(next - 1);
          expect(next - 1).toBeLessThanOrEqual(archived);
        }
      }
    }),
    { numRuns: repetitions(500, 5_000) },
  );
});
