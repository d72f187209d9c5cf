import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { batchNamed, wroteSomething } from "#kernel/db/db";
import { requireMatch } from "#kernel/http/etag";
import { Problem } from "#kernel/http/problem";
import { changedFields } from "#kernel/http/wire";
import type { Context } from "#kernel/ports/context";
import { endpointOf } from "./queries";
import { requireAllowedUrl } from "./require-allowed-url";
import { type EndpointRow, webhookEndpoints } from "./table";
import { toWebhookEndpoint, type webhookEndpointChange } from "./wire";

/** Replaces the fields that the request has. Returns the row unchanged if they already have these values. */
export async function updateWebhookEndpoint(
  ctx: Context,
  id: string,
  requested: z.infer<ReturnType<typeof webhookEndpointChange>>,
  ifMatch: string | undefined,
): Promise<EndpointRow> {
  const before = await endpointOf(ctx, id);
  requireMatch(ifMatch, before.version);
  const change =
    requested.url === undefined ? requested : { ...requested, url: (await requireAllowedUrl(ctx, requested.url)).href };
  const changed = changedFields(toWebhookEndpoint(before), change);
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
  const { updated } = await batchNamed(ctx.db, {
    updated: ctx.db
      .update(webhookEndpoints)
      .set(fields)
      .where(and(eq(webhookEndpoints.id, id), eq(webhookEndpoints.version, before.version))),
    event: recordEvent(ctx.db, sourceOf(ctx), "webhook_endpoint.updated", id, { changed }),
  });
  if (!wroteSomething(updated)) {
    throw new Problem(
      "changed_meanwhile",
      `Another request changed ${id} at the same moment. Read it again and retry.`,
    );
  }
  ctx.endpointsChanged();
  ctx.inBackground(ctx, () => ctx.webhookObject(id).wake());
  return { ...before, ...fields };
}
