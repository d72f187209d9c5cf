import type { CarrierResult, OwnedNumber } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";

/**
 * A number that the carrier's list lacks, asked for by itself; `null` if the carrier certainly does not have it. It may be there
 * under another id, so it is looked for by its digits; that look is into a list again, so it is asked for by its id too.
 */
export async function findAtCarrier(
  { carrier }: Context,
  { e164, carrierId }: { readonly e164: string; readonly carrierId: string | null },
): Promise<CarrierResult<OwnedNumber | null>> {
  const found = await carrier.findOwned(e164);
  const isLacking = found.kind === "ok" && found.value === null;
  return isLacking && carrierId !== null ? await carrier.fetchOwned(carrierId) : found;
}
