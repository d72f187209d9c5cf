import type { NumberNeeds } from "#acquisition/regulatory/check-documents";
import { bundleNeed } from "#acquisition/regulatory/read-requirements";
import {
  availabilityElsewhere,
  availabilityOf,
  availabilityReads,
  type LiveReservation,
} from "#acquisition/reservations/read-availability";
import { unwrap } from "#carriers/problem";
import { batchNamed } from "#kernel/db/db";
import { requireScope } from "#kernel/http/scope";
import type { NumberSearch, OfferedNumber } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";
import type { Money } from "#kernel/values/money";

export interface NumberForSale extends OfferedNumber {
  readonly monthlyPrice: Money | null;
  readonly needs: NumberNeeds;
  /** The caller's own reservation of it. */
  readonly hold: LiveReservation | null;
}

/** Asked of the carrier beyond the limit, to replace the numbers that tenants hold or own already. */
const SPARE = 20;
/** Twilio returns at most 1,000 numbers: https://www.twilio.com/docs/phone-numbers/api/availablephonenumber-resource */
const MAX_FROM_CARRIER = 1_000;

/**
 * Numbers for sale at the carrier without the ones that other tenants hold or any tenant owns. The caller's holds are
 * marked. `spare` raises the limit, for a caller that expects to lose some of the numbers to other tenants.
 */
export async function searchNumbers(
  ctx: Context,
  search: NumberSearch & { readonly spare?: number },
): Promise<NumberForSale[]> {
  requireScope(ctx, "numbers:read");
  const { spare = 0, ...criteria } = search;
  const limit = Math.min(criteria.limit + spare, MAX_FROM_CARRIER);
  const [found, prices, bundle] = await Promise.all([
    ctx.carrier.search({ ...criteria, limit: Math.min(limit + SPARE, MAX_FROM_CARRIER) }),
    ctx.carrier.prices(search.country),
    bundleNeed(ctx, search),
  ]);
  const offered = unwrap(found);
  if (offered.length === 0) return [];
  const monthlyPrice = prices.kind === "ok" ? (prices.value[search.type] ?? null) : null;
  const numbers = offered.map(({ e164 }) => e164);
  const [here, there] = await Promise.all([
    batchNamed(ctx.db, availabilityReads(ctx, numbers)),
    availabilityElsewhere(ctx, numbers),
  ]);
  const availability = availabilityOf(ctx, here, there);
  const available: NumberForSale[] = [];
  for (const number of offered) {
    const state = availability(number.e164);
    if (state.kind === "owned" || (state.kind === "held" && !state.isMine)) continue;
    const needs = { address: number.addressRequirement, bundle };
    available.push({ ...number, needs, monthlyPrice, hold: state.kind === "held" ? state.reservation : null });
    if (available.length === limit) break;
  }
  return available;
}
