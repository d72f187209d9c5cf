import { and, eq, isNull } from "drizzle-orm";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import type { Context } from "#kernel/ports/context";
import { endpointOrDeleted } from "./queries";
import { webhookEndpoints } from "./table";

/** Deletes an endpoint and its deliveries. Deleting it again changes nothing. */
export async function deleteWebhookEndpoint(ctx: Context, id: string): Promise<void> {
  const before = await endpointOrDeleted(ctx, id);
  if (before.deletedAt !== null) return;
  const change = {
    status: "disabled",
    secrets: [],
    version: before.version + 1,
    updatedAt: ctx.now,
    deletedAt: ctx.now,
  } as const;
  await ctx.db.batch([
    ctx.db
      .update(webhookEndpoints)
      .set(change)
      .where(and(eq(webhookEndpoints.id, id), isNull(webhookEndpoints.deletedAt))),
    recordEvent(ctx.db, sourceOf(ctx), "webhook_endpoint.deleted", id, { host: new URL(before.url).host }),
  ]);
  ctx.endpointsChanged();
  // The object finds the row deleted, now or at its next alarm, and deletes its storage.
  ctx.inBackground(ctx, () => ctx.webhookObject(id).wake());
}
