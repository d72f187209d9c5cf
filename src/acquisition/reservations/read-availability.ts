import { ownedNumbersAmong } from "#inventory/phone-numbers/carrier-inventory";
import { batchNamed } from "#kernel/db/db";
import { elsewhere } from "#kernel/http/page-of-all";
import type { Context } from "#kernel/ports/context";
import { liveReservationsAmong } from "./queries";

/**
 * D1's answer to "may this tenant have this number?", for searches and quotes. The number's object decides in the end.
 */

/** `isMine`: the caller's own reservation. */
export type Availability =
  | { readonly kind: "available" }
  /** `mine`: the id of the caller's own number; `null` if another tenant owns it. */
  | { readonly kind: "owned"; readonly mine: string | null }
  | { readonly kind: "held"; readonly isMine: boolean; readonly reservation: LiveReservation };

export interface LiveReservation {
  readonly id: string;
  readonly expiresAt: number;
}

/** The reads for `availabilityOf`, unexecuted: for the caller's own batch. */
export const availabilityReads = (ctx: Context, numbers: readonly string[]) => ({
  owned: ownedNumbersAmong(ctx, numbers),
  live: liveReservationsAmong(ctx, numbers),
});

/** The same rows of other tenants in the other databases; none, and no query, with one database. */
export async function availabilityElsewhere(ctx: Context, numbers: readonly string[]): Promise<AvailabilityRows> {
  const found = await Promise.all(elsewhere(ctx).map((each) => batchNamed(each.db, availabilityReads(each, numbers))));
  const isOfOthers = ({ tenantId }: { readonly tenantId: string }) => tenantId !== ctx.principal.tenantId;
  return {
    owned: found.flatMap(({ owned }) => owned.filter(isOfOthers)),
    live: found.flatMap(({ live }) => live.filter(isOfOthers)),
  };
}

interface AvailabilityRows {
  readonly owned: readonly { readonly id: string; readonly e164: string; readonly tenantId: string }[];
  readonly live: readonly (LiveReservation & { readonly e164: string; readonly tenantId: string })[];
}

/** The availability of each of the numbers that were read. An owned number is never shown as held. */
export function availabilityOf(
  { principal }: Context,
  here: AvailabilityRows,
  there: AvailabilityRows,
): (e164: string) => Availability {
  const owners = new Map([...there.owned, ...here.owned].map((number) => [number.e164, number]));
  const reservations = new Map([...there.live, ...here.live].map((reservation) => [reservation.e164, reservation]));
  return (e164) => {
    const owner = owners.get(e164);
    if (owner) return { kind: "owned", mine: owner.tenantId === principal.tenantId ? owner.id : null };
    const reservation = reservations.get(e164);
    if (!reservation) return { kind: "available" };
    const { id, tenantId, expiresAt } = reservation;
    return { kind: "held", isMine: tenantId === principal.tenantId, reservation: { id, expiresAt } };
  };
}

/** Problem details, the same wherever a number is refused. */
export const ownedDetail = (e164: string, mine: string | null): string =>
  mine !== null ? `${e164} is yours already, as ${mine}.` : `${e164} belongs to another tenant. Choose another number.`;

export const heldDetail = (e164: string): string => `Another tenant holds ${e164}.`;
