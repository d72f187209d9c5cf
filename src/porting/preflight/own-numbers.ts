// Pure: no I/O, no clock, no randomness.
import type { PreflightFacts } from "./facts";

/** The name of a carrier, to compare by. */
export const carrierKey = (name: string): string => name.trim().toLowerCase();

/** Whether a number is with the request's carrier. One without a carrier of its own is. */
export const isWithCarrier = (losingCarrier: string | null, ofRequest: string | null): boolean =>
  losingCarrier === null || ofRequest === null || carrierKey(losingCarrier) === carrierKey(ofRequest);

/**
 * The numbers of a request that are with its carrier, whose account number and bill it has. Submission hands in these;
 * for the others it makes drafts, which have a check of their own. All, if it has none of its carrier.
 */
export function ofOwnCarrier<Numbered extends { readonly losingCarrier: string | null }>(
  numbers: readonly Numbered[],
  { status, details }: Pick<PreflightFacts, "status" | "details">,
): readonly Numbered[] {
  // A request that was handed in stays whole.
  if (status !== "draft") return numbers;
  const own = numbers.filter(({ losingCarrier }) => isWithCarrier(losingCarrier, details.losing_carrier));
  return own.length > 0 ? own : numbers;
}
