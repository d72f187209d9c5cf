import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { wroteSomething } from "#kernel/db/db";
import { requireMatch } from "#kernel/http/http";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import { changedFields } from "#kernel/http/wire";
import type { Context } from "#kernel/ports/context";
import { endpointOf } from "./queries";
import { requireAllowedUrl } from "./require-allowed-url";
import { type EndpointRow, webhookEndpoints } from "./table";
import { toWebhookEndpoint, type webhookEndpointChange } from "./wire";

/** Changes the fields that are sent: each is replaced whole. */
export async function updateWebhookEndpoint(
  ctx: Context,
  id: string,
  asked: z.infer<typeof webhookEndpointChange>,
  ifMatch: string | undefined,
): Promise<EndpointRow> {
  requireScope(ctx, "webhooks:write");
  const before = await endpointOf(ctx, id);
  requireMatch(ifMatch, before.version);
  const change = asked.url === undefined ? asked : { ...asked, url: (await requireAllowedUrl(ctx, asked.url)).href };
  const changed = changedFields(toWebhookEndpoint(before, ctx.now), change);
  if (changed.length === 0) return before;
  const fields = {
    url: change.url ?? before.url,
    description: change.description ?? before.description,
    eventTypes: change.event_types ?? before.eventTypes,
    status: change.status ?? before.status,
    stoppedReason: changed.includes("status") ? null : before.stoppedReason,
    version: before.version + 1,
    updatedAt: ctx.now,
  };
  const [written] = await ctx.db.batch([
    ctx.db
      .update(webhookEndpoints)
      .set(fields)
      .where(and(eq(webhookEndpoints.id, id), eq(webhookEndpoints.version, before.version))),
    recordEvent(ctx.db, sourceOf(ctx), "webhook_endpoint.updated", id, { changed }),
  ]);
  if (!wroteSomething(written)) {
    throw new Problem("changed_meanwhile", `${id} was changed at the same moment; read it again and repeat.`);
  }
  ctx.endpointsChanged();
  ctx.waitUntil(ctx.webhookObject(id).wake());
  return { ...before, ...fields };
}
