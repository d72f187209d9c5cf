/** `snoozed`: still open, but hidden from the list until `snoozed_until`. */
export const findingStatuses = ["open", "snoozed", "resolved"] as const;
export type FindingStatus = (typeof findingStatuses)[number];

interface Triage {
  readonly resolvedAt: number | null;
  readonly snoozedUntil: number | null;
}

/** The status of a finding at the instant `now`: a snooze ends by the clock, without a write. */
export function statusOf({ resolvedAt, snoozedUntil }: Triage, now: number): FindingStatus {
  if (resolvedAt !== null) return "resolved";
  return snoozedUntil !== null && snoozedUntil > now ? "snoozed" : "open";
}
