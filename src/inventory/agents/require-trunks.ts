import { readDialTrunks } from "#connections/sip-trunks/read-dial-trunks";
import { invalidField } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { type Destination, isTrunkDestination } from "#kernel/values/destination";

/** A destination in a request's body. */
interface Place {
  /** A JSON pointer. */
  readonly pointer: string;
  readonly destination: Destination | null | undefined;
}

/**
 * Throws `validation_failed` if a destination names a trunk that the tenant does not have, or one that can't carry it.
 * No round trip without trunks. `number`: the destinations are for its calls.
 */
export async function requireTrunks(
  ctx: Context,
  places: readonly Place[],
  number: { readonly carrierAccountId: string | null } | null = null,
): Promise<void> {
  const named = places.flatMap(({ pointer, destination = null }) =>
    isTrunkDestination(destination) ? [{ pointer: `${pointer}/sip_trunk_id`, destination }] : [],
  );
  const ids = named.map(({ destination }) => destination.sipTrunkId);
  const trunks = await readDialTrunks(ctx.db, ctx.principal.tenantId, ids);
  for (const { pointer, destination } of named) {
    const trunk = trunks.find(({ id }) => id === destination.sipTrunkId);
    if (!trunk) throw invalidField("body", pointer, `Your tenant has no SIP trunk ${destination.sipTrunkId}.`);
    if (trunk.provider === "byoc" && destination.kind === "sip") {
      const detail = "A byoc trunk dials phone numbers. Use a destination of the kind dial, or a trunk with gateways.";
      throw invalidField("body", pointer, detail);
    }
    if (trunk.provider === "byoc" && number && trunk.carrierAccountId !== number.carrierAccountId) {
      const detail =
        "This byoc trunk and the number are in two Twilio accounts. Twilio dials over trunks of the number's account only.";
      throw invalidField("body", pointer, detail);
    }
  }
}
