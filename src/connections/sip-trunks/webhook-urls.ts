// Pure: no I/O, no clock, no randomness.

/** Twilio's webhooks about calls that come in over a BYOC trunk. */
export type TrunkWebhook = "voice" | "voice-status";

/** The path of a trunk's webhook; also the pattern that a route registers, from two parameters' names. */
export const trunkWebhookPath = <TenantId extends string, TrunkId extends string, Webhook extends TrunkWebhook>(
  tenantId: TenantId,
  sipTrunkId: TrunkId,
  webhook: Webhook,
) => `/twilio/${tenantId}/trunks/${sipTrunkId}/${webhook}` as const;
