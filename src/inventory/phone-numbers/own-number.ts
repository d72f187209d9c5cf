// Pure: no I/O, no clock, no randomness.
import { ownMethods } from "./lifecycle";
import type { NumberRow } from "./table";

/** Numbers that a tenant has elsewhere: in its own Twilio account, or at another carrier behind a SIP trunk. */

export const isOwnNumber = ({ acquisitionMethod }: Pick<NumberRow, "acquisitionMethod">): boolean =>
  ownMethods.some((method) => method === acquisitionMethod);

type OwnNumber = Pick<NumberRow, "id" | "e164" | "acquisitionMethod" | "sipTrunkId">;

/**
 * Says that a number can't be given back, restored or passed on as one that the platform has bought, and what to do
 * instead; `null` for a number that it has bought. `done` completes "it can't be …".
 */
export function notPurchasedDetail(
  { id, e164, acquisitionMethod, sipTrunkId }: OwnNumber,
  done: string,
): string | null {
  switch (acquisitionMethod) {
    case "imported":
      return `${e164} is in your own Twilio account, so it can't be ${done}. POST /v1/phone-numbers/${id}/detach takes it out of here, with its former settings; POST /v1/carrier-accounts/{carrier_account_id}/import brings it back.`;
    case "sip_trunk":
      return `${e164} comes over your SIP trunk, so it can't be ${done}. DELETE /v1/sip-trunks/${sipTrunkId}/phone-numbers/${id} takes it out of here.`;
    case "reseller":
    case "porting":
      return null;
  }
}
