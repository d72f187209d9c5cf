import { webhookUrl } from "#inventory/phone-numbers/webhook-urls";
import type { WebhookContext } from "#kernel/ports/context";

/** The two attempts to connect a call, by the order in which they are made. */
export const legNames = ["agent", "fallback"] as const;
export type LegName = (typeof legNames)[number];

const numberOf = ({ config, tenantId, phoneNumberId }: WebhookContext) => ({
  publicOrigin: config.publicOrigin,
  tenantId,
  phoneNumberId,
});

/** Twilio asks here what to do next when an attempt is over. */
export const callResultUrl = (webhook: WebhookContext, leg: LegName): string =>
  `${webhookUrl(numberOf(webhook), "voice-result")}?leg=${leg}`;

/** Twilio reports here what became of a forwarded message. */
export const messageStatusUrl = (webhook: WebhookContext): string => webhookUrl(numberOf(webhook), "sms-status");
