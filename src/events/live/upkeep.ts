import { endsAt, type Reader } from "./reader";
import type { StoredTicket } from "./ticket";

/**
 * With connections open the log is read this often even when nothing woke the feed: so late is what a lost wake-up makes of
 * an event at the most. Being woken costs a read and no stay in memory, so idle connections still cost no running object.
 */
export const HEAL_MS = 30_000;
const MIN_RETRY_MS = 1_000;

/** How long to leave a log alone that could not be read. */
export const retryMs = (failures: number): number => Math.min(HEAL_MS, MIN_RETRY_MS * 2 ** (failures - 1));

interface Concerns {
  readonly readers: Iterable<Reader>;
  readonly tickets: Iterable<StoredTicket>;
  /** Reads that failed since the last one that did not. */
  readonly failures: number;
  readonly now: number;
}

/** When the object wants to be woken next; `null`: nobody is connected or about to be. */
export function nextUpkeepAt({ readers, tickets, failures, now }: Concerns): number | null {
  let at = Number.POSITIVE_INFINITY;
  for (const reader of readers) {
    at = Math.min(at, endsAt(reader)?.at ?? at, now + (failures === 0 ? HEAL_MS : retryMs(failures)));
  }
  for (const { expiresAt } of tickets) at = Math.min(at, expiresAt);
  return Number.isFinite(at) ? at : null;
}
