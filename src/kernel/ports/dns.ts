import { lazily, z } from "#kernel/http/schema";
import { ExpiringCache } from "#kernel/values/expiring-cache";

/**
 * Resolves host names with Cloudflare's JSON DNS API over HTTPS, because a Worker has no resolver of its own:
 * https://developers.cloudflare.com/1.1.1.1/encryption/dns-over-https/make-api-requests/dns-json/
 */

const RESOLVER = "https://cloudflare-dns.com/dns-query";
const TIMEOUT_MS = 2_000;
const NO_ERROR = 0;
const NO_SUCH_NAME = 3;
const recordTypes = { A: 1, AAAA: 28 } as const;

export type ResolvedHostname =
  | { readonly kind: "addresses"; readonly addresses: readonly string[] }
  | { readonly kind: "no_such_name" }
  /** The resolver gave no usable answer. The name may exist. */
  | { readonly kind: "unavailable" };

export type ResolveHostname = (name: string) => Promise<ResolvedHostname>;

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

const answer = lazily(() =>
  z.object({
    Status: z.int(),
    Answer: z.array(z.object({ type: z.int(), data: z.string() })).optional(),
  }),
);

/** Looks up A and AAAA records together. One family is enough: a host may have only one. */
export const createResolver =
  (fetch: Fetch): ResolveHostname =>
  async (name) => {
    const found = await Promise.all([ask(fetch, name, "A"), ask(fetch, name, "AAAA")]);
    const addresses = found.flatMap((list) => list ?? []);
    if (addresses.length > 0) return { kind: "addresses", addresses };
    return found.includes(null) ? { kind: "unavailable" } : { kind: "no_such_name" };
  };

/** The addresses of one record type, possibly none; `null` without a usable answer. */
async function ask(fetch: Fetch, name: string, type: keyof typeof recordTypes): Promise<string[] | null> {
  try {
    const response = await fetch(`${RESOLVER}?name=${encodeURIComponent(name)}&type=${type}`, {
      headers: { accept: "application/dns-json" },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const { Status, Answer = [] } = answer().parse(await response.json());
    if (Status === NO_SUCH_NAME) return [];
    if (Status !== NO_ERROR) return null;
    return Answer.filter((record) => record.type === recordTypes[type]).map(({ data }) => data);
  } catch {
    return null;
  }
}

/** Caches results for half a minute, so that a burst to one host asks once. `unavailable` is not cached. */
export function cacheHostnames(resolve: ResolveHostname, now: () => number): ResolveHostname {
  const cache = new ExpiringCache<ResolvedHostname>({ maxEntries: 1_000, ttlMs: 30_000 });
  return async (name) => {
    const cached = cache.get(name, now());
    if (cached) return cached;
    const resolved = await resolve(name);
    if (resolved.kind !== "unavailable") cache.set(name, resolved, now());
    return resolved;
  };
}
