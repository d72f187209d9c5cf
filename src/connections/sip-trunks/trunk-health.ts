// Pure: no I/O, no clock, no randomness.
import type { ProbeReport } from "#sip/probe/gateway";
import { type GatewayHealth, healthOf, type PingState, unprobed } from "#sip/probe/health";
import type { Transport, TrunkHealth, trunkStatuses } from "./trunk";

/** The comparison of one part of a trunk with Twilio. */
export interface CarrierCheck {
  readonly part: string;
  readonly status: "passed" | "failed" | "unknown";
  readonly detail: string;
}

/** A gateway as the latest probe left it. */
export interface ProbedState {
  readonly transport: Transport;
  readonly ping: PingState | null;
  readonly report: ProbeReport | null;
}

/** The job checks each trunk every ten minutes; older results say nothing. */
const PING_EXPIRES_MS = 35 * 60_000;

const gatewayHealth = ({ transport, ping, report }: ProbedState, now: number): GatewayHealth =>
  healthOf({ transport, ping: ping ?? unprobed, report, pingExpiresMs: PING_EXPIRES_MS }, now);

type Status = Exclude<(typeof trunkStatuses)[number], "verifying">;

/** From the gravest to the best. */
const tlsOrder = [
  "error",
  "cert_expired",
  "cert_untrusted",
  "cert_expiring",
  "unknown",
  "ok",
  "not_applicable",
] as const;
const pingOrder = ["error", "expired", "ok", "unknown"] as const;

const gravest = <Word extends string>(order: readonly Word[], words: readonly Word[], none: Word): Word =>
  order.find((word) => words.includes(word)) ?? none;

/**
 * The status and health of a trunk from its enabled gateways and its parts at Twilio. Gateways that cannot be probed
 * from here (UDP) make nothing better or worse: a trunk with only such gateways and nothing at Twilio stays
 * `unverified`.
 */
export function trunkHealthOf(
  gateways: readonly ProbedState[],
  checks: readonly CarrierCheck[],
  now: number,
): { readonly status: Status; readonly health: TrunkHealth } {
  const healths = gateways.map((gateway) => gatewayHealth(gateway, now));
  const tls = gravest(
    tlsOrder,
    healths.map((health) => health.tls),
    "not_applicable",
  );
  const ping = gravest(
    pingOrder,
    healths.map((health) => health.ping),
    "unknown",
  );
  const isMissing = checks.some(({ status }) => status === "failed");
  const down = healths.filter(({ overall }) => overall.status === "inactive").length;
  const up = healths.filter(({ overall }) => overall.status === "active").length;
  const isAtTwilio = checks.length > 0 && checks.every(({ status }) => status === "passed");
  const status = statusOf({ isMissing, isAtTwilio, down, up, isExpiring: tls === "cert_expiring" });
  const reasons = [
    ...checks.filter(({ status }) => status !== "passed").map(({ part }) => `twilio: ${part}`),
    ...healths.flatMap(({ overall }) => overall.reasons),
  ];
  const overall = status === "failed" ? "inactive" : status === "unverified" ? "unknown" : "active";
  return { status, health: { overall: { status: overall, reasons: [...new Set(reasons)] }, tls, ping } };
}

interface Counts {
  readonly isMissing: boolean;
  readonly isAtTwilio: boolean;
  readonly down: number;
  readonly up: number;
  readonly isExpiring: boolean;
}

function statusOf({ isMissing, isAtTwilio, down, up, isExpiring }: Counts): Status {
  if (isMissing || (down > 0 && up === 0)) return "failed";
  if (down > 0 || (up > 0 && isExpiring)) return "degraded";
  return up > 0 || isAtTwilio ? "verified" : "unverified";
}
