import { eq } from "drizzle-orm";
import { record } from "../events/record";
import { sourceOf } from "../events/source";
import type { Context } from "../kernel/context";
import { requireScope } from "../kernel/scope";
import { endpointOf } from "./queries";
import { type EndpointRow, webhookEndpoints } from "./table";

/** Ends an endpoint: nothing more is sent, and its deliveries are forgotten. Answers what it was. */
export async function remove(ctx: Context, id: string): Promise<EndpointRow> {
  requireScope(ctx, "webhooks:write");
  const before = await endpointOf(ctx, id);
  await ctx.db.batch([
    ctx.db.delete(webhookEndpoints).where(eq(webhookEndpoints.id, id)),
    record(ctx.db, sourceOf(ctx), "webhook_endpoint.deleted", id, { host: new URL(before.url).host }),
  ]);
  ctx.endpointsChanged();
  // Its object finds the row gone, now or when its alarm next wakes it, and empties itself.
  ctx.later(ctx.webhookObject(id).wake());
  return before;
}
