// Pure: no I/O, no clock, no randomness.
import type { QueryOf } from "../../api/call";
import { instantOf } from "../../app/instant";

/** The filters of the list that stand in the page's URL, and the event that is open. */
export const eventFilters = ["type", "subject_id", "created_after", "created_before", "seq"] as const;

export type EventSearch = { readonly [Name in (typeof eventFilters)[number]]?: string };

export type EventFilters = Omit<EventSearch, "seq">;

export type EventQuery = NonNullable<QueryOf<"GET", "/v1/events">>;

/** The filters as the API takes them: days become instants. */
export function queryOf({ type, subject_id, created_after, created_before }: EventFilters): EventQuery {
  return {
    ...(type && { type }),
    ...(subject_id && { subject_id }),
    ...(created_after && { created_after: instantOf(created_after) }),
    ...(created_before && { created_before: instantOf(created_before) }),
  };
}

/** Whether a new event belongs to the list: its type is the one, or of the family `order.*`. */
export function fits(
  event: { readonly type: string; readonly subject: { readonly id: string } },
  filters: EventFilters,
) {
  const { type, subject_id, created_before } = filters;
  if (created_before && Date.parse(instantOf(created_before)) < Date.now()) return false;
  if (subject_id && event.subject.id !== subject_id) return false;
  return !type || event.type === type || (type.endsWith(".*") && event.type.startsWith(type.slice(0, -1)));
}
