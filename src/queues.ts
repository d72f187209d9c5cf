import { workQueued } from "./bulk/work";
import { composeJob, wakeFollowers } from "./compose";
import { reportUndelivered } from "./findings/report";
import type { Context } from "./kernel/context";
import { describeError } from "./kernel/db";
import type { PurchaseMessage } from "./kernel/ports";
import { buyQueued } from "./orders/drive";

/** Queue → verb. A message is a hint; it may come late, twice or out of order. */
export const queues: Readonly<Record<string, (ctx: Context, message: PurchaseMessage) => Promise<void>>> = {
  purchases: (ctx, { itemId }) => buyQueued(ctx, itemId),
  bulk: (ctx, { itemId }) => workQueued(ctx, itemId),
  "purchases-dead": (ctx, { itemId }) => reportUndelivered(ctx, itemId),
};

export async function takeMessages(
  batch: MessageBatch<PurchaseMessage>,
  env: Env,
  execution: ExecutionContext,
): Promise<void> {
  const take = queues[batch.queue];
  if (!take) throw new Error(`Nothing takes messages of the queue ${batch.queue}.`);
  for (const message of batch.messages) {
    const ctx = composeJob(env, execution);
    const told = () => ({
      message: "message",
      queue: batch.queue,
      message_id: message.id,
      item_id: message.body.itemId,
      request_id: ctx.requestId,
      attempts: message.attempts,
      ms: ctx.elapsedMs(),
    });
    try {
      await take(ctx, message.body).finally(() => wakeFollowers(env, ctx.touched));
      message.ack();
      console.log({ ...told(), outcome: "done" });
    } catch (error) {
      message.retry();
      console.error({ ...told(), outcome: "failed", error: describeError(error) });
    }
  }
}
