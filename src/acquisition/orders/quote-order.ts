import type { z } from "zod";
import { type NumberNeeds, unfitDocuments } from "#acquisition/regulatory/check-documents";
import { defaultsFor } from "#acquisition/regulatory/queries";
import { requireUsableDocuments } from "#acquisition/regulatory/require-usable-documents";
import { toDocuments } from "#acquisition/regulatory/wire";
import { liveAmong } from "#acquisition/reservations/queries";
import { searchNumbers } from "#acquisition/search/search-numbers";
import { requireAgents } from "#inventory/agents/queries";
import { ownedNumbersAmong } from "#inventory/phone-numbers/carrier-inventory";
import { Problem, type ProblemCode } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { OfferedNumber, RegulatoryDocuments } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";
import type { NumberTerms } from "#kernel/ports/number-object";
import type { Money } from "#kernel/values/money";
import { sumMoney, toMicros } from "#kernel/values/money";
import { countryAndTypeOf } from "#kernel/values/phone";
import { searchOf } from "./pick-numbers";
import { quoteDocuments } from "./quote-documents";
import { readTerms } from "./read-terms";
import { agentsWanted, type Criteria, MAX_ITEMS_IN_REQUEST, type newOrder } from "./wire";

export interface Obstacle {
  readonly code: ProblemCode;
  readonly detail: string;
}

export interface QuotedItem {
  readonly e164: string;
  readonly monthlyPrice: Money | null;
  readonly needs: NumberNeeds;
  readonly documents: RegulatoryDocuments;
  readonly obstacles: readonly Obstacle[];
}

export interface Quote {
  readonly items: readonly QuotedItem[];
  /** One sum per currency, of the items whose price is known. */
  readonly monthlyCost: readonly Money[];
  /** Whether the carrier was asked too: it is for a few numbers and for those that it was searched for, not for a thousand. */
  readonly carrierAsked: boolean;
}

type Asked = z.output<typeof newOrder>;

/** What an order would cost, and what would refuse it, as things stand now. Nothing is written, held or bought. */
export async function quoteOrder(ctx: Context, asked: Asked): Promise<Quote> {
  requireScope(ctx, "numbers:write");
  await requireAgents(ctx, agentsWanted(asked.configuration));
  const named = toDocuments(asked.configuration);
  await requireUsableDocuments(ctx, named, "/configuration");
  const picked = asked.criteria ? await wouldPick(ctx, asked.criteria) : null;
  const wanted: NonNullable<Asked["items"]> = picked?.map(({ e164 }) => ({ phone_number: e164 })) ?? asked.items ?? [];
  const numbers = wanted.map(({ phone_number }) => phone_number);
  const kinds = numbers.map(countryAndTypeOf);
  const carrierAsked = picked !== null || numbers.length <= MAX_ITEMS_IN_REQUEST;
  const [terms, offers, [owned, live, defaults]] = await Promise.all([
    readTerms(ctx, numbers),
    picked ?? (carrierAsked ? Promise.all(numbers.map((e164) => offerOf(ctx, e164))) : []),
    ctx.db.batch([ownedNumbersAmong(ctx, numbers), liveAmong(ctx, numbers), defaultsFor(ctx, kinds)]),
  ]);
  const papersOf = await quoteDocuments(ctx, kinds, named, defaults, carrierAsked);
  const owners = new Map(owned.map(({ e164, tenantId }) => [e164, tenantId]));
  const holds = new Map(live.map((hold) => [hold.e164, hold]));
  const items = wanted.map(({ phone_number: e164, reservation_id }, index): QuotedItem => {
    const hold = holds.get(e164);
    const isMine = hold?.tenantId === ctx.principal.tenantId;
    const here: Obstacle[] = [];
    const owner = owners.get(e164);
    if (owner !== undefined) {
      const whose = owner === ctx.principal.tenantId ? "is yours already" : "belongs to somebody else";
      here.push({ code: "number_owned", detail: `${e164} ${whose}.` });
    }
    if (hold && !isMine) here.push({ code: "number_held", detail: `Somebody else holds ${e164}.` });
    if (reservation_id !== undefined && !(isMine && hold?.id === reservation_id)) {
      here.push({
        code: "reservation_ended",
        detail: `${reservation_id} is not a live reservation of yours for ${e164}.`,
      });
    }
    const kind = countryAndTypeOf(e164);
    const { documents, bundleNeeded, known } = papersOf(kind);
    const offer = offers[index];
    const needs = { address: offer?.addressRequirement ?? null, bundle: bundleNeeded };
    if (owner === undefined) {
      if (offer === null) here.push({ code: "number_unavailable", detail: `The carrier does not offer ${e164} now.` });
      here.push(...unfitDocuments(kind, needs, documents, known));
    }
    return { e164, monthlyPrice: terms[index]?.monthlyPrice ?? null, needs, documents, obstacles: here };
  });
  return { items, monthlyCost: sumMoney(items.flatMap(({ monthlyPrice }) => monthlyPrice ?? [])), carrierAsked };
}

/** What the criteria would pick now, unheld. */
async function wouldPick(ctx: Context, criteria: Criteria): Promise<readonly OfferedNumber[]> {
  const found = await searchNumbers(ctx, searchOf(criteria));
  return found.filter(({ hold }) => hold === null);
}

/** The number as the carrier offers it; `null` when it does not, `undefined` when it could not be asked. */
async function offerOf(ctx: Context, e164: string): Promise<OfferedNumber | null | undefined> {
  const found = await ctx.carrier.search({
    ...countryAndTypeOf(e164),
    contains: e164.slice(1),
    limit: 5,
    capabilities: [],
  });
  return found.kind === "ok" ? (found.value.find((offered) => offered.e164 === e164) ?? null) : undefined;
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
