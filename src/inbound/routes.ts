import { Hono, type Context as HonoContext } from "hono";
import { verifySignature } from "../carriers/twilio-signature";
import { databaseOf, requireConfig } from "../compose";
import { describeError } from "../kernel/db";
import type { AppEnv } from "../kernel/http";
import { statusAtDoor } from "../numbers/queries";
import { answerCall, answerMessage, answerWithoutInventory } from "./answer";

/**
 * The doors that each number's webhook URLs lead to. Whoever is not Twilio gets a bare 403; once the signature is good the
 * answer is always valid TwiML.
 */
export const inboundRoutes = new Hono<AppEnv>();

const twiml = (c: HonoContext<AppEnv>, document: string) =>
  c.body(document, 200, { "content-type": "text/xml; charset=utf-8" });

/** Signed with our token for the URL that we gave out: the configured origin, whatever the request's own host says. */
inboundRoutes.use("/twilio/*", async (c, next) => {
  const { publicOrigin, twilio } = requireConfig(c.env);
  const { pathname, search } = new URL(c.req.url);
  const signed = await verifySignature({
    tokens: [twilio.authToken],
    signature: c.req.header("x-twilio-signature") ?? null,
    url: publicOrigin + pathname + search,
    contentType: c.req.header("content-type") ?? null,
    rawBody: await c.req.arrayBuffer(),
  });
  if (!signed) return c.body(null, 403);
  await next();
});

inboundRoutes.on(["GET", "POST"], "/twilio/:tenant_id/numbers/:number_id/voice", async (c) => {
  const { tenant_id, number_id } = c.req.param();
  try {
    return twiml(c, answerCall(await statusAtDoor(databaseOf(c.env), tenant_id, number_id)));
  } catch (error) {
    console.error({ message: "a call could not be looked up", number_id, error: describeError(error) });
    return twiml(c, answerWithoutInventory());
  }
});

inboundRoutes.on(["GET", "POST"], "/twilio/:tenant_id/numbers/:number_id/sms", (c) => twiml(c, answerMessage()));

inboundRoutes.post("/twilio/:tenant_id/numbers/:number_id/voice-status", (c) => c.body(null, 204));
