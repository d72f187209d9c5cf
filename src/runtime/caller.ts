import type { Context as HonoContext, MiddlewareHandler, Next } from "hono";
import type { AppEnv } from "#kernel/http/http";
import { invalidField, Problem } from "#kernel/http/problem";
import { spend, WINDOW_SECONDS, type Window } from "#kernel/http/rate";
import type { Context, IdempotentRequest, Principal } from "#kernel/ports/context";
import { canonicalJson, sha256, sha256Hex } from "#kernel/values/digest";
import { authenticate, KeyMemory } from "#tenants/authenticate";
import { afterResponse, callerParts, compose, timed } from "./context";
import { wakeSubscribers } from "./subscribers";

/** What stands before every `/v1` route: who is asking, how often, and whether they have asked this before. */

const keys = new KeyMemory();
const windows = new Map<string, Window>();
const MAX_WINDOWS = 10_000;

/** Runs after the answer for a request that changed something; `wake` wakes the subscribers of the tenants given to it. */
type AfterChange = (ctx: Context, wake: (tenantIds: ReadonlySet<string>) => Promise<unknown>) => Promise<unknown>;

export const identifyCaller =
  (afterChange: AfterChange): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    c.header("cache-control", "no-store");
    const { db, config, now, later } = callerParts(c.env, c.executionCtx);
    const admit = () => limitUnknownKeys(c.env, c.req.header("cf-connecting-ip"));
    const principal = await authenticate(
      { db, config, memory: keys, now, later, admit },
      c.req.header("authorization"),
    );
    await limitRate(c.env, principal, config.apiRateLimit, now, (name, value) => c.header(name, value));
    const idempotency = await idempotentRequest(c.req, principal);
    const ctx = compose(c.env, { principal, requestId: c.get("requestId"), idempotency, later });
    await (principal.scopes.has("admin") ? serveTimed(c, ctx, next) : serve(c, ctx, next));
    const wake = (tenantIds: ReadonlySet<string>) => wakeSubscribers(c.env, tenantIds);
    if (ctx.changed.tenants.size > 0) later(wake(ctx.changed.tenants));
    if (ctx.changed.subjectIds.size > 0) later(afterResponse().then(() => afterChange(ctx, wake)));
  };

async function serve(c: HonoContext<AppEnv>, ctx: Context, next: Next): Promise<void> {
  c.set("ctx", ctx);
  await next();
}

/** Who runs the platform is told where the time went. */
async function serveTimed(c: HonoContext<AppEnv>, untimed: Context, next: Next): Promise<void> {
  const { ctx, stopwatch } = timed(c.env, untimed);
  await serve(c, ctx, next);
  c.header("server-timing", stopwatch.toString());
}

/** Keys that this isolate does not know cost a look into the database, so an address may show only so many of them. */
export async function limitUnknownKeys(env: Env, address: string | undefined): Promise<void> {
  const { success } = await env.WEBHOOK_RATE.limit({ key: address ?? "nowhere" });
  if (success) return;
  throw new Problem("rate_limited", "Too many different keys from one address.", { retryAfter: WINDOW_SECONDS });
}

/** One request in this many is counted by Cloudflare's limiter too, whose limit in `wrangler.toml` is a tenth accordingly. */
const SAMPLED = 10;

/** Counted in this isolate, with headers that say how much is left; and by sample across isolates, by Cloudflare's limiter. */
async function limitRate(
  env: Env,
  principal: Principal,
  limit: number,
  now: number,
  setHeader: (name: string, value: string) => void,
): Promise<void> {
  const caller = principal.keyId ?? "admin";
  const spent = spend(windows.get(caller), limit, now);
  if (windows.size >= MAX_WINDOWS) windows.clear();
  windows.set(caller, spent.window);
  setHeader("RateLimit-Policy", `"key";q=${limit};w=${WINDOW_SECONDS}`);
  setHeader("RateLimit", `"key";r=${spent.remaining};t=${spent.resetSeconds}`);
  const sampled = spent.allowed && spent.window.used % SAMPLED === 1;
  if (spent.allowed && (!sampled || (await env.API_RATE.limit({ key: caller })).success)) return;
  // What the others have used up is used up here too, until the window ends.
  windows.set(caller, { ...spent.window, used: limit });
  throw new Problem("rate_limited", `At most ${limit} requests in ${WINDOW_SECONDS} seconds.`, {
    retryAfter: spent.resetSeconds,
  });
}

interface Request {
  readonly method: string;
  readonly path: string;
  readonly url: string;
  header(name: string): string | undefined;
  text(): Promise<string>;
}

async function idempotentRequest(request: Request, principal: Principal): Promise<IdempotentRequest | null> {
  const key = request.header("idempotency-key");
  if (key === undefined || request.method !== "POST") return null;
  if (key.length === 0 || key.length > 255) {
    throw invalidField("header", "/idempotency-key", "Must have 1 to 255 characters.");
  }
  const [keyHash, requestHash, sealingKey] = await Promise.all([
    sha256Hex(key),
    sha256Hex(
      `${request.method} ${request.path}${new URL(request.url).search}\n${canonicalText(await request.text())}`,
    ),
    sha256(`${request.header("authorization")}\n${principal.tenantId}\n${key}`),
  ]);
  return { keyHash, requestHash, sealingKey };
}

/** The same JSON however it was spaced and ordered; other text, which validation will refuse, as it is. */
function canonicalText(text: string): string {
  try {
    return canonicalJson(JSON.parse(text));
  } catch {
    return text;
  }
}
