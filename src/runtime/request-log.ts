import type { MiddlewareHandler } from "hono";
import type { AppEnv } from "#kernel/http/http";
import { newRequestId } from "./environment";

/**
 * Gives each request an id and logs one line for it: ids and timings, no bodies and no phone numbers.
 */
export const logRequest: MiddlewareHandler<AppEnv> = async (c, next) => {
  const requestId = newRequestId();
  c.set("requestId", requestId);
  const begun = Date.now();
  await next();
  c.res.headers.set("x-request-id", requestId);
  const ctx = c.get("ctx");
  console.log({
    message: "request",
    method: c.req.method,
    route: c.req.routePath,
    status: c.res.status,
    ms: Date.now() - begun,
    request_id: requestId,
    ...(ctx && { tenant_id: ctx.principal.tenantId, key_id: ctx.principal.keyId }),
    ...(ctx?.principal.session && { session_id: ctx.principal.session.id }),
  });
};
