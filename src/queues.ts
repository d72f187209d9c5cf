import { buyQueuedItem } from "#acquisition/orders/buy-item";
import { reportUndelivered } from "#findings/report-undelivered";
import { processBulkItem } from "#inventory/bulk-jobs/process-item";
import { ChangedSubjects } from "#kernel/db/changed-subjects";
import { describeError } from "#kernel/db/db";
import type { Context, WebhookContext } from "#kernel/ports/context";
import type { ItemMessage } from "#kernel/ports/queue-messages";
import { evaluateChanged } from "#operations/readiness/judge-marks";
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

/** What takes the messages of a queue. Any may come late, twice or out of order. */
interface Consumer<Body> {
  readonly take: (ctx: Context, body: Body, doorOf: (record: LateUpdate) => WebhookContext) => Promise<void>;
  /** The ids in it, for the log. */
  readonly named: (body: Body) => Readonly<Record<string, string>>;
  /** Messages of a lane are taken one after the other, and lanes at the same time. */
  readonly inLanes: (messages: readonly Message<Body>[]) => (readonly Message<Body>[])[];
}

/** A consumer among those of other queues. What is in a queue was put there by its producer, so it is what its consumer takes. */
const trusting = <Body>(consumer: Consumer<Body>) => consumer as unknown as Consumer<unknown>;

const ofItems = (take: (ctx: Context, itemId: string) => Promise<void>) =>
  trusting<ItemMessage>({
    take: (ctx, { itemId }) => take(ctx, itemId),
    named: ({ itemId }) => ({ item_id: itemId }),
    inLanes: (messages) => [messages],
  });

const ofRecords = (take: (ctx: Context, door: WebhookContext, record: LateUpdate) => Promise<void>) =>
  trusting<LateUpdate>({
    take: (ctx, record, doorOf) => take(ctx, doorOf(record), record),
    named: ({ kind, update, requestId }) => ({ kind, carrier_id: update.carrierId, webhook_request_id: requestId }),
    inLanes: partitionByCarrierId,
  });

export const queues: Readonly<Record<string, Consumer<unknown>>> = {
  purchases: ofItems(buyQueuedItem),
  "purchases-dead": ofItems(reportUndelivered),
  bulk: ofItems(processBulkItem),
  records: ofRecords(recordLateUpdate),
  "records-dead": ofRecords(recordUndeliveredUpdate),
};

export async function consumeMessages(batch: MessageBatch, env: Env, execution: ExecutionContext): Promise<void> {
  const consumer = queues[batch.queue];
  if (!consumer) throw new Error(`Nothing takes messages of the queue ${batch.queue}.`);
  const changed = new ChangedSubjects();
  const takeLane = async (lane: readonly Message[]): Promise<void> => {
    for (const message of lane) {
      const ctx = createJobContext(env, execution);
      await takeMessage(consumer, batch.queue, message, ctx, env, execution);
      for (const name of ctx.changed.subjectIds) changed.subjectIds.add(name);
    }
  };
  await Promise.all(consumer.inLanes(batch.messages).map(takeLane));
  // Once for all messages: each verdict takes several trips to the database, however many numbers it is about.
  const ctx = { ...createJobContext(env, execution), changed };
  ctx.waitUntil(evaluateChanged(ctx, (tenantIds) => wakeSubscribers(env, tenantIds)));
}

async function takeMessage(
  { take, named }: Consumer<unknown>,
  queue: string,
  message: Message,
  ctx: Context,
  env: Env,
  execution: ExecutionContext,
): Promise<void> {
  const doorOf = (record: LateUpdate): WebhookContext => {
    const { tenantId, phoneNumberId, requestId } = record;
    return contextAtReceipt(createWebhookContext(env, execution, { tenantId, phoneNumberId, requestId }), record);
  };
  const told = () => ({
    message: "message",
    queue,
    message_id: message.id,
    ...named(message.body),
    request_id: ctx.requestId,
    attempts: message.attempts,
    ms: ctx.elapsedMs(),
  });
  try {
    await take(ctx, message.body, doorOf).finally(() => wakeSubscribers(env, ctx.changed.tenants));
    message.ack();
    console.log({ ...told(), outcome: "done" });
  } catch (error) {
    message.retry();
    console.error({ ...told(), outcome: "failed", error: describeError(error) });
  }
}
