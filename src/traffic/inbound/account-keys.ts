import type { SigningKeys } from "#carriers/twilio/signature";
import { ExpiringCache } from "#kernel/values/expiring-cache";

/** Keys are read again after this time, so that a changed or removed account takes effect. */
const FRESH_MS = 10_000;

/** A signature that the fresh keys do not fit makes them be read again, at most this often. */
const RECHECK_MS = 2_000;

/** While the database does not answer, older keys count for this long. */
const STALE_MS = 60 * 60_000;

const MAX_ENTRIES = 10_000;

export interface KeyLookup {
  /** Milliseconds UTC. */
  readonly now: number;
  readonly tenantId: string;
  readonly accountSid: string;
  /** Returns `null` if the database does not answer in time. */
  readonly read: () => Promise<SigningKeys | null>;
  readonly verify: (keys: SigningKeys) => Promise<boolean>;
}

/** `unknown`: the database did not answer, and no keys are remembered. */
export type SignatureResult = "valid" | "wrong" | "unknown";

interface Known {
  readonly keys: SigningKeys;
  readonly readAt: number;
}

/** Checks signatures by the keys of tenants' own accounts, which it remembers. An isolate has one. */
export class AccountKeys {
  readonly #cache = new ExpiringCache<Known>({ maxEntries: MAX_ENTRIES, ttlMs: STALE_MS });

  /** The result by fresh keys, without a read; `null` if they must be read first. */
  async verifyByFreshKeys(lookup: KeyLookup): Promise<"valid" | "wrong" | null> {
    const known = this.#cache.get(cacheKey(lookup), lookup.now);
    const age = known ? lookup.now - known.readAt : FRESH_MS;
    if (!known || age >= FRESH_MS) return null;
    if (await lookup.verify(known.keys)) return "valid";
    return age < RECHECK_MS ? "wrong" : null;
  }

  /** Whether keys are remembered, fresh or not. */
  isKnown(lookup: KeyLookup): boolean {
    return this.#cache.get(cacheKey(lookup), lookup.now) !== undefined;
  }

  /** An account without keys is not remembered: any request may name one, and each would push a real one out. */
  async verifyAfterRead(lookup: KeyLookup): Promise<SignatureResult> {
    const keys = await lookup.read();
    if (keys && isEmpty(keys)) this.#cache.delete(cacheKey(lookup));
    else if (keys) this.#cache.set(cacheKey(lookup), { keys, readAt: lookup.now }, lookup.now);
    const usable = keys ?? this.#cache.get(cacheKey(lookup), lookup.now)?.keys;
    if (!usable) return "unknown";
    return (await lookup.verify(usable)) ? "valid" : "wrong";
  }
}

const isEmpty = ({ tokens, sharedKeys }: SigningKeys): boolean => tokens.length === 0 && sharedKeys.length === 0;

const cacheKey = ({ tenantId, accountSid }: KeyLookup): string => `${tenantId} ${accountSid}`;
