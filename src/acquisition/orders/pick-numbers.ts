import { MAX_TTL_MS } from "#acquisition/reservations/lifetime";
import { type NumberForSale, searchNumbers } from "#acquisition/search/search-numbers";
import { actorOf } from "#events/log/source";
import { Problem } from "#kernel/http/problem";
import type { NumberSearch } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";
import type { Criteria } from "./wire";

/** A number that was picked and is held for an order. */
export interface PickedNumber {
  readonly phone_number: string;
  readonly reservation_id: string;
}

/** Numbers held at a time. */
const HOLDS_AT_ONCE = 25;
/** Searches for one order. A second one is needed only if other tenants were faster with some numbers. */
const MAX_SEARCHES = 5;

export const searchOf = (criteria: Criteria): NumberSearch => ({
  country: criteria.country,
  type: criteria.type,
  areaCode: criteria.area_code,
  contains: criteria.contains,
  locality: criteria.locality,
  region: criteria.region,
  capabilities: criteria.capabilities ?? [],
  limit: criteria.quantity,
});

/**
 * Picks numbers that match the criteria and holds each for the order, before anything is bought. A number that another
 * tenant holds first is replaced by the next match. Throws `not_enough_numbers` and cancels the holds if too few are
 * left.
 */
export async function pickNumbers(ctx: Context, criteria: Criteria): Promise<PickedNumber[]> {
  const { quantity } = criteria;
  const picked: PickedNumber[] = [];
  for (let round = 0; round < MAX_SEARCHES && picked.length < quantity; round += 1) {
    // The search shows numbers that were picked as held, and leaves out the ones that other tenants have.
    const found = await searchNumbers(ctx, { ...searchOf(criteria), spare: quantity });
    const free = found.filter(({ hold }) => hold === null);
    if (free.length === 0) break;
    picked.push(...(await holdUpTo(ctx, free, quantity - picked.length)));
  }
  if (areEnough(picked.length, criteria)) return picked;
  await cancelHolds(ctx, picked);
  throw notEnough(picked.length, quantity, "could be held, so nothing was bought");
}

/** Whether an order by these criteria goes ahead with so many numbers. */
export const areEnough = (found: number, { quantity, strategy }: Criteria): boolean =>
  found > 0 && (found === quantity || strategy === "best_effort");

export const notEnough = (available: number, quantity: number, outcome: string): Problem =>
  new Problem(
    "not_enough_numbers",
    `Only ${available} of ${quantity} matching numbers ${outcome}. Widen the criteria or order fewer.`,
    { more: { available } },
  );

async function holdUpTo(ctx: Context, free: readonly NumberForSale[], most: number): Promise<PickedNumber[]> {
  const held: PickedNumber[] = [];
  for (let at = 0; at < free.length && held.length < most; ) {
    const wave = free.slice(at, at + Math.min(HOLDS_AT_ONCE, most - held.length));
    at += wave.length;
    const answers = await Promise.all(wave.map((number) => holdForOrder(ctx, number)));
    held.push(...answers.filter((one) => one !== null));
  }
  return held;
}

async function holdForOrder(ctx: Context, { e164 }: NumberForSale): Promise<PickedNumber | null> {
  const reservationId = ctx.newId("reservation");
  const request = { by: actorOf(ctx), reservationId, ttlMs: MAX_TTL_MS, forOrder: true };
  const answer = await ctx.numberObject(e164).hold(request);
  return answer.kind === "held" && answer.created ? { phone_number: e164, reservation_id: reservationId } : null;
}

/** Cancels the holds of picked numbers. A hold whose object cannot be reached expires by itself. */
export async function cancelHolds(ctx: Context, picked: readonly PickedNumber[]): Promise<void> {
  const by = actorOf(ctx);
  await Promise.allSettled(
    picked.map(({ phone_number, reservation_id }) =>
      ctx.numberObject(phone_number).cancel({ by, reservationId: reservation_id }),
    ),
  );
}
