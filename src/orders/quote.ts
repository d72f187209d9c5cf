import type { z } from "zod";
import { requireAgents } from "../agents/queries";
import type { Context } from "../kernel/context";
import { sumMoney, toMicros } from "../kernel/money";
import { placeOf } from "../kernel/phone";
import type { Money, NumberTerms } from "../kernel/ports";
import { Problem, type ProblemCode } from "../kernel/problem";
import { requireScope } from "../kernel/scope";
import { ownedAmong } from "../numbers/queries";
import { liveAmong } from "../reservations/queries";
import { findAvailable } from "../search/available";
import { searchOf } from "./pick";
import { termsOf } from "./terms";
import { agentsWanted, type Criteria, MAX_ITEMS_IN_REQUEST, type newOrder } from "./wire";

export interface Obstacle {
  readonly code: ProblemCode;
  readonly detail: string;
}

export interface QuotedItem {
  readonly e164: string;
  readonly monthlyPrice: Money | null;
  readonly obstacles: readonly Obstacle[];
}

export interface Quote {
  readonly items: readonly QuotedItem[];
  /** One sum per currency, of the items whose price is known. */
  readonly monthlyCost: readonly Money[];
  /** Whether the carrier was asked too: it is for a few numbers, not for a thousand. */
  readonly carrierAsked: boolean;
}

type Asked = z.output<typeof newOrder>;

/** What an order would cost, and what would refuse it, as things stand now. Nothing is written, held or bought. */
export async function quote(ctx: Context, asked: Asked): Promise<Quote> {
  requireScope(ctx, "numbers:write");
  await requireAgents(ctx, agentsWanted(asked.configuration));
  const wanted = asked.items ?? (await wouldPick(ctx, asked.criteria));
  const numbers = wanted.map(({ phone_number }) => phone_number);
  const carrierAsked = numbers.length <= MAX_ITEMS_IN_REQUEST;
  const [terms, atCarrier, [owned, live]] = await Promise.all([
    termsOf(ctx, numbers),
    carrierAsked ? Promise.all(numbers.map((e164) => carrierObstacles(ctx, e164))) : [],
    ctx.db.batch([ownedAmong(ctx, numbers), liveAmong(ctx, numbers)]),
  ]);
  const taken = new Set(owned.map(({ e164 }) => e164));
  const holds = new Map(live.map((hold) => [hold.e164, hold]));
  const items = wanted.map(({ phone_number: e164, reservation_id }, index): QuotedItem => {
    const hold = holds.get(e164);
    const isMine = hold?.tenantId === ctx.principal.tenantId;
    const here: Obstacle[] = [];
    if (taken.has(e164)) here.push({ code: "number_owned", detail: `${e164} is taken.` });
    if (hold && !isMine) here.push({ code: "number_held", detail: `Somebody else holds ${e164}.` });
    if (reservation_id !== undefined && !(isMine && hold?.id === reservation_id)) {
      here.push({
        code: "reservation_ended",
        detail: `${reservation_id} is not a live reservation of yours for ${e164}.`,
      });
    }
    const obstacles = taken.has(e164) ? here : [...here, ...(atCarrier[index] ?? [])];
    return { e164, monthlyPrice: terms[index]?.monthlyPrice ?? null, obstacles };
  });
  return { items, monthlyCost: sumMoney(items.flatMap(({ monthlyPrice }) => monthlyPrice ?? [])), carrierAsked };
}

/** What the criteria would pick now, unheld. */
async function wouldPick(ctx: Context, criteria: Criteria | undefined): Promise<NonNullable<Asked["items"]>> {
  if (!criteria) return [];
  const found = await findAvailable(ctx, searchOf(criteria));
  return found.filter(({ hold }) => hold === null).map(({ e164 }) => ({ phone_number: e164 }));
}

/** What the carrier would say, read from its search: whether it offers exactly this number, and what papers it wants. */
async function carrierObstacles(ctx: Context, e164: string): Promise<Obstacle[]> {
  const found = await ctx.carrier.search({ ...placeOf(e164), contains: e164.slice(1), limit: 5, capabilities: [] });
  if (found.kind !== "ok") return [];
  const offer = found.value.find((offered) => offered.e164 === e164);
  if (!offer) return [{ code: "number_unavailable", detail: `The carrier does not offer ${e164} now.` }];
  if (offer.addressRequirement === "none") return [];
  return [
    { code: "address_required", detail: `The carrier wants to have an address first: ${offer.addressRequirement}.` },
  ];
}

/** Refuses an order that costs more a month than its buyer allows, or whose cost cannot be known. */
export function requireWithinCost(terms: readonly NumberTerms[], most: Money | undefined): void {
  if (most === undefined) return;
  const prices = terms.map(({ monthlyPrice }) => monthlyPrice);
  const known = prices.filter((price) => price !== null);
  const [total, ...others] = sumMoney(known);
  if (known.length < prices.length) {
    throw new Problem(
      "cost_limit_exceeded",
      "The price of some numbers is not known now, so the limit cannot be kept.",
    );
  }
  if (others.length > 0 || total?.currency !== most.currency) {
    throw new Problem("cost_limit_exceeded", `The numbers are not all sold in ${most.currency}.`, {
      more: { monthly_cost: [total, ...others] },
    });
  }
  if (toMicros(total.amount) > toMicros(most.amount)) {
    throw new Problem("cost_limit_exceeded", `The numbers cost ${total.amount} ${total.currency} a month.`, {
      more: { monthly_cost: [total] },
    });
  }
}
