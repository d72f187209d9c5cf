import type { Context as HonoContext } from "hono";
import type { AppEnv } from "#kernel/http/http";
import type { Context, Principal } from "#kernel/ports/context";
import { loggedWaitUntil } from "./environment";
import { createRequestContext } from "./request-context";

/** The principal of a request without a key: it is of no tenant and may do nothing by itself. */
const visitor: Principal = { tenantId: "", keyId: null, scopes: new Set() };

/**
 * The context of a request without an API key, whose URL is signed. **Invariant:** its handler checks the signature
 * before it reads anything.
 */
export const createPublicContext = (c: HonoContext<AppEnv>): Context =>
  createRequestContext(c.env, {
    principal: visitor,
    requestId: c.get("requestId"),
    idempotency: null,
    waitUntil: loggedWaitUntil(c.executionCtx),
  });
