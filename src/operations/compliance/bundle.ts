// Pure: no I/O, no clock, no randomness.
/** Derives a bundle's standing from Twilio's status and the end date that Twilio sets on an outdated bundle. */

/**
 * `expiring`: approved until a date that the carrier set because the regulation changed; `expired`: that date has
 * passed. `gone`: the account no longer has the bundle. `unknown`: not read yet, or a status that this code does not
 * know.
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
