// Pure: no I/O, no clock, no randomness.
import type { NumberType } from "#kernel/ports/carrier";

/**
 * Countries in which Twilio connects emergency calls with the number's registered address.
 * https://www.twilio.com/docs/voice/tutorials/emergency-calling-for-programmable-voice
 */
const countries: readonly string[] = ["US", "CA", "GB", "AU", "IE", "FR", "DE", "AT"];

interface Caller {
  readonly country: string;
  readonly type: NumberType;
  readonly voice: boolean;
}

/** Returns whether a number needs an emergency address. A toll-free number has no location. */
export const needsEmergencyAddress = ({ country, type, voice }: Caller): boolean =>
  voice && type !== "toll_free" && countries.includes(country);
