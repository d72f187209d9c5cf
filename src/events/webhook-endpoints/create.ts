import { eq, sql } from "drizzle-orm";
import type { z } from "zod";
import { lastSeq } from "#events/log/reads";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import { createOnce } from "#idempotency/once";
import { insertIf, previousWroteSomething } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { hasFewerThan } from "./queries";
import { requireAllowedUrl } from "./require-allowed-url";
import type { createdWebhookEndpoint } from "./responses";
import { makeSecret } from "./secrets";
import { type EndpointRow, webhookEndpoints } from "./table";
import { type newWebhookEndpoint, toWebhookEndpoint } from "./wire";

/** Endpoints per tenant. Every event wakes each of them. */
export const MAX_ENDPOINTS = 20;

/** Creates an endpoint that receives every matching event from now on. The answer shows its secret, once. */
export async function createWebhookEndpoint(
  ctx: Context,
  requested: z.infer<ReturnType<typeof newWebhookEndpoint>>,
): Promise<z.infer<typeof createdWebhookEndpoint>> {
  const url = await requireAllowedUrl(ctx, requested.url);
  const { tenantId } = ctx.principal;
  const id = ctx.newId("webhookEndpoint");
  const secret = makeSecret(ctx.randomBytes);
  const row: EndpointRow = {
    id,
    tenantId,
    url: url.href,
    description: requested.description ?? "",
    eventTypes: requested.event_types ?? [],
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
    body: { ...toWebhookEndpoint(row), secret },
    secret: true,
    only: {
      if: hasFewerThan(MAX_ENDPOINTS, ctx),
      otherwise: new Problem(
        "webhook_endpoint_limit_reached",
        `Your tenant has ${MAX_ENDPOINTS} webhook endpoints, which is the limit. Delete one first.`,
      ),
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
