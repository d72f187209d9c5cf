import { Hono, type Context as HonoContext } from "hono";
import { readCall, readMessage } from "#carriers/twilio/webhook";
import { takeCall } from "./answer-call";
import { takeMessage } from "./answer-message";
import { takeCallResult } from "./record-call-result";
import { takeCallStatus } from "./record-call-status";
import { takeMessageStatus } from "./record-message-status";
import type { Reply } from "./reply";
import { legNames } from "./urls";
import { type DoorEnv, doorOf, requireSignature, turnAway } from "./verify-signature";

/**
 * The doors that each number's webhook URLs lead to. Whoever is not Twilio gets a bare 403; once the signature is good the
 * answer is always one that Twilio understands.
 */
export const inboundRoutes = new Hono<DoorEnv>();

const numberPath = "/twilio/:tenant_id/numbers/:phone_number_id";

inboundRoutes.use(`${numberPath}/*`, requireSignature);

async function send(c: HonoContext<DoorEnv>, reply: Reply): Promise<Response> {
  switch (reply.kind) {
    case "document":
      return c.body(reply.twiml, 200, { "content-type": "text/xml; charset=utf-8" });
    case "taken":
      return c.body(null, 204);
    case "replayed":
      return await turnAway(c, "replayed");
  }
}

inboundRoutes.on(["GET", "POST"], `${numberPath}/voice`, async (c) => {
  const { fields, marks } = c.get("webhook");
  return await send(c, await takeCall(doorOf(c), readCall(fields), marks));
});

inboundRoutes.on(["GET", "POST"], `${numberPath}/voice-result`, async (c) => {
  const { fields, marks } = c.get("webhook");
  const leg = legNames.find((name) => name === c.req.query("leg")) ?? "fallback";
  return await send(c, await takeCallResult(doorOf(c), leg, readCall(fields), marks));
});

inboundRoutes.on(["GET", "POST"], `${numberPath}/voice-status`, async (c) => {
  const { fields, marks } = c.get("webhook");
  return await send(c, await takeCallStatus(doorOf(c), readCall(fields), marks));
});

inboundRoutes.on(["GET", "POST"], `${numberPath}/sms`, async (c) => {
  const { fields, marks } = c.get("webhook");
  return await send(c, await takeMessage(doorOf(c), readMessage(fields), marks));
});

inboundRoutes.on(["GET", "POST"], `${numberPath}/sms-status`, async (c) => {
  const { fields, marks } = c.get("webhook");
  return await send(c, await takeMessageStatus(doorOf(c), readMessage(fields), marks));
});
