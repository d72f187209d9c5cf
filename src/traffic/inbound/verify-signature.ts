import type { Context as HonoContext, MiddlewareHandler } from "hono";
import { verifySignature } from "#carriers/twilio/signature";
import { readFields, type WebhookFields } from "#carriers/twilio/webhook";
import { plainStatements } from "#kernel/db/write-together";
import type { AppEnv } from "#kernel/http/http";
import type { WebhookContext } from "#kernel/ports/context";
import { requireConfig } from "#runtime/environment";
import { createWebhookContext } from "#runtime/webhook-context";
import { countRefusal } from "#traffic/usage/count";
import type { RefusalReason } from "#traffic/usage/refusal";
import type { RequestFingerprints } from "./reply";

/** A request that the carrier has signed. */
interface Webhook {
  readonly fields: WebhookFields;
  readonly marks: RequestFingerprints;
}

export interface WebhookEnv {
  Bindings: AppEnv["Bindings"];
  Variables: AppEnv["Variables"] & { webhook: Webhook };
}

/** Reads a body as the check of its signature does: a mark of byte order is part of the first name. */
const decoder = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });

/** More of the carrier's name for an event is not kept. */
const MAX_TOKEN = 64;

/** Signed with our token for the URL that we gave out: the configured origin, whatever the request's own host says. */
export const requireSignature: MiddlewareHandler<WebhookEnv> = async (c, next) => {
  const { origins, webhookTokens } = requireConfig(c.env);
  const { pathname, search } = new URL(c.req.url);
  const signature = c.req.header("x-twilio-signature") ?? null;
  const rawBody = await c.req.arrayBuffer();
  const request = { tokens: webhookTokens, signature, contentType: c.req.header("content-type") ?? null, rawBody };
  let signed = false;
  for (const origin of origins) signed ||= await verifySignature({ ...request, url: origin + pathname + search });
  if (!signed || signature === null) {
    return await rejectWebhook(c, signature === null ? "unsigned" : "wrongSignature");
  }
  const encoded = c.req.method === "GET" ? search : decoder.decode(rawBody);
  c.set("webhook", {
    fields: readFields(encoded),
    marks: { request: signature, token: c.req.header("i-twilio-idempotency-token")?.slice(0, MAX_TOKEN) ?? null },
  });
  await next();
};

export function webhookContextOf(c: HonoContext<WebhookEnv>): WebhookContext {
  const { tenant_id = "", phone_number_id = "" } = c.req.param();
  const parts = { tenantId: tenant_id, phoneNumberId: phone_number_id, requestId: c.get("requestId") };
  return createWebhookContext(c.env, c.executionCtx, parts);
}

/**
 * A bare 403, counted for the number that the request names. An address that does this very often is not counted any more:
 * each count is a write.
 */
export async function rejectWebhook(c: HonoContext<WebhookEnv>, reason: RefusalReason): Promise<Response> {
  const door = webhookContextOf(c);
  const { tenantId, phoneNumberId, now } = door;
  const address = c.req.header("cf-connecting-ip") ?? "nowhere";
  door.afterResponse(async () => {
    const { success } = await c.env.WEBHOOK_RATE.limit({ key: `webhooks ${address}` });
    if (success)
      await door.commit(plainStatements, countRefusal(door.db, { tenantId, phoneNumberId, reason, at: now }));
  });
  return c.body(null, 403);
}
