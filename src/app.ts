import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import { secureHeaders } from "hono/secure-headers";
import { agentRoutes } from "./agents/routes";
import { bulkRoutes } from "./bulk/routes";
import { callRoutes } from "./calls/routes";
import { eventArchiveRoutes } from "./event-archive/routes";
import { eventRoutes } from "./events/routes";
import { findingRoutes } from "./findings/routes";
import { healthRoutes } from "./health/routes";
import { identifyCaller } from "./http/caller";
import { contracts } from "./http/contracts";
import { documentApi } from "./http/documentation";
import { answerProblem } from "./http/problems";
import { accountForRequest } from "./http/surface";
import { ticketDoor } from "./http/ticket-door";
import { inboundRoutes } from "./inbound/routes";
import { jobRoutes } from "./job-runs/routes";
import { jobs } from "./jobs";
import { createRouter } from "./kernel/http";
import { Problem } from "./kernel/problem";
import { liveRoutes } from "./live/routes";
import { messageRoutes } from "./messages/routes";
import { numberRoutes } from "./numbers/routes";
import { transferRoutes } from "./numbers/transfer-routes";
import { orderRoutes } from "./orders/routes";
import { readinessRoutes } from "./readiness/routes";
import { regulatoryRoutes } from "./regulatory/routes";
import { reservationRoutes } from "./reservations/routes";
import { assignmentRoutes } from "./routing/assignment-routes";
import { routingRoutes } from "./routing/routes";
import { searchRoutes } from "./search/routes";
import { orphanRoutes } from "./sync/orphan-routes";
import { syncRoutes } from "./sync/routes";
import { tenantRoutes } from "./tenants/routes";
import { usageRoutes } from "./usage/routes";
import { webhookRoutes } from "./webhooks/routes";

export const MAX_BODY_BYTES = 1024 * 1024;

export const app = createRouter();
const { methodsAt, refuseUnasked } = contracts(app);

app.onError(answerProblem);
app.use(accountForRequest);
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
app.get("/v1/live", ticketDoor);
for (const path of ["/v1/*", "/health/report", "/metrics"]) app.use(path, identifyCaller);
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
    return answerProblem(new Problem("not_found", `There is nothing at ${c.req.path}. See /docs.`), c);
  c.header("Allow", methods.join(", "));
  return answerProblem(new Problem("method_not_allowed", `${c.req.path} takes ${methods.join(", ")}.`), c);
});
