import type { Marks } from "#kernel/values/replay-guard";

/** What a door answers: a document for the carrier, just "taken", or nothing to somebody who repeats what they overheard. */
export type Reply =
  | { readonly kind: "document"; readonly twiml: string }
  | { readonly kind: "taken" }
  | { readonly kind: "replayed" };

/** What marks a request; the door adds what it tells. */
export type RequestMarks = Omit<Marks, "event">;

export const document = (twiml: string): Reply => ({ kind: "document", twiml });
export const taken: Reply = { kind: "taken" };
export const replayed: Reply = { kind: "replayed" };
