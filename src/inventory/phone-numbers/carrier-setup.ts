// Pure: no I/O, no clock, no randomness.
import type { NumberSetup } from "#kernel/ports/carrier";
import { webhookUrl } from "./webhook-urls";

/** The label of a number in the carrier's records, which names the order item that bought it. */
export const labelOf = (orderItemId: string): string => `pm:${orderItemId}`;

interface Labelled {
  readonly id: string;
  readonly tenantId: string;
  readonly e164: string;
  readonly orderItemId: string | null;
}

/** The setup that a number of the inventory should have at the carrier. */
export const setupOf = (publicOrigin: string, { id, tenantId, e164, orderItemId }: Labelled): NumberSetup =>
  carrierSetup(publicOrigin, tenantId, id, orderItemId === null ? e164 : labelOf(orderItemId));

/** The label and the webhook URLs of a number; the URLs contain the tenant's id and the number's. */
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
