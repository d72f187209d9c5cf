// Pure: no I/O, no clock, no randomness.
import type { RoutingPlan } from "#kernel/values/routing-plan";
import type { Preflight } from "../preflight/preflight";

/** The JSON columns of porting requests. */

/** A postal address as the customer wrote it. */
interface PostalAddress {
  readonly street: string;
  readonly street_2: string | null;
  readonly city: string;
  readonly state: string;
  readonly postal_code: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
}

/** The settings that a number gets once it has moved. */
export interface PortedNumberSettings {
  readonly agent_id: string | null;
  readonly routing: RoutingPlan | null;
  readonly tags: readonly string[];
}

/** The customer's own statements about the port. `null`: not given yet. */
export interface PortingDetails {
  readonly losing_carrier: string | null;
  readonly customer: { readonly type: "business" | "individual"; readonly name: string } | null;
  readonly authorized_person: { readonly name: string; readonly email: string; readonly phone: string | null } | null;
  readonly service_address: PostalAddress | null;
  /** `null`: the service address. */
  readonly billing_address: PostalAddress | null;
  /** E.164. */
  readonly billing_telephone_number: string | null;
  /** The fields as they stand on the bill. */
  readonly bill: {
    readonly customer_name: string | null;
    readonly address: PostalAddress | null;
    /** `2026-11-01`. */
    readonly date: string | null;
  } | null;
  readonly desired: {
    /** `2026-12-15`, in the time zone. */
    readonly date: string;
    /** `10:00`. */
    readonly window_start: string | null;
    readonly window_end: string | null;
    /** IANA name. */
    readonly time_zone: string;
  } | null;
  readonly scope: "full" | "partial";
  /** The future of the numbers that a partial port leaves behind. */
  readonly remaining_numbers: {
    readonly action: "keep" | "disconnect";
    readonly new_billing_telephone_number: string | null;
  } | null;
  readonly configuration: PortedNumberSettings;
}

/** The end of the confirmed window. */
export interface Foc {
  /** Milliseconds UTC; `null`: the carrier names no end. */
  readonly windowEnd: number | null;
  readonly timeZone: string | null;
}

/** A normalised reason; `code` is of the catalogue in `rules/reasons.ts`. */
export interface PortReason {
  readonly code: string;
  readonly detail: string;
  /** The number that it is about, E.164; `null`: the whole request. */
  readonly phone_number: string | null;
}

export interface PortingException {
  readonly reasons: readonly PortReason[];
  /** Milliseconds UTC. */
  readonly since: number;
}

/** Why a number does not move. */
export interface Rejection {
  readonly code: string;
  readonly detail: string;
  /** The carrier's own code. */
  readonly carrier_code: string | null;
}

/** The latest that Twilio said of the port. */
export interface CarrierState {
  readonly status: string;
  readonly isStatusKnown: boolean;
  readonly signatureUrl: string | null;
  /** Twilio's time of its last change, milliseconds UTC; `null`: unknown. */
  readonly changedAt: number | null;
}

/** A request to Twilio that is still to be sent. `recreate`: the port is canceled there and sent again, corrected. */
export interface CarrierTask {
  readonly kind: "create" | "cancel" | "recreate";
  /** How often Twilio could not be asked, or gave no answer. */
  readonly attempts: number;
  /** When Twilio was last asked to create the port (ms UTC), if its answer is not known: the port may exist. */
  readonly sentAt?: number | null;
  /** The numbers that Twilio was asked to port then. */
  readonly e164s?: readonly string[];
  /** The ports that this one replaces, by their SIDs. */
  readonly replaces?: readonly string[];
  /** A search for the port that one run was too short for. `since`: when it began (ms UTC). */
  readonly search?: { readonly page: string; readonly pages: number; readonly since: number };
  /** The documents that Twilio has already, by our id. */
  readonly uploaded?: Readonly<Record<string, string>>;
}

/** The latest pre-flight check, with what it learned of the numbers. */
export interface StoredPreflight extends Preflight {
  /** Whether the billing telephone number is one of the numbers. */
  readonly isBtnPorted: boolean;
  /** Whether a number needs a PIN and has none of its own. */
  readonly needsPin: boolean;
  /** Milliseconds UTC. */
  readonly checkedAt: number;
}

/** The kinds of secrets that a request may have. */
const portingSecrets = ["account_number", "pin"] as const;
export type PortingSecret = (typeof portingSecrets)[number];

/** The state of a number's text messages, which move apart from its calls. */
export const messagingStatuses = ["not_applicable", "pending", "activating", "ported", "exception"] as const;
export type MessagingStatus = (typeof messagingStatuses)[number];

export const entryKinds = [
  "status_changed",
  "number_status_changed",
  "foc_changed",
  "comment",
  "document_added",
  "document_removed",
  "corrected",
  "split",
  "shared",
  "carrier_status",
  "messaging_changed",
] as const;
export type EntryKind = (typeof entryKinds)[number];

/** `internal`: only operators see it. */
export const entryVisibilities = ["customer", "internal"] as const;
export type EntryVisibility = (typeof entryVisibilities)[number];
