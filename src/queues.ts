import { runImportJob } from "#acquisition/imports/run-job";
import { buyQueuedItem } from "#acquisition/orders/buy-item";
import { reportUndelivered } from "#findings/report-undelivered";
import { processBulkItem } from "#inventory/bulk-jobs/process-item";
import { ChangedSubjects } from "#kernel/db/changed-subjects";
import { describeError, isMovingError } from "#kernel/db/db";
import type { Context, WebhookContext } from "#kernel/ports/context";
import type { NamedDatabase } from "#kernel/ports/databases";
import { delayWhileMoving, PURCHASES_AT_ONCE } from "#kernel/ports/message-queues";
import type { InDatabase, ItemMessage, PortingMessage } from "#kernel/ports/queue-messages";
import { workOnRequest } from "#operations/porting-checks/work-on-request";
import { evaluateChanged } from "#operations/readiness/evaluate-changed";
import { runPortabilityCheck } from "#porting/portability-checks/run-check";
import { databasesOf } from "#runtime/databases";
import { createJobContext } from "#runtime/job-context";
import { wakeSubscribers } from "#runtime/wake-subscribers";
import { createWebhookContext } from "#runtime/webhook-context";
import {
  contextAtReceipt,
  type LateUpdate,
  partitionByCarrierId,
  recordLateUpdate,
  recordUndeliveredUpdate,
} from "#traffic/inbound/late-update";

/** Processes the messages of a queue, which may arrive late, twice or out of order. */
interface Consumer<Body> {
  readonly process: (
    ctx: Context,
    body: Body,
    webhookContextOf: (record: LateUpdate) => WebhookContext,
  ) => Promise<void>;
  /** The ids in a message's body, for the log. */
  readonly logFields: (body: Body) => Readonly<Record<string, string>>;
  /** Splits messages into partitions. Partitions are processed concurrently, the messages of each in order. */
  readonly partition: (messages: readonly Message<Body>[]) => (readonly Message<Body>[])[];
  /** Partitions that are processed at once. */
  readonly atOnce: number;
}

/**
 * Erases the type of the bodies, so that the consumers of all queues fit into one table. Safe, because each queue has
 * one producer, whose bodies have the type that the consumer expects.
 */
const untyped = <Body>(consumer: Consumer<Body>) => consumer as unknown as Consumer<unknown>;

const itemConsumer = (
  processItem: (ctx: Context, itemId: string) => Promise<void>,
  partition: Consumer<ItemMessage>["partition"] = inOnePartition,
  atOnce = 1,
) =>
  untyped<ItemMessage>({
    process: (ctx, { itemId }) => processItem(ctx, itemId),
    logFields: ({ itemId }) => ({ item_id: itemId }),
    partition,
    atOnce,
  });

const inOnePartition = <M>(messages: readonly M[]) => [messages];

/** Items of orders depend on nothing in common, and each waits for the carrier. */
const eachInItsOwn = <M>(messages: readonly M[]) => messages.map((message) => [message]);

const lateUpdateConsumer = (
  processUpdate: (ctx: Context, webhook: WebhookContext, update: LateUpdate) => Promise<void>,
) =>
  untyped<LateUpdate>({
    process: (ctx, update, webhookContextOf) => processUpdate(ctx, webhookContextOf(update), update),
    logFields: ({ kind, update, requestId }) => ({ kind, carrier_id: update.carrierId, webhook_request_id: requestId }),
    partition: partitionByCarrierId,
    atOnce: Number.POSITIVE_INFINITY,
  });

/** The work that the kinds of messages of the queue `porting` stand for. */
const portingWork: Readonly<Record<PortingMessage["kind"], (ctx: Context, id: string) => Promise<unknown>>> = {
  check: runPortabilityCheck,
  request: workOnRequest,
};

const portingConsumer = untyped<PortingMessage>({
  process: async (ctx, { kind, id }) => {
    await portingWork[kind](ctx, id);
  },
  logFields: ({ kind, id }) => ({ kind, id }),
  partition: inOnePartition,
  atOnce: 1,
});

export const queues: Readonly<Record<string, Consumer<unknown>>> = {
  purchases: itemConsumer(buyQueuedItem, eachInItsOwn, PURCHASES_AT_ONCE),
  "purchases-dead": itemConsumer(reportUndelivered),
  bulk: itemConsumer(processBulkItem),
  imports: itemConsumer(runImportJob),
  porting: portingConsumer,
  records: lateUpdateConsumer(recordLateUpdate),
  "records-dead": lateUpdateConsumer(recordUndeliveredUpdate),
};

export async function consumeMessages(batch: MessageBatch, env: Env, execution: ExecutionContext): Promise<void> {
  const consumer = queues[batch.queue];
  if (!consumer) throw new Error(`No consumer for the queue ${batch.queue}.`);
  const changedIn = new Map<NamedDatabase, ChangedSubjects>();
  const processPartition = async (messages: readonly Message[]): Promise<void> => {
    for (const message of messages) {
      const database = await databaseOfMessage(env, message.body).catch((error: unknown) => {
        message.retry();
        console.error({ message: "message", queue: batch.queue, outcome: "failed", error: describeError(error) });
        return null;
      });
      if (!database) continue;
      const ctx = createJobContext(env, execution, database);
      await processMessage(consumer, batch.queue, message, ctx, env, execution);
      const changed = changedIn.get(ctx.database) ?? new ChangedSubjects();
      changedIn.set(ctx.database, changed);
      changed.addSubjectsOf(ctx.changed);
    }
  };
  const waiting = consumer.partition(batch.messages);
  const takePartitions = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await processPartition(next);
  };
  await Promise.all(Array.from({ length: Math.min(consumer.atOnce, waiting.length) }, takePartitions));
  // Once for all messages: an evaluation takes several round trips to D1, however many numbers it covers.
  for (const [database, changed] of changedIn) {
    const ctx = { ...createJobContext(env, execution, database), changed };
    // `evaluateChanged` itself wakes the subscribers, as soon as its events are written.
    ctx.inBackground(ctx, (later) =>
      evaluateChanged({ ...later, changed }, (tenantIds) => wakeSubscribers(env, tenantIds)),
    );
  }
}

/** A message names the database of its row, or the tenant whose database has it. */
async function databaseOfMessage(env: Env, body: unknown): Promise<NamedDatabase> {
  const { database, tenantId } = body as Partial<InDatabase & LateUpdate>;
  const databases = databasesOf(env);
  if (tenantId !== undefined) return await databases.ofTenant(tenantId);
  return database === undefined ? databases.first : databases.named(database);
}

async function processMessage(
  { process, logFields }: Consumer<unknown>,
  queue: string,
  message: Message,
  ctx: Context,
  env: Env,
  execution: ExecutionContext,
): Promise<void> {
  const webhookContextOf = (update: LateUpdate): WebhookContext => {
    const { tenantId, phoneNumberId, requestId, signedBy = null, trunkCall = null } = update;
    const parts = { tenantId, phoneNumberId, requestId, signedBy, trunkCall, database: ctx.database };
    return contextAtReceipt(createWebhookContext(env, execution, parts), update);
  };
  const fields = () => ({
    message: "message",
    queue,
    message_id: message.id,
    ...logFields(message.body),
    request_id: ctx.requestId,
    attempts: message.attempts,
    ms: ctx.elapsedMs(),
  });
  try {
    await process(ctx, message.body, webhookContextOf).finally(() => wakeSubscribers(env, ctx.changed.tenants));
    message.ack();
    console.log({ ...fields(), outcome: "done" });
  } catch (error) {
    message.retry(isMovingError(error) ? delayWhileMoving(queue, message.attempts) : {});
    console.error({ ...fields(), outcome: "failed", error: describeError(error) });
  }
}
