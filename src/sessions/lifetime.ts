// Pure: no I/O, no clock, no randomness.
import { DAY_MS, isoTime } from "#kernel/values/time";

/** A session that is not used for this long is over. */
export const IDLE_MS = 12 * 60 * 60 * 1_000;
/** A session is over this long after it began. */
const MAX_AGE_MS = 7 * DAY_MS;
/** Live sessions of a key. A further one ends the oldest, as GitHub does with the tokens of an app. */
export const MAX_SESSIONS = 100;
/** `last_used_at` is written every 5 minutes at most. */
export const LAST_USED_MS = 5 * 60 * 1_000;

/** When a new session ends at the latest: with its key, if that comes first. Milliseconds UTC. */
export const endOfNewSession = (now: number, keyExpiresAt: number | null): number =>
  Math.min(now + MAX_AGE_MS, keyExpiresAt ?? Number.POSITIVE_INFINITY);

interface SessionTimes {
  readonly lastUsedAt: number;
  readonly expiresAt: number;
}

/** When the session ends unless it is used. Milliseconds UTC. */
export const idleEndOf = ({ lastUsedAt, expiresAt }: SessionTimes): number => Math.min(lastUsedAt + IDLE_MS, expiresAt);

/** Why the session is over, as a sentence; `null` while it is not. `key` is null for the admin token. */
export function sessionEnd(
  session: SessionTimes,
  key: { readonly revokedAt: number | null; readonly expiresAt: number | null } | null,
  now: number,
): string | null {
  if (key && key.revokedAt !== null) return "The session's API key was revoked.";
  if (key && key.expiresAt !== null && key.expiresAt <= now) return "The session's API key has expired.";
  if (session.expiresAt <= now) return `The session ended at ${isoTime(session.expiresAt)}.`;
  return idleEndOf(session) <= now ? "The session was not used for 12 hours." : null;
}
