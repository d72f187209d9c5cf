import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import { secureHeaders } from "hono/secure-headers";
import { eventRoutes } from "./events/routes";
import { healthRoutes } from "./health/routes";
import { identifyCaller } from "./http/caller";
import { documentApi, methodsOf } from "./http/documentation";
import { answerProblem } from "./http/problems";
import { accountForRequest } from "./http/surface";
import { inboundRoutes } from "./inbound/routes";
import { createRouter } from "./kernel/http";
import { Problem } from "./kernel/problem";
import { numberRoutes } from "./numbers/routes";
import { orderRoutes } from "./orders/routes";
import { reservationRoutes } from "./reservations/routes";
import { searchRoutes } from "./search/routes";
import { tenantRoutes } from "./tenants/routes";

export const MAX_BODY_BYTES = 1024 * 1024;

export const app = createRouter();

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
  "/v1/*",
  bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: () => {
      throw new HTTPException(413);
    },
  }),
);
app.use("/v1/*", identifyCaller);

app.route("/", tenantRoutes);
app.route("/", searchRoutes);
app.route("/", reservationRoutes);
app.route("/", orderRoutes);
app.route("/", numberRoutes);
app.route("/", eventRoutes);
app.route("/", healthRoutes);
app.route("/", inboundRoutes);

documentApi(app);

app.notFound((c) => {
  const methods = methodsOf(app, c.req.path);
  if (methods.length === 0)
    return answerProblem(new Problem("not_found", `There is nothing at ${c.req.path}. See /docs.`), c);
  c.header("Allow", methods.join(", "));
  return answerProblem(new Problem("method_not_allowed", `${c.req.path} takes ${methods.join(", ")}.`), c);
});
