import { webhookUrl } from "#inventory/phone-numbers/webhook-urls";
import type { WebhookContext } from "#kernel/ports/context";

/** The attempts to connect a call, in the order in which they are made. */
export const legNames = ["agent", "fallback"] as const;
export type LegName = (typeof legNames)[number];

const numberOf = ({ config, tenantId, phoneNumberId }: WebhookContext) => ({
  publicOrigin: config.publicOrigin,
  tenantId,
  phoneNumberId,
});

/** The URL that Twilio calls after an attempt, to get the next TwiML. */
export const callResultUrl = (webhook: WebhookContext, leg: LegName): string =>
  `${webhookUrl(numberOf(webhook), "voice-result")}?leg=${leg}`;

/** The URL to which Twilio reports the status of a forwarded message. */
export const messageStatusUrl = (webhook: WebhookContext): string => webhookUrl(numberOf(webhook), "sms-status");
