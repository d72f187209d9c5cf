import { Hono } from "hono";
import { receiverAnswer } from "../account/receivers";
import { brokenAnswer } from "../rest/answer";
import type { Sandbox } from "../sandbox";
import { bodyOf, read } from "./body";

/** Not part of Twilio: receivers for the platform's own webhooks, with answers to set and a log of what came in. */
export function receiverRoutes(sandbox: Sandbox): Hono {
  const app = new Hono();
  const { receivers } = sandbox;

  app.all("/sandbox/receiver/:name", async (c) => {
    const headers = Object.fromEntries(c.req.raw.headers);
    const answer = receivers.received(c.req.param("name"), headers, await c.req.text(), sandbox.now());
    if (!answer) return c.body(null, 204);
    await sandbox.sleep(answer.delay_ms);
    if (answer.breaks) return brokenAnswer();
    const isBare = [204, 205, 304].includes(answer.status);
    return new Response(isBare ? null : answer.body, { status: answer.status, headers: answer.headers });
  });
  app.get("/sandbox/receivers/:name", (c) => c.json({ requests: receivers.receipts(c.req.param("name")) }));
  app.post("/sandbox/receivers/:name/answers", async (c) => {
    receivers.addAnswer(c.req.param("name"), read(receiverAnswer, await bodyOf(c)));
    return c.body(null, 204);
  });
  app.delete("/sandbox/receivers/:name/answers", (c) => {
    receivers.forget(c.req.param("name"));
    return c.body(null, 204);
  });
  return app;
}
