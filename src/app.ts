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
import { createRouter } from "#kernel/http/http";
import { Problem } from "#kernel/http/problem";
import { healthRoutes } from "#operations/health/routes";
import { jobRoutes } from "#operations/job-runs/routes";
import { evaluateChanged } from "#operations/readiness/judge-marks";
import { readinessRoutes } from "#operations/readiness/routes";
import { orphanRoutes } from "#operations/sync/orphan-routes";
import { syncRoutes } from "#operations/sync/routes";
import { authenticateCaller } from "#runtime/authenticate-caller";
import { contracts } from "#runtime/contracts";
import { documentApi } from "#runtime/documentation";
import { respondWithProblem } from "#runtime/problem-response";
import { logRequest } from "#runtime/request-log";
import { ticketMiddleware } from "#runtime/ticket-middleware";
import { tenantRoutes } from "#tenants/routes";
import { callRoutes } from "#traffic/calls/routes";
import { inboundRoutes } from "#traffic/inbound/routes";
import { messageRoutes } from "#traffic/messages/routes";
import { usageRoutes } from "#traffic/usage/routes";
import { jobs } from "./jobs";

export const MAX_BODY_BYTES = 1024 * 1024;

export const app = createRouter();
const { methodsAt, refuseUnasked } = contracts(app);

app.onError(respondWithProblem);
app.use(logRequest);
app.use(
  secureHeaders({
    strictTransportSecurity: "max-age=31536000; includeSubDomains",
    xFrameOptions: "DENY",
    contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    // Of use to pages only, which are static files with headers of their own (src/docs/_headers).
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
app.use("/v1/*", refuseUnasked);

app.route("/", tenantRoutes);
app.route("/", searchRoutes);
app.route("/", regulatoryRoutes);
app.route("/", reservationRoutes);
app.route("/", orderRoutes);
app.route("/", bulkRoutes);
app.route("/", numberRoutes);
app.route("/", agentRoutes);
app.route("/", assignmentRoutes);
app.route("/", routingRoutes);
app.route("/", transferRoutes);
app.route("/", callRoutes);
app.route("/", messageRoutes);
app.route("/", readinessRoutes);
app.route("/", usageRoutes);
app.route("/", eventRoutes);
app.route("/", liveRoutes);
app.route("/", webhookRoutes);
app.route("/", eventArchiveRoutes);
app.route("/", findingRoutes);
app.route("/", syncRoutes);
app.route("/", orphanRoutes);
app.route("/", jobRoutes(jobs));
app.route("/", healthRoutes(jobs));
app.route("/", inboundRoutes);

documentApi(app);

app.notFound((c) => {
  const methods = methodsAt(c.req.path);
  if (methods.length === 0)
    return respondWithProblem(new Problem("not_found", `There is nothing at ${c.req.path}. See /docs.`), c);
  c.header("Allow", methods.join(", "));
  return respondWithProblem(new Problem("method_not_allowed", `${c.req.path} takes ${methods.join(", ")}.`), c);
});
