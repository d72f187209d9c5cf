// Pure: no I/O, no clock, no randomness.
import { type Fallback, sayMessage } from "#kernel/values/destination";

/** How long a phone rings before the attempt counts as not answered. */
const RING_SECONDS = 30;

/**
 * The answer to a call while the database does not answer. The setting `INBOUND_FALLBACK` is a phone number to dial
 * (E.164) or a text to say.
 */
export const platformFallback = (setting: string): Exclude<Fallback, { readonly sipTrunkId: string }> =>
  setting.startsWith("+")
    ? { kind: "dial", phoneNumber: setting, timeoutSeconds: RING_SECONDS, callerId: "caller" }
    : sayMessage(setting);
