// Pure: no I/O, no clock, no randomness.

/**
 * `twilio_elastic`: an Elastic SIP Trunk in the tenant's own account: its numbers ring at its SIP servers.
 * `byoc`: the tenant's carrier sends calls to a SIP domain at Twilio, and our webhooks answer them.
 * `generic`: gateways only, which agents dial.
 */
export const trunkProviders = ["twilio_elastic", "byoc", "generic"] as const;
export type TrunkProvider = (typeof trunkProviders)[number];

/** `degraded`: some gateways answer. `failed`: none does, or the trunk is not at Twilio as it should be. */
export const trunkStatuses = ["unverified", "verifying", "verified", "degraded", "failed"] as const;

export const transports = ["udp", "tcp", "tls"] as const;
export type Transport = (typeof transports)[number];

/** How the carrier of a trunk writes numbers; see number-format.ts. */
export interface NumberFormat {
  /** Whether a plus sign stands before the country code. */
  readonly plus: boolean;
  /** Digits at the beginning of an E.164 number that the carrier leaves out, such as its own country code. */
  readonly strip_prefix: string;
  /** Digits that the carrier writes before the rest, such as a trunk prefix. */
  readonly add_prefix: string;
}

export const e164Format: NumberFormat = { plus: true, strip_prefix: "", add_prefix: "" };

/** The settings of a trunk at Twilio. */
export interface TrunkSettings {
  /** Whether signalling must be TLS and media SRTP. Null: as a trunk had it that was taken over. */
  readonly secure: boolean | null;
  /** Whether those who call into Twilio over the trunk must give a user name and password. */
  readonly credentials: boolean;
  /** TwiML for calls when no gateway answers, of an elastic trunk. Null: none, or as it was before a take-over. */
  readonly disasterRecoveryUrl: string | null;
  /** Twilio's ids of the numbers that are attached to an elastic trunk in an own account. */
  readonly numberSids: readonly string[];
  /** When the password of `credentials` was made (ms UTC); null: there is none. */
  readonly passwordSetAt: number | null;
}

/** Where the work at Twilio stands. `removing`: the trunk was deleted here, and Twilio still has parts of it. */
export const provisioningStates = ["not_needed", "pending", "provisioned", "failed", "removing"] as const;

/** Azure Communication Services' words for the health of a trunk. */
export interface TrunkHealth {
  readonly overall: { readonly status: "active" | "inactive" | "unknown"; readonly reasons: readonly string[] };
  readonly tls: (typeof tlsHealths)[number];
  readonly ping: (typeof pingHealths)[number];
}

export const overallHealths = ["active", "inactive", "unknown"] as const;
export const tlsHealths = [
  "unknown",
  "ok",
  "cert_expiring",
  "cert_expired",
  "cert_untrusted",
  "error",
  "not_applicable",
] as const;
export const pingHealths = ["unknown", "ok", "expired", "error"] as const;

export const unknownHealth: TrunkHealth = {
  overall: { status: "unknown", reasons: [] },
  tls: "unknown",
  ping: "unknown",
};
