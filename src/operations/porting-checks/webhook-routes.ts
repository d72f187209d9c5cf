import type { Context as HonoContext } from "hono";
import { bodyLimit } from "hono/body-limit";
import { MAX_PORTING_WEBHOOK_BYTES, readPortingWebhook } from "#carriers/twilio/porting-webhook";
import { readBody, requestTargets, verifySignature } from "#carriers/twilio/signature";
import { HonoRoutes } from "#kernel/http/hono-routes";
import type { AppEnv } from "#kernel/http/http";
import type { Context } from "#kernel/ports/context";
import { makeDueByPort } from "#porting/progress/lease";
import { type PortingWebhookKind, portingWebhookPath, webhookKindOf } from "#porting/progress/webhook-url";
import { databasesOf } from "#runtime/databases";
import { requireConfig } from "#runtime/environment";
import { createJobContext } from "#runtime/job-context";
import { mayReadSigningKeys } from "#runtime/rate-limit";
import { thenWake } from "#runtime/wake-subscribers";
import { handlePortOut } from "./port-out";

/**
 * Twilio's webhooks about ports. **Invariant:** a webhook is a hint: it makes the platform ask Twilio, and changes
 * nothing by itself. So a forged, doubled, late or stale one has no effect beyond that question.
 */
export const portingWebhookRoutes = new HonoRoutes<AppEnv>();

/** A longer body is not read to its end. */
const limitBody = bodyLimit({ maxSize: MAX_PORTING_WEBHOOK_BYTES, onError: (c) => c.body(null, 413) });

portingWebhookRoutes.post(portingWebhookPath(":secret"), limitBody, async (c) => {
  if (!(await mayReadSigningKeys(c.env, c.req.header("cf-connecting-ip")))) return c.body(null, 429);
  const kind = await webhookKindOf(requireConfig(c.env).secretsKeys, c.req.param("secret") ?? "");
  if (kind === null) return c.body(null, 404);
  const rawBody = await c.req.arrayBuffer();
  if (!(await isSignatureAcceptable(c, rawBody))) return c.body(null, 403);
  const webhook = readPortingWebhook(new TextDecoder().decode(rawBody));
  if (!webhook) return c.body(null, 400);
  // A webhook does not say whose number or port it is about, and has no effect in a database without it.
  const taken = await Promise.allSettled(
    databasesOf(c.env).all.map(async (database) => {
      const ctx = createJobContext(c.env, c.executionCtx, database);
      await thenWake(c.env, c.executionCtx, ctx.changed, () => take(ctx, kind, webhook));
    }),
  );
  for (const end of taken) if (end.status === "rejected") throw end.reason;
  return c.body(null, 204);
});

async function take(
  ctx: Context,
  kind: PortingWebhookKind,
  { portId, phoneNumber }: NonNullable<ReturnType<typeof readPortingWebhook>>,
): Promise<void> {
  if (kind === "port-out") {
    if (phoneNumber !== null) await handlePortOut(ctx, { phoneNumber });
    return;
  }
  if (portId === null) return;
  // Webhooks about one port come in bursts, one per number: all but the first find the request due already.
  const [due] = await makeDueByPort(ctx, portId);
  if (due) await ctx.enqueuePorting({ kind: "request", id: due.id }, 0);
}

/**
 * Twilio does not document whether these are signed. The secret in the URL is proof enough; a signature that is there
 * must be good all the same: over the body's digest if the URL has one (`bodySHA256`), otherwise over the URL alone.
 */
async function isSignatureAcceptable(c: HonoContext<AppEnv>, rawBody: ArrayBuffer): Promise<boolean> {
  const { webhookTokens, origins } = requireConfig(c.env);
  const signature = c.req.header("x-twilio-signature") ?? null;
  const coversBody = c.req.query("bodySHA256") !== undefined;
  if (signature === null) return !coversBody;
  const request = {
    signature,
    settings: null,
    tokens: webhookTokens,
    sharedKeys: [],
    contentType: coversBody ? (c.req.header("content-type") ?? null) : null,
    body: readBody(coversBody ? rawBody : new ArrayBuffer(0)),
  };
  for (const target of requestTargets(c.req.url)) {
    for (const origin of origins) {
      if (await verifySignature({ ...request, url: origin + target })) return true;
    }
  }
  return false;
}
