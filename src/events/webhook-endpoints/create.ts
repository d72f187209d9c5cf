import { eq, sql } from "drizzle-orm";
import type { z } from "zod";
import { lastSeq } from "#events/log/reads";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { createOnce } from "#idempotency/once";
import { insertIf, previousWroteSomething } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { hasFewerThan } from "./queries";
import { requireAllowedUrl } from "./require-allowed-url";
import { makeSecret } from "./secrets";
import { type EndpointRow, webhookEndpoints } from "./table";
import { createdWebhookEndpoint, type newWebhookEndpoint, toWebhookEndpoint } from "./wire";

/** Each is woken by each event. */
export const MAX_ENDPOINTS = 20;

/** Makes an endpoint that gets every event from now on. */
export async function createWebhookEndpoint(
  ctx: Context,
  asked: z.infer<typeof newWebhookEndpoint>,
): Promise<z.infer<typeof createdWebhookEndpoint>> {
  requireScope(ctx, "webhooks:write");
  const url = await requireAllowedUrl(ctx, asked.url);
  const { tenantId } = ctx.principal;
  const id = ctx.newId("webhookEndpoint");
  const secret = makeSecret(ctx.randomBytes);
  const row: EndpointRow = {
    id,
    tenantId,
    url: url.href,
    description: asked.description ?? "",
    eventTypes: asked.event_types ?? [],
    status: "enabled",
    stoppedReason: null,
    secrets: [{ sealed: await ctx.vault.seal(secret, { tenantId, rowId: id }), expires_at: null }],
    readSeq: 0,
    version: 1,
    createdAt: ctx.now,
    updatedAt: ctx.now,
    deletedAt: null,
    skipped: null,
  };
  const created = await createOnce(ctx, {
    schema: createdWebhookEndpoint,
    body: { ...toWebhookEndpoint(row, ctx.now), secret },
    secret: true,
    only: {
      if: hasFewerThan(MAX_ENDPOINTS, ctx),
      otherwise: new Problem("webhook_endpoint_limit_reached", `A tenant may have ${MAX_ENDPOINTS} webhook endpoints.`),
    },
    writes: (gate) => [
      insertIf(ctx.db, webhookEndpoints, row, gate),
      recordEvent(ctx.db, sourceOf(ctx), "webhook_endpoint.created", id, { host: url.host }),
      ctx.db
        .update(webhookEndpoints)
        .set({ readSeq: lastSeq(tenantId) })
        .where(sql`${eq(webhookEndpoints.id, id)} and ${previousWroteSomething}`),
    ],
  });
  ctx.endpointsChanged();
  return created;
}
