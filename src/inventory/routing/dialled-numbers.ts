// Pure: no I/O, no clock, no randomness.
import type { Destination, Fallback } from "#kernel/values/destination";
import { canonicalNumber, isSameNumber } from "#kernel/values/number-spellings";

/** `null` and `undefined` dial nothing. */
export type MayDial = Destination | Fallback | null | undefined;

/** Whether a destination dials this number. */
export const dials = (destination: MayDial, e164: string): boolean =>
  destination?.kind === "dial" && isSameNumber(destination.phoneNumber, e164);

/** The phone numbers that these destinations dial, each once, in the spelling to compare by. */
export const numbersDialled = (destinations: readonly MayDial[]): string[] => [
  ...new Set(destinations.flatMap((one) => (one?.kind === "dial" ? [canonicalNumber(one.phoneNumber)] : []))),
];
