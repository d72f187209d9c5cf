import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import { secureHeaders } from "hono/secure-headers";
import { orderRoutes } from "#acquisition/orders/routes";
import { regulatoryRoutes } from "#acquisition/regulatory/routes";
import { reservationRoutes } from "#acquisition/reservations/routes";
import { searchRoutes } from "#acquisition/search/routes";
import { eventArchiveRoutes } from "#events/archive/routes";
import { liveRoutes } from "#events/live/routes";
import { eventRoutes } from "#events/log/routes";
import { webhookRoutes } from "#events/webhook-endpoints/routes";
import { findingRoutes } from "#findings/routes";
import { agentRoutes } from "#inventory/agents/routes";
import { assignmentRoutes } from "#inventory/assignments/routes";
import { bulkRoutes } from "#inventory/bulk-jobs/routes";
import { numberRoutes } from "#inventory/phone-numbers/routes";
import { routingRoutes } from "#inventory/routing/routes";
import { transferRoutes } from "#inventory/transfers/routes";
import { Problem } from "#kernel/http/problem";
import { createRouter } from "#kernel/http/router";
import { healthRoutes } from "#operations/health/routes";
import { jobRoutes } from "#operations/job-runs/routes";
import { evaluateChanged } from "#operations/readiness/evaluate-changed";
import { readinessRoutes } from "#operations/readiness/routes";
import { orphanRoutes } from "#operations/sync/orphan-routes";
import { syncRoutes } from "#operations/sync/routes";
import { authenticateCaller } from "#runtime/authenticate-caller";
import { methodsAt } from "#runtime/methods-at";
import { respondWithProblem } from "#runtime/problem-response";
import { logRequest } from "#runtime/request-log";
import { ticketMiddleware } from "#runtime/ticket-middleware";
import { tenantRoutes } from "#tenants/routes";
import { callRoutes } from "#traffic/calls/routes";
import { inboundRoutes } from "#traffic/inbound/routes";
import { messageRoutes } from "#traffic/messages/routes";
import { usageRoutes } from "#traffic/usage/routes";
import { jobs } from "./jobs";

const MAX_BODY_BYTES = 1024 * 1024;

export const app = createRouter();

app.onError(respondWithProblem);
app.use(logRequest);
app.use(
  secureHeaders({
    strictTransportSecurity: "max-age=31536000; includeSubDomains",
    xFrameOptions: "DENY",
    contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    // These headers matter for pages only, and the pages are static files with their own headers (src/docs/_headers).
    crossOriginResourcePolicy: false,
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  }),
);
app.use(
  bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: () => {
      throw new HTTPException(413);
    },
  }),
);
app.get("/v1/live", ticketMiddleware);
for (const path of ["/v1/*", "/health/report", "/metrics"]) app.use(path, authenticateCaller(evaluateChanged));

app.include(tenantRoutes);
app.include(searchRoutes);
app.include(regulatoryRoutes);
app.include(reservationRoutes);
app.include(orderRoutes);
app.include(bulkRoutes);
app.include(numberRoutes);
app.include(agentRoutes);
app.include(assignmentRoutes);
app.include(routingRoutes);
app.include(transferRoutes);
app.include(callRoutes);
app.include(messageRoutes);
app.include(readinessRoutes);
app.include(usageRoutes);
app.include(eventRoutes);
app.include(liveRoutes);
app.include(webhookRoutes);
app.include(eventArchiveRoutes);
app.include(findingRoutes);
app.include(syncRoutes);
app.include(orphanRoutes);
app.include(jobRoutes(jobs));
app.include(healthRoutes(jobs));
app.route("/", inboundRoutes);

app.notFound((c) => {
  const methods = methodsAt(app.operations, c.req.path);
  if (methods.length === 0)
    return respondWithProblem(new Problem("not_found", `No resource has the path ${c.req.path}. See /docs/api.`), c);
  c.header("Allow", methods.join(", "));
  return respondWithProblem(new Problem("method_not_allowed", `${c.req.path} takes ${methods.join(", ")}.`), c);
});
