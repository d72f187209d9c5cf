import { describeError } from "#kernel/db/db";
import type { FeedObject } from "#kernel/ports/feed-object";
import { ExpiringCache } from "#kernel/values/expiring-cache";
import { QUIET_MS } from "./alarm-time";

interface WakeDeps {
  readonly quiet: ExpiringCache<true>;
  readonly objectOf: (tenantId: string) => Pick<FeedObject, "wake">;
  readonly now: () => number;
  /** Waits before another attempt, the longer the more have failed. */
  readonly waitToRetry: (attempt: number) => Promise<unknown>;
}

/**
 * The tenants whose feed has said that it has no listener, per isolate, so that most events need no call of an object.
 * A feed counts as quiet for `QUIET_MS` only, and a feed with its first listener looks into the log again after that
 * time: so an event that woke no object is late by at most that time.
 */
export const createQuietFeeds = () => new ExpiringCache<true>({ maxEntries: 10_000, ttlMs: QUIET_MS });

const WAKE_ATTEMPTS = 3;

/** Wakes the first object of the feed, which wakes the others. Never rejects: the feed's alarm makes up for it. */
export async function wakeFeed({ quiet, objectOf, now, waitToRetry }: WakeDeps, tenantId: string): Promise<void> {
  if (quiet.get(tenantId, now())) return;
  for (let attempt = 1; attempt <= WAKE_ATTEMPTS; attempt += 1) {
    try {
      const askedAt = now();
      if (!(await objectOf(tenantId).wake())) quiet.set(tenantId, true, askedAt);
      return;
    } catch (error) {
      if (attempt === WAKE_ATTEMPTS) {
        console.error({
          message: "a live feed could not be woken; it catches up later",
          tenant_id: tenantId,
          error: describeError(error),
        });
      } else await waitToRetry(attempt);
    }
  }
}
