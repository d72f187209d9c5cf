// Pure: no I/O, no clock, no randomness.
import type { CertificateFacts, ProbeReport, Rung, RungCode, SipTransport } from "./gateway";

/** The health of a gateway in the words of Azure Communication Services' SIP trunks, with damping against flapping. */

/** A gateway gets at most one OPTIONS request in this time: carriers ban those that ask more often. */
export const MIN_PROBE_INTERVAL_MS = 15_000;
const MISSES_UNTIL_DOWN = 5;
const HITS_UNTIL_UP = 2;
const EXPIRING_MS = 30 * 86_400_000;

export interface PingState {
  /** `null` before the first probe, and for gateways that cannot be probed. */
  readonly isUp: boolean | null;
  /** Probes in a row that said the opposite of `isUp`. */
  readonly contrary: number;
  readonly lastProbeAt: number | null;
  readonly lastAnswerAt: number | null;
}

export const unprobed: PingState = { isUp: null, contrary: 0, lastProbeAt: null, lastAnswerAt: null };

/** The state after one more probe. The first one decides at once; after that 5 misses mean down, 2 hits mean up. */
export function afterProbe(before: PingState, { isAlive }: Pick<ProbeReport, "isAlive">, at: number): PingState {
  const probed = { ...before, lastProbeAt: at, lastAnswerAt: isAlive ? at : before.lastAnswerAt };
  if (isAlive === null) return probed;
  if (before.isUp === null || before.isUp === isAlive) return { ...probed, isUp: isAlive, contrary: 0 };
  const contrary = before.contrary + 1;
  const isTurned = contrary >= (isAlive ? HITS_UNTIL_UP : MISSES_UNTIL_DOWN);
  return isTurned ? { ...probed, isUp: isAlive, contrary: 0 } : { ...probed, contrary };
}

export interface GatewayHealth {
  readonly overall: {
    readonly status: "unknown" | "active" | "inactive";
    /** The causes of all that is not well, of the last probe, the gravest first. */
    readonly reasons: readonly RungCode[];
  };
  readonly tls: "unknown" | "not_applicable" | "ok" | "cert_expiring" | "cert_expired" | "cert_untrusted" | "error";
  /** `expired`: the last probe is too long ago. */
  readonly ping: "unknown" | "ok" | "expired" | "error";
}

interface Observed {
  readonly transport: SipTransport;
  readonly ping: PingState;
  /** The last report, or what is stored of it; `null` before the first. */
  readonly report: Pick<ProbeReport, "rungs" | "certificate"> | null;
  /** A probe that is older says nothing any more. */
  readonly pingExpiresMs: number;
}

export function healthOf({ transport, ping, report, pingExpiresMs }: Observed, now: number): GatewayHealth {
  const isExpired = ping.lastProbeAt !== null && now - ping.lastProbeAt > pingExpiresMs;
  const pinged = ping.isUp === null ? "unknown" : isExpired ? "expired" : ping.isUp ? "ok" : "error";
  const tls = transport === "tls" ? tlsHealth(report, now) : "not_applicable";
  const isDown = pinged === "error" || tls === "cert_expired";
  const grave = (report?.rungs ?? []).filter(({ status }) => status === "failed");
  const slight = (report?.rungs ?? []).filter(({ status }) => status === "warning" || status === "unknown");
  return {
    overall: {
      status: isDown ? "inactive" : pinged === "ok" ? "active" : "unknown",
      reasons: [...grave, ...slight].flatMap(({ code }) => code ?? []),
    },
    tls,
    ping: pinged,
  };
}

function tlsHealth(report: Observed["report"], now: number): GatewayHealth["tls"] {
  if (!report) return "unknown";
  const { certificate, rungs } = report;
  if (certificate && now >= certificate.expiresAt) return "cert_expired";
  const resultOf = (name: Rung) => rungs.find(({ rung }) => rung === name);
  const [read, tls] = [resultOf("certificate"), resultOf("tls")];
  if (read?.status === "failed") return read.code?.startsWith("certificate_") ? "cert_untrusted" : "error";
  if (tls?.status === "failed") return "error";
  if (tls?.status !== "passed") return "unknown";
  return isExpiring(certificate, now) ? "cert_expiring" : "ok";
}

const isExpiring = (certificate: CertificateFacts | null, now: number): boolean =>
  certificate !== null && certificate.expiresAt - now < EXPIRING_MS;

/** Days before the end of a certificate at which its owner is warned; 0: it has expired. */
export const certificateWarningDays = [30, 14, 7, 1, 0] as const;
export type CertificateWarning = (typeof certificateWarningDays)[number];

/** The warning that is due: the last one that is reached, unless it or a later one was given; `null`: none. */
export function dueCertificateWarning(
  expiresAt: number,
  now: number,
  given: CertificateWarning | null,
): CertificateWarning | null {
  const daysLeft = (expiresAt - now) / 86_400_000;
  const reached = certificateWarningDays.findLast((days) => daysLeft <= days) ?? null;
  return reached === null || (given !== null && given <= reached) ? null : reached;
}
