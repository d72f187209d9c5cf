// Pure: no I/O, no clock, no randomness.
import { matchesPattern } from "#events/log/event-patterns";

/** Which events a connection receives. */

export const MAX_SUBJECTS = 50;

/** Both `null`: all events. Otherwise the events of any of these types, and those about any of these subjects. */
export interface Subscription {
  /** Event types and families such as `order.*`. */
  readonly eventTypes: readonly string[] | null;
  /** Ids of single objects: `num_…`, `ord_…`. */
  readonly subjects: readonly string[] | null;
}

interface SelectedEvent {
  readonly type: string;
  readonly subjectId: string;
}

export function matches({ eventTypes, subjects }: Subscription, { type, subjectId }: SelectedEvent): boolean {
  if (eventTypes === null && subjects === null) return true;
  return matchesPattern(eventTypes ?? [], type) || (subjects?.includes(subjectId) ?? false);
}
