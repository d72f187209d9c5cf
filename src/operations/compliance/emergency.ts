// Pure: no I/O, no clock, no randomness.
import type { NumberType } from "#kernel/ports/carrier";

/**
 * Where Twilio connects emergency calls, with the address that is registered for the number.
 * https://www.twilio.com/docs/voice/tutorials/emergency-calling-for-programmable-voice
 */
const countries: readonly string[] = ["US", "CA", "GB", "AU", "IE", "FR", "DE", "AT"];

interface Caller {
  readonly country: string;
  readonly type: NumberType;
  readonly voice: boolean;
}

/** Whether a number should have an emergency address. A toll-free number stands for no place. */
export const needsEmergencyAddress = ({ country, type, voice }: Caller): boolean =>
  voice && type !== "toll_free" && countries.includes(country);
