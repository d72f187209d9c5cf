import type { Context as HonoContext } from "hono";
import { readCall, readIncomingMessage } from "#carriers/twilio/webhook";
import { type TrunkWebhook, trunkWebhookPath } from "#connections/sip-trunks/webhook-urls";
import { type NumberWebhook, webhookPath } from "#inventory/phone-numbers/webhook-urls";
import { HonoRoutes } from "#kernel/http/hono-routes";
import { answerCall } from "./answer-call";
import { answerMessage } from "./answer-message";
import { recordCallResult } from "./record-call-result";
import { recordCallStatus } from "./record-call-status";
import { recordMessageStatus } from "./record-message-status";
import { legNames, trunkLegIn } from "./result-urls";
import { rejectAfterRead, requireSignature, type WebhookEnv, webhookContextOf } from "./verify-signature";
import type { WebhookResponse } from "./webhook-response";

/**
 * Twilio's webhooks; each number has its own URLs. A request without Twilio's signature gets an empty 403. A signed one
 * always gets an answer that Twilio understands.
 */
export const inboundRoutes = new HonoRoutes<WebhookEnv>();

const path = <Webhook extends NumberWebhook | "*">(webhook: Webhook) =>
  webhookPath(":tenant_id", ":phone_number_id", webhook);

inboundRoutes.use(path("*"), requireSignature);

/** Calls over a BYOC trunk begin here; what follows comes to the webhooks of their number. */
const trunkPath = <Webhook extends TrunkWebhook>(webhook: Webhook) =>
  trunkWebhookPath(":tenant_id", ":sip_trunk_id", webhook);

function send(c: HonoContext<WebhookEnv>, response: WebhookResponse): Response {
  switch (response.kind) {
    case "twiml":
      return c.body(response.twiml, 200, { "content-type": "text/xml; charset=utf-8" });
    case "accepted":
      return c.body(null, 204);
    case "replayed":
      return rejectAfterRead(c, "replayed");
    case "of_another_account":
      return rejectAfterRead(c, "wrongSignature");
  }
}

const voice = async (c: HonoContext<WebhookEnv>) => {
  const { fields, fingerprints } = c.get("webhook");
  return send(c, await answerCall(webhookContextOf(c), readCall(fields), fingerprints));
};

inboundRoutes.on(["GET", "POST"], path("voice"), voice);
inboundRoutes.on(["GET", "POST"], trunkPath("voice"), requireSignature, voice);

inboundRoutes.on(["GET", "POST"], path("voice-result"), async (c) => {
  const { fields, fingerprints } = c.get("webhook");
  const leg = legNames.find((name) => name === c.req.query("leg")) ?? "fallback";
  const attempt = { leg, over: trunkLegIn(c.req.query()) };
  return send(c, await recordCallResult(webhookContextOf(c), attempt, readCall(fields), fingerprints));
});

const voiceStatus = async (c: HonoContext<WebhookEnv>) => {
  const { fields, fingerprints } = c.get("webhook");
  return send(c, await recordCallStatus(webhookContextOf(c), readCall(fields), fingerprints));
};

inboundRoutes.on(["GET", "POST"], path("voice-status"), voiceStatus);
inboundRoutes.on(["GET", "POST"], trunkPath("voice-status"), requireSignature, voiceStatus);

inboundRoutes.on(["GET", "POST"], path("sms"), async (c) => {
  const { fields, fingerprints } = c.get("webhook");
  return send(c, await answerMessage(webhookContextOf(c), readIncomingMessage(fields), fingerprints));
});

inboundRoutes.on(["GET", "POST"], path("sms-status"), async (c) => {
  const { fields, fingerprints } = c.get("webhook");
  return send(c, await recordMessageStatus(webhookContextOf(c), readIncomingMessage(fields), fingerprints));
});
