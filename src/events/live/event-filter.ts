import { subjectTypes } from "#events/log/catalogue";

/** Which events a connection is told of. */

/** Kinds of things that one may follow, whether anything tells of them yet or not. */
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

/** Both `null`: everything. Otherwise what is of one of the topics, and what is about one of the subjects. */
export interface Subscription {
  readonly topics: readonly string[] | null;
  /** Ids of single things: `num_…`, `ord_…`. */
  readonly subjects: readonly string[] | null;
}

interface About {
  readonly subjectType: string;
  readonly subjectId: string;
}

export function matches({ topics, subjects }: Subscription, { subjectType, subjectId }: About): boolean {
  if (topics === null && subjects === null) return true;
  return (topics?.includes(subjectType) ?? false) || (subjects?.includes(subjectId) ?? false);
}
