import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { controlRoutes } from "./control/routes";
import { notFound, TwilioProblem } from "./problem";
import { accountRoutes } from "./rest/accounts";
import { addressRoutes } from "./rest/addresses";
import { answer } from "./rest/answer";
import { requireAccount, requireCredentials } from "./rest/auth";
import { availableRoutes } from "./rest/available";
import { bundleRoutes } from "./rest/bundles";
import { incomingRoutes } from "./rest/incoming";
import { messageRoutes } from "./rest/messages";
import { messagingRoutes } from "./rest/messaging";
import { pricingRoutes } from "./rest/pricing";
import { regulationRoutes } from "./rest/regulations";
import type { Sandbox } from "./sandbox";

/** The whole stand-in. It routes on the path alone, so any host will do: Twilio's own names or 127.0.0.1. */
export function createApp(sandbox: Sandbox): Hono {
  const app = new Hono();
  app.route("/", controlRoutes(sandbox));
  app.use("/2010-04-01/*", requireCredentials(sandbox));
  app.use("/v1/*", requireCredentials(sandbox));
  app.use("/v2/*", requireCredentials(sandbox));
  app.use("/2010-04-01/Accounts/:account/*", requireAccount(sandbox));
  app.route("/", accountRoutes(sandbox));
  app.route("/", availableRoutes(sandbox));
  app.route("/", incomingRoutes(sandbox));
  app.route("/", pricingRoutes(sandbox));
  app.route("/", addressRoutes(sandbox));
  app.route("/", regulationRoutes(sandbox));
  app.route("/", bundleRoutes(sandbox));
  app.route("/", messagingRoutes(sandbox));
  app.route("/", messageRoutes(sandbox));
  app.on(["PUT", "PATCH"], ["/2010-04-01/*", "/v1/*", "/v2/*"], () => {
    throw new TwilioProblem(405, 20004, "Method not allowed");
  });
  app.notFound((c) => problemAnswer(sandbox, notFound(c.req.path)));
  app.onError((error) => {
    if (error instanceof TwilioProblem) return problemAnswer(sandbox, error);
    if (error instanceof HTTPException)
      return problemAnswer(sandbox, new TwilioProblem(error.status, 20001, error.message));
    console.error(error);
    return problemAnswer(sandbox, new TwilioProblem(500, 20500, "An internal server error has occurred"));
  });
  return app;
}

function problemAnswer(sandbox: Sandbox, problem: TwilioProblem): Response {
  return answer(sandbox, problem.reply());
}
