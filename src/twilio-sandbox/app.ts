import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { controlRoutes } from "./control/routes";
import { notDone, notFound, TwilioProblem } from "./problem";
import { accountRoutes } from "./rest/accounts";
import { addressRoutes } from "./rest/addresses";
import { answer } from "./rest/answer";
import type { Caller } from "./rest/auth";
import { availableRoutes } from "./rest/available";
import { bundleRoutes } from "./rest/bundles";
import { callRouteRoutes } from "./rest/call-routes";
import { incomingRoutes } from "./rest/incoming";
import { keyRoutes } from "./rest/keys";
import { messageRoutes } from "./rest/messages";
import { messagingRoutes } from "./rest/messaging";
import { portingRoutes } from "./rest/porting";
import { portingConfigurationRoutes } from "./rest/porting-configuration";
import { pricingRoutes } from "./rest/pricing";
import { regulationRoutes } from "./rest/regulations";
import { sipDomainRoutes } from "./rest/sip-domains";
import { sipListRoutes } from "./rest/sip-lists";
import { trunkRoutes } from "./rest/trunks";
import { voiceRoutes } from "./rest/voice";
import { webhookConfigRoutes } from "./rest/webhook-config";
import type { Sandbox } from "./sandbox";

/** The whole stand-in for one account in one region. It routes on the path alone; the caller is authenticated. */
export function createApp(sandbox: Sandbox): Hono<{ Bindings: Caller }> {
  const app = new Hono<{ Bindings: Caller }>();
  app.route("/", controlRoutes(sandbox));
  app.route("/", accountRoutes(sandbox));
  app.route("/", keyRoutes(sandbox));
  app.route("/", availableRoutes(sandbox));
  app.route("/", incomingRoutes(sandbox));
  app.route("/", pricingRoutes(sandbox));
  app.route("/", addressRoutes(sandbox));
  app.route("/", regulationRoutes(sandbox));
  app.route("/", bundleRoutes(sandbox));
  app.route("/", messagingRoutes(sandbox));
  app.route("/", messageRoutes(sandbox));
  app.route("/", callRouteRoutes(sandbox));
  app.route("/", webhookConfigRoutes(sandbox));
  app.route("/", sipListRoutes(sandbox));
  app.route("/", sipDomainRoutes(sandbox));
  app.route("/", voiceRoutes(sandbox));
  app.route("/", trunkRoutes(sandbox));
  app.route("/", portingRoutes(sandbox));
  app.route("/", portingConfigurationRoutes(sandbox));
  app.on(["PUT", "PATCH"], ["/2010-04-01/*", "/v1/*", "/v2/*"], () => {
    throw new TwilioProblem(405, 20004, "Method not allowed");
  });
  app.notFound(({ req: { method, path } }) => {
    const isTwilio = /^\/(2010-04-01|v\d+)\//i.test(path);
    return problemAnswer(sandbox, isTwilio ? notDone(method, path) : notFound(path));
  });
  app.onError((error) => {
    if (error instanceof TwilioProblem) return problemAnswer(sandbox, error);
    if (error instanceof HTTPException)
      return problemAnswer(sandbox, new TwilioProblem(error.status, 20001, error.message));
    console.error(error);
    return problemAnswer(sandbox, new TwilioProblem(500, 20500, "An internal server error has occurred"));
  });
  return app;
}

export function problemAnswer(sandbox: Sandbox, problem: TwilioProblem): Response {
  return answer(sandbox, problem.reply());
}
