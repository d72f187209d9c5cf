// Pure: no I/O, no clock, no randomness.
import { subjectTypes } from "#events/log/catalogue";

/** Which events a connection receives. */

/** The subject types that a client may subscribe to, including some that have no events yet. */
export const topics: readonly string[] = [
  ...new Set([
    "reservation",
    "order",
    "phone_number",
    "assignment",
    "porting_request",
    "sip_trunk",
    "call",
    "finding",
    ...subjectTypes,
  ]),
];

export const MAX_SUBJECTS = 50;

/** Both `null`: all events. Otherwise the events of any of these topics, and those about any of these subjects. */
export interface Subscription {
  readonly topics: readonly string[] | null;
  /** Ids of single objects: `num_…`, `ord_…`. */
  readonly subjects: readonly string[] | null;
}

interface EventSubject {
  readonly subjectType: string;
  readonly subjectId: string;
}

export function matches({ topics, subjects }: Subscription, { subjectType, subjectId }: EventSubject): boolean {
  if (topics === null && subjects === null) return true;
  return (topics?.includes(subjectType) ?? false) || (subjects?.includes(subjectId) ?? false);
}
