import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import { secureHeaders } from "hono/secure-headers";
import { accountRoutes } from "#acquisition/account/routes";
import { importRoutes } from "#acquisition/imports/routes";
import { orderRoutes } from "#acquisition/orders/routes";
import { regulatoryRoutes } from "#acquisition/regulatory/routes";
import { reservationRoutes } from "#acquisition/reservations/routes";
import { searchRoutes } from "#acquisition/search/routes";
import { transferRoutes } from "#acquisition/transfers/routes";
import { numbersUseTrunk } from "#acquisition/trunk-numbers/numbers-use-trunk";
import { trunkNumberRoutes } from "#acquisition/trunk-numbers/routes";
import { carrierAccountRoutes } from "#connections/carrier-accounts/routes";
import { signingTestRoute } from "#connections/carrier-accounts/signing-test";
import { sipPresetRoutes } from "#connections/sip-presets/routes";
import { sipTrunkRoutes } from "#connections/sip-trunks/routes";
import { eventArchiveRoutes } from "#events/archive/routes";
import { liveRoutes } from "#events/live/routes";
import { eventRoutes } from "#events/log/routes";
import { webhookRoutes } from "#events/webhook-endpoints/routes";
import { findingRoutes } from "#findings/routes";
import { agentsNamingTrunk } from "#inventory/agents/agents-naming-trunk";
import { agentRoutes } from "#inventory/agents/routes";
import { assignmentRoutes } from "#inventory/assignments/routes";
import { bulkRoutes } from "#inventory/bulk-jobs/routes";
import { numbersOfAccount } from "#inventory/phone-numbers/account-numbers";
import { numberRoutes } from "#inventory/phone-numbers/routes";
import { plansNamingTrunk } from "#inventory/routing/plans-naming-trunk";
import { routingRoutes } from "#inventory/routing/routes";
import { App, isUpload } from "#kernel/http/router";
import { closeAccountFindings, reportCredentials } from "#operations/connection-checks/report-credentials";
import { closeTrunkFindings, reportTrunk } from "#operations/connection-checks/trunk-findings";
import { healthRoutes } from "#operations/health/routes";
import { jobRoutes } from "#operations/job-runs/routes";
import { moveRoutes } from "#operations/moves/routes";
import { portingWebhookRoutes } from "#operations/porting-checks/webhook-routes";
import { evaluateAfterResponse } from "#operations/readiness/evaluate-changed";
import { readinessRoutes } from "#operations/readiness/routes";
import { orphanRoutes } from "#operations/sync/orphan-routes";
import { syncRoutes } from "#operations/sync/routes";
import { documentContent } from "#porting/documents/content";
import { portingDocumentRoutes } from "#porting/documents/routes";
import { portabilityRoutes } from "#porting/portability-checks/routes";
import { preflightRoutes } from "#porting/preflight/routes";
import { portingReasonRoutes } from "#porting/reasons/routes";
import { portingBoardRoutes } from "#porting/requests/board-routes";
import { allowedDateRoutes } from "#porting/requests/date-routes";
import { portingNumberRoutes } from "#porting/requests/number-routes";
import { portingRequestRoutes } from "#porting/requests/routes";
import { portingTimelineRoutes } from "#porting/requests/timeline-routes";
import { portingTransitionRoutes } from "#porting/requests/transition-routes";
import { sharePage } from "#porting/share-links/page";
import { MAX_FORM_BYTES, refuseLargeForm, shareCorrection } from "#porting/share-links/page-correction";
import { shareUpload } from "#porting/share-links/page-upload";
import { portingShareLinkRoutes } from "#porting/share-links/routes";
import { authenticateCaller } from "#runtime/authenticate-caller";
import { consolePage } from "#runtime/console-page";
import { favicon, frontPage } from "#runtime/front-page";
import { respondWithProblem } from "#runtime/problem-response";
import { logRequest } from "#runtime/request-log";
import { ticketMiddleware } from "#runtime/ticket-middleware";
import { unknownPath } from "#runtime/unknown-path";
import { sessionRoutes } from "#sessions/routes";
import { tenantRoutes } from "#tenants/routes";
import { callRoutes } from "#traffic/calls/routes";
import { inboundRoutes } from "#traffic/inbound/routes";
import { messageRoutes } from "#traffic/messages/routes";
import { testCallRoutes } from "#traffic/test-calls/routes";
import { usageRoutes } from "#traffic/usage/routes";
import { jobs } from "./jobs";

const MAX_BODY_BYTES = 1024 * 1024;

export const app = new App();

app.onError(respondWithProblem);
app.use(logRequest);
const headersWith = (contentSecurityPolicy: { defaultSrc: string[]; frameAncestors: string[] } | undefined) =>
  secureHeaders({
    strictTransportSecurity: "max-age=31536000; includeSubDomains",
    xFrameOptions: "DENY",
    ...(contentSecurityPolicy && { contentSecurityPolicy }),
    // These headers matter for pages only. The guides are static files with headers of their own (src/docs/_headers).
    crossOriginResourcePolicy: false,
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
    removePoweredBy: false,
  });
const headersOfApi = headersWith({ defaultSrc: ["'none'"], frameAncestors: ["'none'"] });
/** The page behind a share link, the documents of ports and the console set a Content-Security-Policy of their own. */
const headersOfPages = headersWith(undefined);
app.use((c, next) =>
  (/^\/(ports|porting-documents|console)(\/|$)/.test(c.req.path) ? headersOfPages : headersOfApi)(c, next),
);
/** The forms of the page behind a share link have limits of their own, as their visitors see pages and no problems. */
const isShareForm = (path: string): boolean => /^\/ports\/[^/]+\/(documents|corrections)$/.test(path);
const limitBody = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: () => {
    throw new HTTPException(413);
  },
});
app.use((c, next) => (isUpload(c.req) || isShareForm(c.req.path) ? next() : limitBody(c, next)));
app.get("/ports/:token", sharePage);
app.post("/ports/:token/documents", shareUpload);
const limitForm = bodyLimit({ maxSize: MAX_FORM_BYTES, onError: refuseLargeForm });
app.post("/ports/:token/corrections", limitForm, shareCorrection);
app.get("/porting-documents/:porting_document_id/content", documentContent);
app.get("/", frontPage);
app.get("/favicon.ico", favicon);
app.get("/console", consolePage);
app.get("/console/*", consolePage);
app.get("/v1/live", ticketMiddleware);
for (const path of ["/v1/*", "/health/report", "/metrics"]) app.use(path, authenticateCaller(evaluateAfterResponse));

app.include(tenantRoutes);
app.include(moveRoutes);
app.include(sessionRoutes);
app.include(accountRoutes);
app.include(searchRoutes);
app.include(regulatoryRoutes);
app.include(reservationRoutes);
app.include(orderRoutes);
app.include(importRoutes);
app.include(portingRequestRoutes);
app.include(portingNumberRoutes);
app.include(preflightRoutes);
app.include(portingDocumentRoutes);
app.include(portingShareLinkRoutes);
app.include(portabilityRoutes);
app.include(portingReasonRoutes);
app.include(allowedDateRoutes);
app.include(portingTimelineRoutes);
app.include(portingTransitionRoutes);
app.include(portingBoardRoutes);
app.include(bulkRoutes);
app.include(numberRoutes);
app.include(
  carrierAccountRoutes({ numbersOf: numbersOfAccount, report: reportCredentials, closeFindings: closeAccountFindings }),
);
app.include(agentRoutes);
app.include(assignmentRoutes);
app.include(routingRoutes);
app.include(
  sipTrunkRoutes({
    uses: [agentsNamingTrunk, plansNamingTrunk, numbersUseTrunk],
    report: reportTrunk,
    closeFindings: closeTrunkFindings,
  }),
);
app.include(trunkNumberRoutes);
app.include(sipPresetRoutes);
app.include(transferRoutes);
app.include(callRoutes);
app.include(messageRoutes);
app.include(readinessRoutes);
app.include(testCallRoutes);
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
app.route("/", signingTestRoute);
app.route("/", portingWebhookRoutes);

app.notFound((c) => {
  const { problem, allow } = unknownPath(app.routes, app.operations, c.req);
  if (allow !== null) c.header("Allow", allow);
  return respondWithProblem(problem, c);
});
