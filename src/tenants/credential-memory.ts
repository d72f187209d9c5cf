import { ExpiringCache } from "#kernel/values/expiring-cache";

/**
 * An isolate trusts a cached credential for 8 seconds, so one that was revoked or suspended works for at most that
 * long.
 */
export const CREDENTIAL_TRUST_MS = 8_000;
/** From this age on, a request refreshes the credential in the background, so that busy ones never wait for D1. */
const REFRESH_MS = 4_000;

/**
 * This isolate's cache of credentials, by their secret text. **Invariant:** it returns none that was read before
 * `CREDENTIAL_TRUST_MS`.
 */
export class CredentialMemory<Known extends { readonly readAt: number }> {
  readonly #known = new ExpiringCache<Known>({ maxEntries: 10_000, ttlMs: CREDENTIAL_TRUST_MS });
  readonly #refreshing = new Set<string>();

  get(token: string, now: number): Known | undefined {
    return this.#known.get(token, now);
  }

  put(token: string, known: Known): void {
    this.#known.set(token, known, known.readAt);
  }

  /**
   * The credential, if it is fresh enough. Has `read` run in the background when a refresh is due: by one request at a
   * time.
   */
  recall(
    token: string,
    { now, waitUntil }: { readonly now: number; readonly waitUntil: (work: Promise<unknown>) => void },
    read: () => Promise<unknown>,
  ): Known | undefined {
    const known = this.get(token, now);
    if (known && now - known.readAt >= REFRESH_MS && !this.#refreshing.has(token)) {
      this.#refreshing.add(token);
      const refresh = read().catch(() => undefined);
      waitUntil(refresh.finally(() => this.#refreshing.delete(token)));
    }
    return known;
  }
}
