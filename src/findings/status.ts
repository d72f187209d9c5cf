/** `snoozed`: still open, but nobody is to be shown it before `snoozed_until`. */
export const findingStatuses = ["open", "snoozed", "resolved"] as const;
export type FindingStatus = (typeof findingStatuses)[number];

interface Care {
  readonly resolvedAt: number | null;
  readonly snoozedUntil: number | null;
}

/** How a finding stands: a snooze is over by the clock, without anybody writing it down. */
export function statusOf({ resolvedAt, snoozedUntil }: Care, now: number): FindingStatus {
  if (resolvedAt !== null) return "resolved";
  return snoozedUntil !== null && snoozedUntil > now ? "snoozed" : "open";
}
