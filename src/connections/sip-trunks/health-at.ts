// Pure: no I/O, no clock, no randomness.
import type { GatewayRow, Trunk } from "./table";
import { type ProbedState, trunkHealthOf } from "./trunk-health";

/** The stored results of a gateway's probes. */
export const probedState = ({ transport, ping, report }: GatewayRow): ProbedState => ({ transport, ping, report });

/** The health of a trunk now: results of probes expire, and certificates do, while nothing is written. */
export function healthAt({ trunk, gateways }: Trunk, now: number) {
  const enabled = gateways.filter((gateway) => gateway.enabled).map(probedState);
  const health = trunk.checkedAt === null ? trunk.health : trunkHealthOf(enabled, trunk.carrierCheck ?? [], now).health;
  return { ...health, overall: { ...health.overall, reasons: [...health.overall.reasons] } };
}
