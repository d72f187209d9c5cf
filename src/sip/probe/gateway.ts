// Pure: no I/O, no clock, no randomness.

/** The words of the verification ladder: which rungs it has, and how each may end. */

export const sipTransports = ["udp", "tcp", "tls"] as const;
export type SipTransport = (typeof sipTransports)[number];

/** A gateway to verify. */
export interface ProbedGateway {
  /** A host name or an IP address, as the tenant wrote it. */
  readonly host: string;
  /** `null`: DNS decides (RFC 3263), or else the default port of the transport. */
  readonly port: number | null;
  readonly transport: SipTransport;
  /** Digest credentials: both or neither. */
  readonly username?: string | null;
  readonly password?: string | null;
  /** If given, challenges of other realms are not answered. */
  readonly realm?: string | null;
}

export const rungs = ["syntax", "dns", "tcp", "certificate", "tls", "options", "digest"] as const;
export type Rung = (typeof rungs)[number];

/**
 * - `warning`: it works, and something about it should be seen to.
 * - `unknown`: a Worker cannot find out.
 * - `skipped`: an earlier rung failed, or the gateway has no such rung.
 */
export const rungStatuses = ["passed", "warning", "failed", "unknown", "skipped"] as const;
export type RungStatus = (typeof rungStatuses)[number];

/** The causes of all results that are not simply `passed`. */
export const rungCodes = [
  "earlier_rung_failed",
  "not_applicable",
  "out_of_time",
  // syntax
  "host_invalid",
  "host_not_public",
  "port_invalid",
  "credentials_invalid",
  // dns
  "name_not_found",
  "name_without_address",
  "service_not_offered",
  "too_many_targets",
  "alias_loop",
  "address_not_public",
  "resolver_unavailable",
  // tcp
  "connection_refused",
  "connection_timeout",
  "some_addresses_unreachable",
  "udp_not_probed",
  // certificate
  "certificate_expired",
  "certificate_expiring",
  "certificate_not_yet_valid",
  "certificate_self_signed",
  "certificate_wrong_name",
  "certificate_chain_broken",
  "certificate_unreadable",
  "certificate_hidden",
  "tls_version_too_old",
  "tls_refused_name",
  "tls_refused",
  "not_tls",
  "no_tls_answer",
  // tls
  "tls_failed",
  // options and digest
  "no_sip_answer",
  "connection_closed",
  "message_incomplete",
  "message_too_long",
  "not_sip",
  "sip_reply",
  "no_credentials",
  "not_challenged",
  "challenge_unsupported",
  "realm_differs",
  "credentials_refused",
] as const;
export type RungCode = (typeof rungCodes)[number];

export interface RungResult {
  readonly rung: Rung;
  readonly status: RungStatus;
  /** `null` if and only if the rung passed. */
  readonly code: RungCode | null;
  readonly durationMs: number;
  /** One sentence for people. It may quote the peer; it never has a secret. */
  readonly detail: string;
  /** The status code of the peer's final answer, its reason phrase, and its `Server` or `User-Agent`. */
  readonly sipCode: number | null;
  readonly reasonPhrase: string | null;
  readonly server: string | null;
  /** The next thing to look at, in plain words. */
  readonly hint: string | null;
}

/** The highest rung that is known to be right. `none`: not even the syntax. */
export const verificationLevels = ["none", "syntax", "dns", "tcp", "tls", "sip", "authenticated"] as const;
export type VerificationLevel = (typeof verificationLevels)[number];

/** Reasons why the level is not higher, or does not say everything. They lie in Workers and not in the gateway. */
export const verificationLimits = {
  udp_not_probed: "A Worker cannot send UDP, so nothing past DNS was tried. Calls may work all the same.",
  private_ca: "A Worker trusts public certificate authorities only. Other peers may accept this certificate.",
  expiry_unknown: "The peer speaks TLS 1.3 only, which hides the certificate. It is valid now; until when is unknown.",
  source_address_varies:
    "The probe comes from addresses of Cloudflare that change. An allow-list at the gateway refuses it, even if calls work.",
} as const;
export type VerificationLimit = keyof typeof verificationLimits;

/** A certificate as the peer sent it. Names and issuers are the peer's own text. */
export interface CertificateFacts {
  readonly subject: string;
  readonly issuer: string;
  /** The DNS names and IP addresses that it is for. */
  readonly names: readonly string[];
  readonly validFrom: number;
  readonly expiresAt: number;
  readonly isSelfSigned: boolean;
  /** Certificates that the peer sent, its own included. */
  readonly chainLength: number;
}

/** An address of the gateway. All of them are checked; the first that accepts a connection is probed. */
export interface ProbedAddress {
  readonly name: string | null;
  readonly address: string;
  readonly port: number;
}

export interface ProbeReport {
  /** One per rung, in their order. */
  readonly rungs: readonly RungResult[];
  readonly level: VerificationLevel;
  readonly limits: readonly VerificationLimit[];
  /** Whether SIP answered at all; `null` if that cannot be known (UDP). */
  readonly isAlive: boolean | null;
  readonly addresses: readonly ProbedAddress[];
  readonly certificate: CertificateFacts | null;
}
