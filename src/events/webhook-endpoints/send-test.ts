import { runOnce } from "#idempotency/once";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { testMessage } from "./message";
import { endpointOf } from "./queries";
import { toWebhookDelivery } from "./wire";

/** Sends a test message once, even to a disabled endpoint, and returns the finished delivery. */
export async function sendTest(ctx: Context, id: string) {
  await endpointOf(ctx, id);
  const { body } = await runOnce(ctx, async () => {
    const message = testMessage(ctx.newId("event"), id, ctx.now);
    const delivery = await ctx.webhookObject(id).sendOnce(message, ctx.idempotency?.keyHash ?? null);
    if (!delivery) throw new Problem("not_found", `Your tenant has no webhook endpoint ${id}.`);
    return { status: 200, body: toWebhookDelivery(delivery) };
  });
  return body;
}
