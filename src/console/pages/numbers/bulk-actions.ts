// Pure: no I/O, no clock, no randomness.
import type { BodyFor } from "../../api/call";

/** The most numbers that one job takes. */
export const MAX_JOB_NUMBERS = 1_000;

export const bulkActions = [
  "assign",
  "unassign",
  "tag",
  "untag",
  "suspend",
  "resume",
  "lock",
  "unlock",
  "release",
] as const;

export type BulkAction = (typeof bulkActions)[number];

/** The parts of a job that a person fills in. */
export interface BulkChoices {
  readonly agentId: string | null;
  readonly tags: readonly string[];
  readonly isForced: boolean;
}

type BulkBody = Exclude<NonNullable<BodyFor<"POST", "/v1/bulk-jobs">>, string>;

/** The body of a job, or `null` while a choice is missing. */
export function bulkBody(
  action: BulkAction,
  ids: readonly string[],
  { agentId, tags, isForced }: BulkChoices,
): BulkBody | null {
  const phone_numbers = [...ids];
  switch (action) {
    case "assign":
      return agentId === null ? null : { action, phone_numbers, agent_id: agentId };
    case "tag":
    case "untag":
      return tags.length === 0 ? null : { action, phone_numbers, tags: [...tags] };
    case "release":
      return { action, phone_numbers, ...(isForced && { force: true }) };
    default:
      return { action, phone_numbers };
  }
}
