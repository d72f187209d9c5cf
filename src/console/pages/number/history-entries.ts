// Pure: no I/O, no clock, no randomness.
import type { Answer } from "../../api/call";

export type HistoryEvent = Answer<"GET", "/v1/phone-numbers/{phone_number_id}/history">["data"][number];
type Assignment = Answer<"GET", "/v1/phone-numbers/{phone_number_id}/assignments">["data"][number];

/** A line of the history: an event of the number, or the beginning or end of an assignment. */
export type Entry =
  | {
      readonly kind: "event";
      readonly at: string;
      readonly event: HistoryEvent;
      /** For a change of readiness: the causes before it, if these are loaded. */
      readonly causesBefore: readonly string[] | null;
    }
  | {
      readonly kind: "assigned" | "unassigned";
      readonly at: string;
      readonly agentId: string;
      readonly id: string;
    };

/** Events and assignments, the latest first. Assignments from before the oldest loaded event wait for it. */
export function entriesOf(
  events: readonly HistoryEvent[],
  assignments: readonly Assignment[],
  hasOlderEvents: boolean,
): readonly Entry[] {
  const oldest = hasOlderEvents ? (events.at(-1)?.occurred_at ?? "") : "";
  const lines: Entry[] = events.map((event, at) => {
    const earlier = events.slice(at + 1).find(({ type }) => type === "phone_number.readiness_changed");
    const causesBefore = earlier?.type === "phone_number.readiness_changed" ? earlier.data.causes : null;
    return { kind: "event", at: event.occurred_at, event, causesBefore };
  });
  for (const { id, agent_id: agentId, valid_from: from, valid_to: to } of assignments) {
    if (from >= oldest) lines.push({ kind: "assigned", at: from, agentId, id });
    if (to !== null && to >= oldest) lines.push({ kind: "unassigned", at: to, agentId, id });
  }
  return lines.sort((one, other) => other.at.localeCompare(one.at));
}
