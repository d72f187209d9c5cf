import { Hono, type Context as HonoContext } from "hono";
import { readCall, readIncomingMessage } from "#carriers/twilio/webhook";
import { answerCall } from "./answer-call";
import { answerMessage } from "./answer-message";
import { recordCallResult } from "./record-call-result";
import { recordCallStatus } from "./record-call-status";
import { recordMessageStatus } from "./record-message-status";
import type { WebhookResponse } from "./reply";
import { legNames } from "./urls";
import { rejectWebhook, requireSignature, type WebhookEnv, webhookContextOf } from "./verify-signature";

/**
 * The doors that each number's webhook URLs lead to. Whoever is not Twilio gets a bare 403; once the signature is good the
 * answer is always one that Twilio understands.
 */
export const inboundRoutes = new Hono<WebhookEnv>();

const numberPath = "/twilio/:tenant_id/numbers/:phone_number_id";

inboundRoutes.use(`${numberPath}/*`, requireSignature);

async function send(c: HonoContext<WebhookEnv>, reply: WebhookResponse): Promise<Response> {
  switch (reply.kind) {
    case "document":
      return c.body(reply.twiml, 200, { "content-type": "text/xml; charset=utf-8" });
    case "taken":
      return c.body(null, 204);
    case "replayed":
      return await rejectWebhook(c, "replayed");
  }
}

inboundRoutes.on(["GET", "POST"], `${numberPath}/voice`, async (c) => {
  const { fields, marks } = c.get("webhook");
  return await send(c, await answerCall(webhookContextOf(c), readCall(fields), marks));
});

inboundRoutes.on(["GET", "POST"], `${numberPath}/voice-result`, async (c) => {
  const { fields, marks } = c.get("webhook");
  const leg = legNames.find((name) => name === c.req.query("leg")) ?? "fallback";
  return await send(c, await recordCallResult(webhookContextOf(c), leg, readCall(fields), marks));
});

inboundRoutes.on(["GET", "POST"], `${numberPath}/voice-status`, async (c) => {
  const { fields, marks } = c.get("webhook");
  return await send(c, await recordCallStatus(webhookContextOf(c), readCall(fields), marks));
});

inboundRoutes.on(["GET", "POST"], `${numberPath}/sms`, async (c) => {
  const { fields, marks } = c.get("webhook");
  return await send(c, await answerMessage(webhookContextOf(c), readIncomingMessage(fields), marks));
});

inboundRoutes.on(["GET", "POST"], `${numberPath}/sms-status`, async (c) => {
  const { fields, marks } = c.get("webhook");
  return await send(c, await recordMessageStatus(webhookContextOf(c), readIncomingMessage(fields), marks));
});
