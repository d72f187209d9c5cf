// Pure: no I/O, no clock, no randomness.
/** The standing of a bundle, and its meaning for the numbers that depend on it. */

/**
 * `expiring`: approved until a day that the carrier has set, because the rules changed; `expired`: that day has come.
 * `gone`: the account has it no longer. `unknown`: not asked yet, or a word that we do not know.
 */
export const bundleStandings = ["approved", "expiring", "expired", "pending", "rejected", "gone", "unknown"] as const;
export type BundleStanding = (typeof bundleStandings)[number];

export interface AskedBundle {
  /** Twilio's status; `null` if the account does not have the bundle. */
  readonly status: string | null;
  readonly validUntil: number | null;
}

/**
 * Twilio sets an end on an approved bundle that does not meet a changed regulation, and rejects it after that day.
 * https://twilio.com/docs/phone-numbers/regulatory/getting-started/api-getting-started-compliance-information-update
 */
export function standingOf(bundle: AskedBundle | null, now: number): BundleStanding {
  if (bundle === null) return "unknown";
  switch (bundle.status) {
    case null:
      return "gone";
    case "approved":
    case "provisionally_approved":
      if (bundle.validUntil === null) return "approved";
      return bundle.validUntil <= now ? "expired" : "expiring";
    case "draft":
    case "pending_review":
    case "in_review":
      return "pending";
    case "rejected":
      return "rejected";
    default:
      return "unknown";
  }
}
