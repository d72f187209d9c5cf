import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { type MessageQueue, messageQueueNames } from "#kernel/ports/message-queues";
import { attentionOf } from "#operations/health/attention";
import { metricsOf, metricsText } from "#operations/health/metrics";
import { lengthsOf, type Measurable } from "#operations/health/queue-lengths";
import { readHealthReport } from "#operations/health/report";
import { queuesOf } from "#runtime/health-dependencies";
import { createJobContext } from "#runtime/job-context";
import { admin, type Json } from "../../support/api";
import { eventually } from "../../support/eventually";
import { parseMetrics } from "./prometheus";

/** A queue with so many messages of 45 bytes, the oldest of which is so many minutes old. */
const queueOf = (messages: number, minutes = 0): Measurable => ({
  metrics: async () => ({
    backlogCount: messages,
    backlogBytes: messages * 45,
    ...(messages > 0 && { oldestMessageTimestamp: new Date(Date.now() - minutes * 60_000) }),
  }),
});

const empty: Record<MessageQueue, Measurable> = {
  purchases: queueOf(0),
  "purchases-dead": queueOf(0),
  bulk: queueOf(0),
  imports: queueOf(0),
  porting: queueOf(0),
  records: queueOf(0),
  "records-dead": queueOf(0),
};

const reportOn = (queues: Record<MessageQueue, Measurable>) =>
  readHealthReport(createJobContext(env, createExecutionContext()), { jobs: [], outageOf: () => null, queues });

const attentionTo = async (queues: Partial<Record<MessageQueue, Measurable>>) =>
  attentionOf(await reportOn({ ...empty, ...queues })).filter((what) => what.startsWith("message_queues."));

test("the report shows the length of every queue", async () => {
  // Messages of earlier files may still be on their way to their consumers.
  await eventually(async () => {
    const { status, body } = await admin.get("/health/report");
    expect(status).toBe(200);
    expect(body.message_queues).toEqual(
      messageQueueNames.map((queue) => ({ queue, backlog: { messages: 0, bytes: 0, oldest_at: null }, error: null })),
    );
  });
});

test("each queue is asked through its own binding", () => {
  const names = new Proxy(env, { get: (_, binding) => binding });
  expect(queuesOf(names)).toEqual(
    Object.fromEntries(messageQueueNames.map((queue) => [queue, queue.toUpperCase().replaceAll("-", "_")])),
  );
});

test("the report shows the runtime's counts: one more message, and its age", async () => {
  const begun = Date.now();
  const bulk = async (): Promise<Json> => {
    await env.BULK.send({ itemId: "bit_nobodys" });
    return (await admin.get("/health/report")).body.message_queues.find(({ queue }: Json) => queue === "bulk");
  };
  // A message that is taken at once is not in the queue any more.
  const { backlog } = await eventually(async () => {
    const found = await bulk();
    expect(found.backlog.messages).toBeGreaterThan(0);
    return found;
  });
  expect(backlog.bytes).toBeGreaterThan(0);
  expect(Date.parse(backlog.oldest_at)).toBeGreaterThanOrEqual(begun);
});

test("a queue without an answer has an unknown length with the reason, and the others are reported", async () => {
  const lengths = await lengthsOf({
    ...empty,
    purchases: { metrics: () => new Promise(() => undefined) },
    bulk: queueOf(2),
    records: { metrics: () => Promise.reject(new Error("Queue metrics failed: 503")) },
    "records-dead": {} as Measurable,
  });
  expect(lengths).toEqual([
    { queue: "purchases", backlog: null, error: { code: "no_answer", detail: "The queue gave no answer in time." } },
    { queue: "purchases-dead", backlog: { messages: 0, bytes: 0, oldestAt: null }, error: null },
    { queue: "bulk", backlog: { messages: 2, bytes: 90, oldestAt: expect.any(Number) }, error: null },
    { queue: "imports", backlog: { messages: 0, bytes: 0, oldestAt: null }, error: null },
    { queue: "porting", backlog: { messages: 0, bytes: 0, oldestAt: null }, error: null },
    { queue: "records", backlog: null, error: { code: "metrics_failed", detail: "Queue metrics failed: 503" } },
    {
      queue: "records-dead",
      backlog: null,
      error: { code: "metrics_failed", detail: expect.stringContaining("not a function") },
    },
  ]);
});

test("old messages and any dead letter need attention; new messages and unknown lengths do not", async () => {
  expect(
    await attentionTo({ purchases: queueOf(900, 14), records: { metrics: () => Promise.reject("away") } }),
  ).toEqual([]);
  expect(await attentionTo({ bulk: queueOf(1, 16), "records-dead": queueOf(1) })).toEqual([
    "message_queues.bulk",
    "message_queues.records-dead",
  ]);
});

test("the metrics have each queue's numbers and leave out what is not known", async () => {
  const reported = await reportOn({
    ...empty,
    records: queueOf(3, 2),
    bulk: { metrics: () => Promise.reject("away") },
  });
  const families = parseMetrics(metricsText(metricsOf(reported)));
  const samples = (name: string) => families.get(`phone_manager_message_queue_${name}`)?.samples;
  const of = (queue: MessageQueue) => `{queue="${queue}"}`;
  expect(samples("messages")?.get(of("records"))).toBe(3);
  expect(samples("bytes")?.get(of("records"))).toBe(135);
  expect(samples("oldest_seconds")?.get(of("records"))).toBeGreaterThan(119);
  expect(samples("oldest_seconds")?.get(of("purchases"))).toBe(0);
  for (const name of ["messages", "bytes", "oldest_seconds"]) {
    expect([...(samples(name)?.keys() ?? [])].sort()).toEqual(
      ["imports", "porting", "purchases", "purchases-dead", "records", "records-dead"].map(
        (queue) => `{queue="${queue}"}`,
      ),
    );
  }
});
