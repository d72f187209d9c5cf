import type { Fingerprints } from "#kernel/values/replay-guard";

/** What a door answers: a document for the carrier, just "taken", or nothing to somebody who repeats what they overheard. */
export type WebhookResponse =
  | { readonly kind: "document"; readonly twiml: string }
  | { readonly kind: "taken" }
  | { readonly kind: "replayed" };

/** What marks a request; the door adds what it tells. */
export type RequestFingerprints = Omit<Fingerprints, "event">;

export const document = (twiml: string): WebhookResponse => ({ kind: "document", twiml });
export const taken: WebhookResponse = { kind: "taken" };
export const replayed: WebhookResponse = { kind: "replayed" };
