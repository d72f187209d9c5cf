import { isoTimeOrNull } from "#kernel/values/time";
import { type RungResult, verificationLimits } from "#sip/probe/gateway";
import { healthAt } from "./health-at";
import type { GatewayRow, Trunk } from "./table";
import type { SipTrunkVerification } from "./verification-responses";

type GatewayWire = SipTrunkVerification["gateways"][number];

const toRung = (result: RungResult): GatewayWire["rungs"][number] => ({
  rung: result.rung,
  status: result.status,
  code: result.code,
  detail: result.detail,
  hint: result.hint,
  duration_ms: Math.round(result.durationMs),
  sip_code: result.sipCode,
  reason_phrase: result.reasonPhrase,
  server: result.server,
});

const toGateway = ({ id, report, ping, certificateExpiresAt, checkedAt }: GatewayRow): GatewayWire => ({
  gateway_id: id,
  verification_level: report?.level ?? "none",
  limits: (report?.limits ?? []).map((limit) => verificationLimits[limit]),
  is_up: ping?.isUp ?? null,
  rungs: (report?.rungs ?? []).map(toRung),
  addresses: (report?.addresses ?? []).map(({ address, port }) =>
    address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`,
  ),
  certificate_expires_at: isoTimeOrNull(certificateExpiresAt),
  checked_at: isoTimeOrNull(checkedAt),
});

export const toVerification = ({ trunk, gateways }: Trunk, now: number): SipTrunkVerification => ({
  sip_trunk_id: trunk.id,
  status: trunk.status,
  health: healthAt({ trunk, gateways }, now),
  carrier_checks: [...(trunk.carrierCheck ?? [])],
  gateways: gateways.map(toGateway),
  checked_at: isoTimeOrNull(trunk.checkedAt),
});
