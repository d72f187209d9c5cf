import type { z } from "zod";
import { requireUsableDocuments } from "#acquisition/regulatory/require-usable-documents";
import { toDocuments } from "#acquisition/regulatory/wire";
import { requireAgents } from "#inventory/agents/queries";
import { requireRedirectAllowedForNew } from "#inventory/routing/require-redirect-allowed";
import type { Context } from "#kernel/ports/context";
import { carryOutOrder } from "./carry-out-order";
import { costProblem } from "./order-cost";
import { orderRows } from "./order-rows";
import { cancelHolds, pickNumbers } from "./pick-numbers";
import { readMonthlyPrices } from "./read-prices";
import { agentsWanted, type Criteria, type newOrder, toConfiguration } from "./wire";
import { findEarlierOrder, type PlacedOrder } from "./write-order";

type OrderInput = z.infer<ReturnType<typeof newOrder>>;
type ItemInput = NonNullable<OrderInput["items"]>[number];

/**
 * Buys numbers, each exactly once. The order is written first, in one batch with its Idempotency-Key; see
 * `carryOutOrder`.
 */
export async function placeOrder(ctx: Context, input: OrderInput): Promise<PlacedOrder> {
  const agents = agentsWanted(input.configuration);
  if (agents.length > 0) {
    // A repeat gets the first response even if the agent was deleted since.
    const earlier = await findEarlierOrder(ctx);
    if (earlier) return earlier;
    await requireRedirectAllowedForNew(ctx, ctx.principal.tenantId, await requireAgents(ctx, agents));
  }
  await requireUsableDocuments(ctx, toDocuments(input.configuration), "/configuration");
  if (input.criteria) return await placeByCriteria(ctx, input, input.criteria);
  return await placeItems(ctx, input, input.items ?? []);
}

async function placeItems(ctx: Context, input: OrderInput, wanted: readonly ItemInput[]): Promise<PlacedOrder> {
  const numbers = wanted.map(({ phone_number }) => phone_number);
  const prices = await readMonthlyPrices(ctx, numbers);
  const tooExpensive = costProblem(prices, input.max_monthly_cost, "Nothing was bought.");
  if (tooExpensive) throw tooExpensive;
  const items = wanted.map(({ phone_number, reservation_id }, index) => ({
    e164: phone_number,
    reservationId: reservation_id ?? null,
    restoredNumberId: null,
    monthlyPrice: prices[index] ?? null,
  }));
  const { configuration } = input;
  const rows = orderRows(ctx, {
    configuration: toConfiguration(configuration),
    documents: toDocuments(configuration),
    items,
  });
  return await carryOutOrder(ctx, rows);
}

/** Picks and holds the numbers first. If the order is not written, the holds are canceled. */
async function placeByCriteria(ctx: Context, input: OrderInput, criteria: Criteria): Promise<PlacedOrder> {
  const earlier = await findEarlierOrder(ctx);
  if (earlier) return earlier;
  const picked = await pickNumbers(ctx, criteria);
  const numbers = new Set(picked.map(({ phone_number }) => phone_number));
  try {
    const placed = await placeItems(ctx, input, picked);
    // A repeat with the same Idempotency-Key that was faster has picked other numbers.
    if (!placed.order.items.some(({ phone_number }) => numbers.has(phone_number))) await cancelHolds(ctx, picked);
    return placed;
  } catch (error) {
    await cancelHolds(ctx, picked);
    throw error;
  }
}
