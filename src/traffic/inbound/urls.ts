import type { WebhookContext } from "#kernel/ports/context";

/** Which of a call's attempts to put the caller through a result is of. */
export const legNames = ["agent", "fallback"] as const;
export type LegName = (typeof legNames)[number];

const doorsOf = ({ config, tenantId, phoneNumberId }: WebhookContext): string =>
  `${config.publicOrigin}/twilio/${tenantId}/numbers/${phoneNumberId}`;

/** Where the carrier asks what to do when an attempt is over. */
export const resultUrl = (door: WebhookContext, leg: LegName): string => `${doorsOf(door)}/voice-result?leg=${leg}`;

/** Where the carrier reports what became of a message that was passed on. */
export const messageStatusUrl = (door: WebhookContext): string => `${doorsOf(door)}/sms-status`;
