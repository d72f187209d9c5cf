// Pure: no I/O, no clock, no randomness.
import { deadlineOf, type Subscriber } from "./subscriber";
import type { StoredTicket } from "./ticket";

/**
 * While connections are open, the feed reads the log this often even without a wake-up. A lost wake-up thus delays an
 * event by at most this long. The alarm wakes a hibernated object for one read, so idle connections keep no object in
 * memory.
 */
export const POLL_MS = 30_000;
const MIN_RETRY_MS = 1_000;

/** How long to wait before reading again after so many failed reads in a row. Doubles up to `POLL_MS`. */
export const retryMs = (failures: number): number => Math.min(POLL_MS, MIN_RETRY_MS * 2 ** (failures - 1));

/**
 * How long an isolate believes a feed that said it has no listener, and so calls no object for an event. It is longer
 * than the health probe waits for its event, so that the probe notices when nothing wakes the feed.
 */
export const QUIET_MS = 10_000;

interface AlarmState {
  readonly subscribers: Iterable<Subscriber>;
  readonly tickets: Iterable<StoredTicket>;
  /** Reads that failed since the last one that worked. */
  readonly failures: number;
  /** When to read the log again because the first listener came `QUIET_MS` before; `null`: no such time is to come. */
  readonly readAgainAt: number | null;
  readonly now: number;
}

/** When the object's alarm must fire next; `null` if no client is connected and no ticket is unused. */
export function nextAlarmAt({ subscribers, tickets, failures, readAgainAt, now }: AlarmState): number | null {
  const pollAt = now + (failures === 0 ? POLL_MS : retryMs(failures));
  const nextReadAt = Math.min(pollAt, readAgainAt ?? pollAt);
  let at = Number.POSITIVE_INFINITY;
  for (const subscriber of subscribers) at = Math.min(at, deadlineOf(subscriber)?.at ?? at, nextReadAt);
  for (const { expiresAt } of tickets) at = Math.min(at, expiresAt);
  return Number.isFinite(at) ? at : null;
}
