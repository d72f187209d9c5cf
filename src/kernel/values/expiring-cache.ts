// Pure: no I/O, no clock, no randomness.
/**
 * A bounded cache whose entries expire. It takes `now` as an argument, in milliseconds, like all code below `runtime/`;
 * lru-cache and quick-lru read the clock themselves.
 *
 * **Invariant:** it holds at most `maxEntries`. A new entry replaces the one that was written first.
 */
export class ExpiringCache<Value> {
  readonly #maxEntries: number;
  readonly #ttlMs: number;
  /** In the order of writing. */
  readonly #entries = new Map<string, { readonly value: Value; readonly expiresAt: number }>();

  constructor({ maxEntries, ttlMs }: { readonly maxEntries: number; readonly ttlMs: number }) {
    this.#maxEntries = maxEntries;
    this.#ttlMs = ttlMs;
  }

  get(key: string, now: number): Value | undefined {
    const entry = this.#entries.get(key);
    return entry && entry.expiresAt > now ? entry.value : undefined;
  }

  set(key: string, value: Value, now: number, ttlMs = this.#ttlMs): void {
    this.#entries.delete(key);
    if (this.#entries.size >= this.#maxEntries) {
      const [first] = this.#entries.keys();
      if (first !== undefined) this.#entries.delete(first);
    }
    this.#entries.set(key, { value, expiresAt: now + ttlMs });
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }
}
