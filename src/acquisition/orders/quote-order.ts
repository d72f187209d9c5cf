import type { z } from "zod";
import { type Account, accountReads, toAccount } from "#acquisition/account/queries";
import { capProblemOf } from "#acquisition/account/refuse";
import { type NumberNeeds, unfitDocuments } from "#acquisition/regulatory/check-documents";
import { defaultsFor } from "#acquisition/regulatory/queries";
import { requireUsableDocuments } from "#acquisition/regulatory/require-usable-documents";
import { toDocuments } from "#acquisition/regulatory/wire";
import {
  type Availability,
  availabilityElsewhere,
  availabilityOf,
  availabilityReads,
  heldDetail,
  ownedDetail,
} from "#acquisition/reservations/read-availability";
import { searchNumbers } from "#acquisition/search/search-numbers";
import { requireAgents } from "#inventory/agents/queries";
import { requireRedirectAllowedForNew } from "#inventory/routing/require-redirect-allowed";
import { batchNamed } from "#kernel/db/db";
import type { ProblemCode } from "#kernel/http/problem";
import type { OfferedNumber, RegulatoryDocuments } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";
import type { Money } from "#kernel/values/money";
import { sumMoney } from "#kernel/values/money";
import { countryAndTypeOf, isInKnownRange } from "#kernel/values/phone";
import { costProblem } from "./order-cost";
import { MAX_ITEMS_IN_REQUEST } from "./order-rows";
import { areEnough, notEnough, searchOf } from "./pick-numbers";
import { type QuotedDocuments, quoteDocuments } from "./quote-documents";
import { readMonthlyPrices } from "./read-prices";
import { agentsWanted, type Criteria, type newOrder } from "./wire";

/** A reason why an item, or the whole order, would be refused. */
interface Obstacle {
  readonly code: ProblemCode;
  readonly detail: string;
}

interface QuotedItem {
  readonly e164: string;
  readonly monthlyPrice: Money | null;
  readonly needs: NumberNeeds;
  readonly documents: RegulatoryDocuments;
  readonly obstacles: readonly Obstacle[];
}

export interface Quote {
  readonly items: readonly QuotedItem[];
  /** Why the order would be refused as a whole. */
  readonly obstacles: readonly Obstacle[];
  /** One sum per currency, of the items whose price is known. */
  readonly monthlyCost: readonly Money[];
  /** The carrier was asked about each number: in orders of up to 10 numbers, and in orders by criteria. */
  readonly carrierAsked: boolean;
}

const NOTHING = "Nothing would be bought.";

type OrderInput = z.output<ReturnType<typeof newOrder>>;
type ItemInput = NonNullable<OrderInput["items"]>[number];

/** Prices an order and finds what would refuse it, as things stand now. Writes, holds and buys nothing. */
export async function quoteOrder(ctx: Context, input: OrderInput): Promise<Quote> {
  const agents = await requireAgents(ctx, agentsWanted(input.configuration));
  await requireRedirectAllowedForNew(ctx, ctx.principal.tenantId, agents);
  const named = toDocuments(input.configuration);
  await requireUsableDocuments(ctx, named, "/configuration");
  const picked = input.criteria ? await findMatches(ctx, input.criteria) : null;
  const wanted: readonly ItemInput[] = picked?.map(({ e164 }) => ({ phone_number: e164 })) ?? input.items ?? [];
  const numbers = wanted.map(({ phone_number }) => phone_number);
  const kinds = numbers.map(countryAndTypeOf);
  const carrierAsked = picked !== null || numbers.length <= MAX_ITEMS_IN_REQUEST;
  const [prices, offers, { defaults, caps, use, ...rows }, there] = await Promise.all([
    readMonthlyPrices(ctx, numbers),
    picked ?? (carrierAsked ? Promise.all(numbers.map((e164) => findOffer(ctx, e164))) : []),
    batchNamed(ctx.db, {
      ...availabilityReads(ctx, numbers),
      ...accountReads(ctx.db, ctx.principal.tenantId),
      defaults: defaultsFor(ctx, kinds),
    }),
    availabilityElsewhere(ctx, numbers),
  ]);
  const documentsOf = await quoteDocuments(ctx, kinds, named, defaults, carrierAsked);
  const availability = availabilityOf(ctx, rows, there);
  const items = wanted.map((item, index): QuotedItem => {
    const e164 = item.phone_number;
    const quoted = documentsOf(countryAndTypeOf(e164));
    const { documents, bundleNeeded } = quoted;
    const offer = offers[index];
    const needs = { address: offer?.addressRequirement ?? null, bundle: bundleNeeded };
    const obstacles = obstaclesOf(item, availability(e164), offer, needs, quoted);
    return { e164, monthlyPrice: prices[index] ?? null, needs, documents, obstacles };
  });
  const monthlyCost = sumMoney(items.flatMap(({ monthlyPrice }) => monthlyPrice ?? []));
  return { items, obstacles: orderObstacles(input, toAccount({ caps, use }), prices), monthlyCost, carrierAsked };
}

/** Why the order would be refused as a whole, whatever becomes of its items. */
function orderObstacles(input: OrderInput, account: Account, prices: readonly (Money | null)[]): Obstacle[] {
  const { criteria } = input;
  const found = prices.length;
  const problems =
    criteria && !areEnough(found, criteria)
      ? [notEnough(found, criteria.quantity, "are for sale, so nothing would be bought")]
      : [costProblem(prices, input.max_monthly_cost, NOTHING), capProblemOf(account, prices, NOTHING)];
  return problems.flatMap((problem) => (problem ? { code: problem.code, detail: problem.message } : []));
}

/** `offer`: as `findOffer` returns it. */
function obstaclesOf(
  { phone_number: e164, reservation_id }: ItemInput,
  availability: Availability,
  offer: OfferedNumber | null | undefined,
  needs: NumberNeeds,
  { documents, known }: QuotedDocuments,
): Obstacle[] {
  const obstacles: Obstacle[] = [];
  if (availability.kind === "owned") {
    obstacles.push({
      code: availability.mine === null ? "number_owned" : "number_already_yours",
      detail: ownedDetail(e164, availability.mine),
    });
  }
  if (availability.kind === "held" && !availability.isMine) {
    obstacles.push({ code: "number_held", detail: heldDetail(e164) });
  }
  const ownReservationId =
    availability.kind === "held" && availability.isMine ? availability.reservation.id : undefined;
  if (reservation_id !== undefined && reservation_id !== ownReservationId) {
    const detail = `${reservation_id} is not a live reservation of yours for ${e164}.`;
    obstacles.push({ code: "reservation_ended", detail });
  }
  if (availability.kind === "owned") return obstacles;
  if (offer === null) {
    obstacles.push({ code: "number_unavailable", detail: `Twilio does not offer ${e164} for sale now.` });
  }
  return [...obstacles, ...unfitDocuments(countryAndTypeOf(e164), needs, documents, known)];
}

/** The numbers that an order by these criteria would pick now. Holds none of them. */
async function findMatches(ctx: Context, criteria: Criteria): Promise<readonly OfferedNumber[]> {
  const found = await searchNumbers(ctx, searchOf(criteria));
  return found.filter(({ hold }) => hold === null);
}

/**
 * The number as the carrier offers it; `null` if it does not; `undefined` if the carrier could not be asked, or may
 * offer it under another country or type, as with ranges that are newer than the numbering plans here.
 */
async function findOffer(ctx: Context, e164: string): Promise<OfferedNumber | null | undefined> {
  const found = await ctx.carrier.search({
    ...countryAndTypeOf(e164),
    contains: e164.slice(1),
    limit: 5,
    capabilities: [],
  });
  if (found.kind !== "ok") return undefined;
  return found.value.find((offered) => offered.e164 === e164) ?? (isInKnownRange(e164) ? null : undefined);
}
