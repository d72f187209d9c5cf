import type { Context as HonoContext, MiddlewareHandler } from "hono";
import { verifySignature } from "#carriers/twilio/signature";
import { readFields, type WebhookFields } from "#carriers/twilio/webhook";
import { ownStatements } from "#kernel/db/post-response-writer";
import type { AppEnv } from "#kernel/http/http";
import type { WebhookContext } from "#kernel/ports/context";
import { requireConfig } from "#runtime/environment";
import { createWebhookContext } from "#runtime/webhook-context";
import { countRefusal } from "#traffic/usage/count";
import type { RefusalReason } from "#traffic/usage/refusal";
import type { RequestFingerprints } from "./webhook-response";

/** A request that Twilio has signed. */
interface Webhook {
  readonly fields: WebhookFields;
  readonly fingerprints: RequestFingerprints;
}

export interface WebhookEnv {
  Bindings: AppEnv["Bindings"];
  Variables: AppEnv["Variables"] & { webhook: Webhook };
}

/** Decodes the body as the signature check does: a byte order mark is part of the first name. */
const decoder = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });

/** A longer `I-Twilio-Idempotency-Token` is cut, to bound the size of stored fingerprints. */
const MAX_TOKEN_LENGTH = 64;

/**
 * Requires a signature by our auth token over the URL that Twilio was given, which has a configured origin. The
 * request's own Host header is not used. https://www.twilio.com/docs/usage/webhooks/webhooks-security
 */
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
    fingerprints: {
      request: signature,
      token: c.req.header("i-twilio-idempotency-token")?.slice(0, MAX_TOKEN_LENGTH) ?? null,
    },
  });
  await next();
};

export function webhookContextOf(c: HonoContext<WebhookEnv>): WebhookContext {
  const { tenant_id = "", phone_number_id = "" } = c.req.param();
  const parts = { tenantId: tenant_id, phoneNumberId: phone_number_id, requestId: c.get("requestId") };
  return createWebhookContext(c.env, c.executionCtx, parts);
}

/**
 * Answers an empty 403 and counts the rejection for the number that the request names. The count is rate-limited by
 * client address, because each one is a write.
 */
export async function rejectWebhook(c: HonoContext<WebhookEnv>, reason: RefusalReason): Promise<Response> {
  const webhook = webhookContextOf(c);
  const { tenantId, phoneNumberId, now } = webhook;
  const address = c.req.header("cf-connecting-ip") ?? "unknown";
  webhook.afterResponse(async () => {
    const { success } = await c.env.WEBHOOK_RATE.limit({ key: `webhooks ${address}` });
    if (success)
      await webhook.commit(ownStatements, countRefusal(webhook.db, { tenantId, phoneNumberId, reason, at: now }));
  });
  return c.body(null, 403);
}
