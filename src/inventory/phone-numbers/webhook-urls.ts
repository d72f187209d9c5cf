// Pure: no I/O, no clock, no randomness.
/** The webhooks that Twilio sends about a number: each is the last part of its URL. */
export type NumberWebhook = "voice" | "voice-result" | "voice-status" | "sms" | "sms-status";

/** The path of a number's webhook; also the pattern that a route registers, from two parameters' names. */
export const webhookPath = <TenantId extends string, NumberId extends string, Webhook extends NumberWebhook | "*">(
  tenantId: TenantId,
  phoneNumberId: NumberId,
  webhook: Webhook,
) => `/twilio/${tenantId}/numbers/${phoneNumberId}/${webhook}` as const;

export interface WebhookUrlParts {
  readonly publicOrigin: string;
  readonly tenantId: string;
  readonly phoneNumberId: string;
}

/** The URL that Twilio is given for a number's webhook. It signs its requests for exactly this URL. */
export const webhookUrl = (
  { publicOrigin, tenantId, phoneNumberId }: WebhookUrlParts,
  webhook: NumberWebhook,
): string => publicOrigin + webhookPath(tenantId, phoneNumberId, webhook);
