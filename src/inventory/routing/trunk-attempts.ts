// Pure: no I/O, no clock, no randomness.
import { type DialGateway, type DialTrunk, orderGateways } from "#connections/sip-trunks/dial-trunk";
import { toTrunkNumber } from "#connections/sip-trunks/number-format";
import type { TrunkDestination } from "#kernel/values/destination";

/** How a call leaves over a trunk: one gateway after the other, or by the number over a trunk at Twilio. */
export type TrunkAttempt =
  | { readonly id: string; readonly gateway: DialGateway; readonly uri: string }
  | { readonly id: string; readonly gateway: null; readonly phoneNumber: string; readonly carrierTrunkSid: string };

export interface TrunkCallFacts {
  /** The number that was called, in E.164. */
  readonly called: string;
  /** The Twilio account of the called number; `null`: the platform's. */
  readonly carrierAccountId: string | null;
  /** The call's id, or a stand-in: draws among gateways by weight. */
  readonly callKey: string;
}

/**
 * The attempts of a call to a destination, in order. Empty if the trunk is not usable: deleted, without gateways for
 * calls out, or not at Twilio yet. A byoc trunk serves only calls of its own Twilio account.
 */
export function trunkAttempts(
  trunk: DialTrunk | undefined,
  destination: TrunkDestination,
  { called, carrierAccountId, callKey }: TrunkCallFacts,
): TrunkAttempt[] {
  if (!trunk) return [];
  if (trunk.provider === "byoc") {
    const { id, carrierTrunkSid } = trunk;
    if (destination.kind !== "dial" || carrierTrunkSid === null || trunk.carrierAccountId !== carrierAccountId)
      return [];
    return [{ id, gateway: null, phoneNumber: destination.phoneNumber, carrierTrunkSid }];
  }
  const user = userOf(trunk, destination, called);
  return orderGateways(callKey, trunk.gateways).map((gateway) => ({
    id: gateway.id,
    gateway,
    uri: uriOf(trunk, gateway, user),
  }));
}

function userOf({ numberFormat }: DialTrunk, destination: TrunkDestination, called: string): string {
  if (destination.kind === "dial") return toTrunkNumber(destination.phoneNumber, numberFormat);
  return destination.user ?? toTrunkNumber(called, numberFormat);
}

/** `secure=true`: SRTP. https://www.twilio.com/docs/voice/twiml/sip */
function uriOf({ secure }: DialTrunk, { host, port, transport }: DialGateway, user: string): string {
  const address = port === null ? host : `${host}:${port}`;
  return `sip:${user}@${address};transport=${transport}${secure ? ";secure=true" : ""}`;
}
