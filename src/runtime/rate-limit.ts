import { Problem } from "#kernel/http/problem";
import { countRequest, type RateWindow, WINDOW_SECONDS } from "#kernel/http/rate-limit";
import type { Principal } from "#kernel/ports/context";
import { ExpiringCache } from "#kernel/values/expiring-cache";

/**
 * Limits the requests of each key. This isolate counts its own requests in windows; Cloudflare's rate limiting binding
 * counts shares of the limit across isolates
 * (https://developers.cloudflare.com/workers/runtime-apis/bindings/rate-limit/).
 */

const windows = new ExpiringCache<RateWindow>({ maxEntries: 10_000, ttlMs: WINDOW_SECONDS * 1_000 });

/**
 * The limit of `API_RATE` in `wrangler.toml`, for every `API_RATE_LIMIT` from 100 on: an isolate asks Cloudflare's
 * limiter once for each hundredth of the limit that a key uses, at the first request of it. With a lower limit it
 * asks for every request.
 */
const SHARES = 100;

/**
 * Counts a request of this key and throws `rate_limited` past `limit` requests per window. `setHeader` gets the
 * `RateLimit` headers of https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/.
 */
export async function limitRate(
  env: Env,
  principal: Principal,
  limit: number,
  now: number,
  setHeader: (name: string, value: string) => void,
): Promise<void> {
  const caller = principal.keyId ?? "admin";
  const counted = countRequest(windows.get(caller, now), limit, now);
  windows.set(caller, counted.window, now);
  setHeader("RateLimit-Policy", `"key";q=${limit};w=${WINDOW_SECONDS}`);
  setHeader("RateLimit", `"key";r=${counted.remaining};t=${counted.resetSeconds}`);
  const shareOf = (request: number): number => Math.floor(((request - 1) * SHARES) / limit);
  const { used } = counted.window;
  const beginsShare = shareOf(used) > shareOf(used - 1);
  if (counted.allowed && (!beginsShare || (await env.API_RATE.limit({ key: caller })).success)) return;
  // Cloudflare's limiter also counts other isolates: when it refuses, the key is at its limit here too until the window
  // ends.
  windows.set(caller, { ...counted.window, used: limit }, now);
  throw new Problem(
    "rate_limited",
    `Your key may send at most ${limit} requests in ${WINDOW_SECONDS} seconds. Retry after \`retry_after\` seconds.`,
    {
      retryAfter: counted.resetSeconds,
    },
  );
}

/**
 * Whether a webhook from this address may have the keys of an account read, which costs a read before its signature is
 * known to be good.
 */
export async function mayReadSigningKeys(env: Env, address: string | undefined): Promise<boolean> {
  const { success } = await env.WEBHOOK_RATE.limit({ key: `signing keys ${address ?? "nowhere"}` });
  return success;
}

/** Requests that one address may send to share links in a window: a page is one, and a person reads it. */
const LINK_LIMIT = 30;

/** Whether a visitor from this address may open a share link now. */
export async function mayOpenLink(env: Env, address: string | undefined, now: number): Promise<boolean> {
  const visitor = `share links ${address ?? "nowhere"}`;
  const counted = countRequest(windows.get(visitor, now), LINK_LIMIT, now);
  windows.set(visitor, counted.window, now);
  return counted.allowed && (await env.WEBHOOK_RATE.limit({ key: visitor })).success;
}

/** An unknown key costs a database read, so each client address may try only so many of them. Throws `rate_limited`. */
export async function limitUnknownKeys(env: Env, address: string | undefined): Promise<void> {
  const { success } = await env.WEBHOOK_RATE.limit({ key: address ?? "nowhere" });
  if (success) return;
  throw new Problem("rate_limited", "Too many different keys from one address. Wait, then use one valid key.", {
    retryAfter: WINDOW_SECONDS,
  });
}
