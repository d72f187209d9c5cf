// Pure: no I/O, no clock, no randomness.
import { rendezvousScore } from "#kernel/values/rendezvous";
import type { NumberFormat, Transport, TrunkProvider } from "./trunk";

/** A trunk as calls leave over it, read together with the call's routing. */

export interface DialTrunk {
  readonly id: string;
  readonly provider: TrunkProvider;
  /** `BY…` of a byoc trunk at Twilio; `null` before it is there. */
  readonly carrierTrunkSid: string | null;
  /** The tenant's own account that it is in; `null`: the platform's. */
  readonly carrierAccountId: string | null;
  /** 1: signalling must be TLS and media SRTP. */
  readonly secure: 0 | 1 | null;
  readonly numberFormat: NumberFormat;
  /** The enabled ones for outbound calls, in any order. */
  readonly gateways: readonly DialGateway[];
}

export interface DialGateway {
  readonly id: string;
  readonly host: string;
  readonly port: number | null;
  readonly transport: Transport;
  readonly priority: number;
  readonly weight: number;
  readonly username: string | null;
  /** Sealed. */
  readonly password: string | null;
  /** 1: it did not answer at the latest verifications. */
  readonly isDown: 0 | 1;
}

const gatewayJson = `json_object('id', id, 'host', host, 'port', port, 'transport', transport, 'priority', priority,
  'weight', weight, 'username', username, 'password', password, 'isDown', coalesce(ping ->> '$.isUp' = 0, 0))`;

/** An SQL expression for a `DialTrunk` as JSON, of the row `dialled` of `sip_trunks`. */
export const dialTrunkJson = `json_object('id', dialled.id, 'provider', dialled.provider,
  'carrierTrunkSid', dialled.carrier_trunk_sid, 'carrierAccountId', dialled.carrier_account_id,
  'secure', dialled.settings ->> '$.secure',
  'numberFormat', json(dialled.number_format),
  'gateways', (select json_group_array(${gatewayJson}) from sip_gateways
    where sip_trunk_id = dialled.id and enabled and outbound))`;

/**
 * The gateways in the order in which a call tries them: those that are down last, then by priority, the lowest first,
 * then drawn by weight. The key decides the draw, so each webhook of a call gets the same order.
 */
export function orderGateways(key: string, gateways: readonly DialGateway[]): DialGateway[] {
  const place = (gateway: DialGateway): [number, number, number, string] => [
    gateway.isDown,
    gateway.priority,
    rendezvousScore(key, gateway.id, gateway.weight),
    gateway.id,
  ];
  return gateways
    .map((gateway) => ({ gateway, place: place(gateway) }))
    .sort((a, b) => comparePlaces(a.place, b.place))
    .map(({ gateway }) => gateway);
}

function comparePlaces<Place extends readonly (number | string)[]>(a: Place, b: Place): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  return at === -1 ? 0 : (a[at] ?? 0) < (b[at] ?? 0) ? -1 : 1;
}
