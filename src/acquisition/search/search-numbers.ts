import type { NumberNeeds } from "#acquisition/regulatory/check-documents";
import { bundleNeed } from "#acquisition/regulatory/read-requirements";
import { liveAmong } from "#acquisition/reservations/queries";
import { unwrap } from "#carriers/problem";
import { ownedNumbersAmong } from "#inventory/phone-numbers/carrier-inventory";
import { requireScope } from "#kernel/http/scope";
import type { NumberSearch, OfferedNumber } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";
import type { Money } from "#kernel/values/money";

export interface AvailableNumber extends OfferedNumber {
  readonly monthlyPrice: Money | null;
  readonly needs: NumberNeeds;
  /** The caller's own hold on it. */
  readonly hold: { readonly id: string; readonly expiresAt: number } | null;
}

/** Asked of the carrier beyond the caller's limit, as some of what it offers is held here or was bought a moment ago. */
const SPARE = 20;
const MAX_FROM_CARRIER = 1_000;

/**
 * Numbers for sale: the carrier's, less those that others here hold or the platform has, with the caller's holds marked.
 * `spare` asks for more than the limit, for somebody who may not get them all.
 */
export async function searchNumbers(
  ctx: Context,
  search: NumberSearch & { readonly spare?: number },
): Promise<AvailableNumber[]> {
  requireScope(ctx, "numbers:read");
  const { spare = 0, ...asked } = search;
  const most = Math.min(asked.limit + spare, MAX_FROM_CARRIER);
  const wider = { ...asked, limit: Math.min(most + SPARE, MAX_FROM_CARRIER) };
  const [found, prices, bundle] = await Promise.all([
    ctx.carrier.search(wider),
    ctx.carrier.prices(search.country),
    bundleNeed(ctx, search),
  ]);
  const offered = unwrap(found);
  if (offered.length === 0) return [];
  const monthlyPrice = prices.kind === "ok" ? (prices.value[search.type] ?? null) : null;
  const numbers = offered.map(({ e164 }) => e164);
  const [owned, live] = await ctx.db.batch([ownedNumbersAmong(ctx, numbers), liveAmong(ctx, numbers)]);
  const taken = new Set(owned.map(({ e164 }) => e164));
  const holds = new Map(live.map((hold) => [hold.e164, hold]));
  const shown: AvailableNumber[] = [];
  for (const number of offered) {
    const hold = holds.get(number.e164);
    const isMine = hold?.tenantId === ctx.principal.tenantId;
    if (taken.has(number.e164) || (hold && !isMine)) continue;
    const needs = { address: number.addressRequirement, bundle };
    shown.push({ ...number, needs, monthlyPrice, hold: hold ? { id: hold.id, expiresAt: hold.expiresAt } : null });
    if (shown.length === most) break;
  }
  return shown;
}
