import type { NumberSetup } from "#kernel/ports/carrier";
import { webhookUrl } from "./webhook-urls";

/** The carrier's records carry it, so that each number there can be traced to the order item that bought it. */
export const labelOf = (orderItemId: string): string => `pm:${orderItemId}`;

interface Labelled {
  readonly id: string;
  readonly tenantId: string;
  readonly e164: string;
  readonly orderItemId: string | null;
}

/** How a number of the inventory is to be set up at the carrier. */
export const setupOf = (publicOrigin: string, { id, tenantId, e164, orderItemId }: Labelled): NumberSetup =>
  carrierSetup(publicOrigin, tenantId, id, orderItemId === null ? e164 : labelOf(orderItemId));

/** How a number points to us at the carrier: each has webhook URLs of its own, made of the tenant's id and its own. */
export function carrierSetup(
  publicOrigin: string,
  tenantId: string,
  phoneNumberId: string,
  label: string,
): NumberSetup {
  const number = { publicOrigin, tenantId, phoneNumberId };
  return {
    label,
    voiceUrl: webhookUrl(number, "voice"),
    voiceStatusUrl: webhookUrl(number, "voice-status"),
    smsUrl: webhookUrl(number, "sms"),
  };
}
