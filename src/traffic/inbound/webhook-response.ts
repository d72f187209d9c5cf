import type { Fingerprints } from "#kernel/values/replay-guard";

/**
 * The answer to a webhook: TwiML to act on, a bare "accepted", or a refusal because the same request was sent long ago
 * or because another Twilio account than the number's signed it.
 */
export type WebhookResponse =
  | { readonly kind: "twiml"; readonly twiml: string }
  | { readonly kind: "accepted" }
  | { readonly kind: "replayed" | "of_another_account" };

/** The fingerprints of a request; the webhook adds the event that it reports. */
export type RequestFingerprints = Omit<Fingerprints, "event">;

export const twimlResponse = (twiml: string): WebhookResponse => ({ kind: "twiml", twiml });
export const accepted: WebhookResponse = { kind: "accepted" };
export const replayed: WebhookResponse = { kind: "replayed" };
export const ofAnotherAccount: WebhookResponse = { kind: "of_another_account" };
