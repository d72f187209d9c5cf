// Pure: no I/O, no clock, no randomness.
/** Concurrent requests read the clock in any order, so an entry may be this much newer than its reader. */
const MAX_AHEAD_MS = 1_000;

/**
 * A bounded cache whose entries expire. It takes `now` as an argument, in milliseconds, like all code below `runtime/`;
 * lru-cache and quick-lru read the clock themselves.
 *
 * **Invariants:** it holds at most `maxEntries`: a new entry replaces the one that was written first. A clock that is
 * set back lengthens no entry's life: entries of the future count as expired.
 */
export class ExpiringCache<Value> {
  readonly #maxEntries: number;
  readonly #ttlMs: number;
  /** In the order of writing. */
  readonly #entries = new Map<
    string,
    { readonly value: Value; readonly writtenAt: number; readonly expiresAt: number }
  >();

  constructor({ maxEntries, ttlMs }: { readonly maxEntries: number; readonly ttlMs: number }) {
    this.#maxEntries = maxEntries;
    this.#ttlMs = ttlMs;
  }

  get(key: string, now: number): Value | undefined {
    const entry = this.#entries.get(key);
    const isCurrent = entry && entry.expiresAt > now && entry.writtenAt <= now + MAX_AHEAD_MS;
    return isCurrent ? entry.value : undefined;
  }

  set(key: string, value: Value, now: number, ttlMs = this.#ttlMs): void {
    this.#entries.delete(key);
    if (this.#entries.size >= this.#maxEntries) {
      const [first] = this.#entries.keys();
      if (first !== undefined) this.#entries.delete(first);
    }
    this.#entries.set(key, { value, writtenAt: now, expiresAt: now + ttlMs });
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }
}
