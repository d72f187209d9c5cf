import { Hono } from "hono";
import { homeRegion } from "../account/regions";
import { wavOf } from "../conversation/mu-law";
import type { Sandbox } from "../sandbox";
import { byocCallBody, placeByocCall } from "../traffic/byoc-call";
import { callBody } from "../traffic/call";
import { placeCall } from "../traffic/place-call";
import { messageBody, placeMessage } from "../traffic/place-message";
import { bodyOf, failure, read } from "./body";

/** Calls and messages to numbers of the account. The region that a number's route names takes its calls. */
export function trafficRoutes(sandbox: Sandbox): Hono {
  const app = new Hono();
  app.post("/sandbox/calls", async (c) => {
    const order = read(callBody, await bodyOf(c));
    const isHome = sandbox.region === homeRegion;
    const regional = isHome
      ? sandbox.inRegion(sandbox.routes.all(order.to)[0]?.fields.voice_region ?? homeRegion)
      : sandbox;
    const number = regional.numbers.byPhoneNumber(order.to);
    if (!number) throw failure(404, "the account does not have that number");
    if (number.settings.voice_application_sid !== "")
      throw failure(409, "the number's voice application takes its calls, and the sandbox has no applications");
    if (number.settings.trunk_sid === null && number.settings.voice_url === "")
      throw failure(409, "the number has no voice_url");
    return c.json(await placeCall(regional, number, order));
  });
  app.post("/sandbox/byoc-calls", async (c) => {
    const order = read(byocCallBody, await bodyOf(c));
    const domain = sandbox.sip.domains.all().find(({ fields }) => fields.domain_name === order.domain);
    if (!domain) throw failure(404, "the account does not have that SIP domain");
    return c.json(await placeByocCall(sandbox, domain, order));
  });
  app.get("/sandbox/calls/:sid", (c) => {
    const transcript = sandbox.calls.transcript(c.req.param("sid"));
    if (!transcript) throw failure(404, "there is no call with that SID, or it has not ended");
    return c.json(transcript);
  });
  app.get("/sandbox/calls/:sid/agent.wav", (c) => {
    const audio = sandbox.calls.agentAudio(c.req.param("sid"));
    if (!audio) throw failure(404, "there is no call with that SID, or it has not ended");
    return new Response(wavOf(audio), { headers: { "content-type": "audio/wav" } });
  });
  app.post("/sandbox/messages", async (c) => {
    const order = read(messageBody, await bodyOf(c));
    const number = sandbox.numbers.byPhoneNumber(order.to);
    if (!number) throw failure(404, "the account does not have that number");
    if (number.settings.sms_url === "") throw failure(409, "the number has no sms_url");
    return c.json(await placeMessage(sandbox, number, order));
  });
  return app;
}
