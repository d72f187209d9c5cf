import type { Context as HonoContext, MiddlewareHandler, Next } from "hono";
import { getCookie } from "hono/cookie";
import type { AppEnv } from "#kernel/http/http";
import type { Context, Principal } from "#kernel/ports/context";
import { authenticateSession } from "#sessions/authenticate-session";
import { cookieNameFor } from "#sessions/cookie";
import { authenticate } from "#tenants/authenticate";
import { keyMemory, sessionMemory } from "./credential-memories";
import { idempotentRequest } from "./idempotent-request";
import { limitRate, limitUnknownKeys } from "./rate-limit";
import { authenticationParts, createRequestContext, withTiming } from "./request-context";
import { requestDatabase } from "./request-database";
import { wakeSubscribers } from "./wake-subscribers";

/**
 * Starts what follows the response to a request that changed something; `wake` wakes the subscribers of the given
 * tenants.
 */
type AfterChange = (ctx: Context, wake: (tenantIds: ReadonlySet<string>) => Promise<unknown>) => void;

/**
 * Runs before every `/v1` route: authenticates the caller, counts the request against the key's rate limit, reads its
 * Idempotency-Key and sets the route's `Context`. After the route it wakes the subscribers of the tenants whose event
 * log grew, and starts `afterChange`.
 */
export const authenticateCaller =
  (afterChange: AfterChange): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    c.header("cache-control", "no-store");
    const parts = authenticationParts(c.env, c.executionCtx);
    const { config, now, waitUntil } = parts;
    const { principal, credential } = await callerOf(c, parts);
    await limitRate(c.env, principal, config.apiRateLimit, now, (name, value) => c.header(name, value));
    const idempotency = await idempotentRequest(c.req, principal, credential);
    const target = { path: c.req.path, query: (name: string) => c.req.query(name) };
    const database = await requestDatabase(parts.databases, principal, target);
    const requestId = c.get("requestId");
    const ctx = createRequestContext(c.env, { principal, requestId, idempotency, waitUntil, database });
    await (principal.scopes.has("admin") ? serveTimed(c, ctx, next) : serve(c, ctx, next));
    if (idempotency?.replayed && c.res.ok) c.header("Idempotent-Replayed", "true");
    const wake = (tenantIds: ReadonlySet<string>) => wakeSubscribers(c.env, tenantIds);
    if (ctx.changed.tenants.size > 0) waitUntil(wake(ctx.changed.tenants));
    if (!ctx.changed.isEmpty) afterChange(ctx, wake);
  };

interface AuthenticatedCaller {
  readonly principal: Principal;
  /** The secret that the caller sent. */
  readonly credential: string;
}

/** The caller that the header `Authorization` names, or without one the cookie of a session. */
async function callerOf(
  c: HonoContext<AppEnv>,
  parts: ReturnType<typeof authenticationParts>,
): Promise<AuthenticatedCaller> {
  const deps = { ...parts, limitUnknownKeys: () => limitUnknownKeys(c.env, c.req.header("cf-connecting-ip")) };
  const authorization = c.req.header("authorization");
  const byHeader = async (): Promise<AuthenticatedCaller> => {
    const principal = await authenticate({ ...deps, memory: keyMemory }, authorization);
    return { principal, credential: authorization ?? "" };
  };
  if (authorization !== undefined) return await byHeader();
  const url = new URL(c.req.url);
  const token = getCookie(c, cookieNameFor(url));
  if (token === undefined) return await byHeader();
  const principal = await authenticateSession(
    { ...deps, memory: sessionMemory },
    {
      token,
      csrfToken: c.req.header("x-csrf-token"),
      method: c.req.method,
      upgrade: c.req.header("upgrade"),
      origin: c.req.header("origin"),
      fetchSite: c.req.header("sec-fetch-site"),
      ownOrigins: [...new Set([url.origin, parts.config.publicOrigin])],
    },
  );
  return { principal, credential: token };
}

async function serve(c: HonoContext<AppEnv>, ctx: Context, next: Next): Promise<void> {
  c.set("ctx", ctx);
  await next();
}

/** Sends the platform a `Server-Timing` header. Tenants get none. */
async function serveTimed(c: HonoContext<AppEnv>, untimed: Context, next: Next): Promise<void> {
  const { ctx, stopwatch } = withTiming(untimed);
  await serve(c, ctx, next);
  c.header("server-timing", stopwatch.toString());
}
