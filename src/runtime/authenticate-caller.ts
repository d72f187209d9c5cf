import type { Context as HonoContext, MiddlewareHandler, Next } from "hono";
import type { AppEnv } from "#kernel/http/http";
import type { Context } from "#kernel/ports/context";
import { authenticate, KeyMemory } from "#tenants/authenticate";
import { idempotentRequest } from "./idempotent-request";
import { limitRate, limitUnknownKeys } from "./rate-limit";
import { authenticationParts, createRequestContext, waitUntilResponseSent, withTiming } from "./request-context";
import { wakeSubscribers } from "./wake-subscribers";

const keys = new KeyMemory();

/**
 * Runs after the response to a request that changed something; `wake` wakes the subscribers of the given tenants.
 */
type AfterChange = (ctx: Context, wake: (tenantIds: ReadonlySet<string>) => Promise<unknown>) => Promise<unknown>;

/**
 * Runs before every `/v1` route: authenticates the caller, counts the request against the key's rate limit, reads its
 * Idempotency-Key and sets the route's `Context`. After the route it wakes the subscribers of the tenants whose event
 * log grew, and runs `afterChange` once the response is sent.
 */
export const authenticateCaller =
  (afterChange: AfterChange): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    c.header("cache-control", "no-store");
    const { db, config, now, waitUntil } = authenticationParts(c.env, c.executionCtx);
    const clientAddress = c.req.header("cf-connecting-ip");
    const principal = await authenticate(
      { db, config, memory: keys, now, waitUntil, limitUnknownKeys: () => limitUnknownKeys(c.env, clientAddress) },
      c.req.header("authorization"),
    );
    await limitRate(c.env, principal, config.apiRateLimit, now, (name, value) => c.header(name, value));
    const idempotency = await idempotentRequest(c.req, principal);
    const ctx = createRequestContext(c.env, { principal, requestId: c.get("requestId"), idempotency, waitUntil });
    await (principal.scopes.has("admin") ? serveTimed(c, ctx, next) : serve(c, ctx, next));
    if (idempotency?.replayed && c.res.ok) c.header("Idempotent-Replayed", "true");
    const wake = (tenantIds: ReadonlySet<string>) => wakeSubscribers(c.env, tenantIds);
    if (ctx.changed.tenants.size > 0) waitUntil(wake(ctx.changed.tenants));
    if (!ctx.changed.isEmpty) waitUntil(waitUntilResponseSent().then(() => afterChange(ctx, wake)));
  };

async function serve(c: HonoContext<AppEnv>, ctx: Context, next: Next): Promise<void> {
  c.set("ctx", ctx);
  await next();
}

/** Sends the platform a `Server-Timing` header. Tenants get none. */
async function serveTimed(c: HonoContext<AppEnv>, untimed: Context, next: Next): Promise<void> {
  const { ctx, stopwatch } = withTiming(c.env, untimed);
  await serve(c, ctx, next);
  c.header("server-timing", stopwatch.toString());
}
