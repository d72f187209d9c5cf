import type { z } from "zod";
import { documentsIn } from "#acquisition/regulatory/check-documents";
import { noneIsForeign } from "#acquisition/regulatory/claim-documents";
import { requireUsableDocuments } from "#acquisition/regulatory/require-usable-documents";
import { toDocuments } from "#acquisition/regulatory/wire";
import { recordEvent } from "#events/log/record";
import { actorOf, sourceOf } from "#events/log/source";
import {
  claimKey,
  compareRequest,
  type EarlierResult,
  IDEMPOTENCY_KEY_MS,
  isKeyFree,
  readKey,
  storeResponse,
  unlockKey,
} from "#idempotency/claim";
import { requireAgents } from "#inventory/agents/queries";
import { describeError, insertAllIf, insertIf, previousWroteSomething, wroteSomething } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import { noDocuments } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";
import type { NumberTerms, PurchaseAnswer } from "#kernel/ports/number-object";
import { purchaseRequest } from "./buy-item";
import { findAlternatives } from "./find-alternatives";
import { cancelHolds, pickNumbers } from "./pick-numbers";
import { orderOf } from "./queries";
import { requireWithinCost } from "./quote-order";
import { readTerms } from "./read-terms";
import { suppliedDocuments, supplyDefaults, withDocuments } from "./supply-documents";
import { type ItemRow, type OrderRow, orderItems, orders } from "./table";
import {
  agentsWanted,
  type Criteria,
  MAX_ITEMS_IN_REQUEST,
  type newOrder,
  type OrderWire,
  orderHttpStatus,
  order as orderShape,
  toConfiguration,
  toOrder,
} from "./wire";

interface Placed {
  readonly status: 201 | 202;
  readonly order: OrderWire;
}

/**
 * Buys numbers, each exactly once: a few while the caller waits, more through the queue. The intent is written first, with the Idempotency-Key in the same batch; each number's
 * object then buys and settles its item by itself, whatever happens to this request.
 */
export async function placeOrder(ctx: Context, asked: Asked): Promise<Placed> {
  requireScope(ctx, "numbers:write");
  const agents = agentsWanted(asked.configuration);
  if (agents.length > 0) {
    const before = await earlierOf(ctx);
    if (before) return before;
    await requireAgents(ctx, agents);
  }
  await requireUsableDocuments(ctx, toDocuments(asked.configuration), "/configuration");
  if (asked.criteria) return await placePicked(ctx, asked, asked.criteria);
  return await placeItems(ctx, asked, asked.items ?? []);
}

type Asked = z.infer<typeof newOrder>;
type AskedItems = NonNullable<Asked["items"]>;

async function placeItems(ctx: Context, asked: Asked, wanted: AskedItems): Promise<Placed> {
  const terms = await readTerms(
    ctx,
    wanted.map(({ phone_number }) => phone_number),
  );
  requireWithinCost(terms, asked.max_monthly_cost);
  const { order, items } = rowsOf(ctx, asked, wanted, terms);
  return await carryOutOrder(ctx, order, items, terms);
}

/** Picks the numbers first. Whatever keeps the order from being written down lets them go again. */
async function placePicked(ctx: Context, asked: Asked, criteria: Criteria): Promise<Placed> {
  const before = await earlierOf(ctx);
  if (before) return before;
  const picked = await pickNumbers(ctx, criteria);
  const numbers = new Set(picked.map(({ phone_number }) => phone_number));
  try {
    const placed = await placeItems(ctx, asked, picked);
    // A repeat that was faster with this Idempotency-Key has numbers of its own.
    if (!placed.order.items.some(({ phone_number }) => numbers.has(phone_number))) await cancelHolds(ctx, picked);
    return placed;
  } catch (error) {
    await cancelHolds(ctx, picked);
    throw error;
  }
}

/** Writes an order down and buys what is in it. `terms` are the items', in their order. */
export async function carryOutOrder(
  ctx: Context,
  order: OrderRow,
  planned: readonly ItemRow[],
  terms: readonly NumberTerms[],
): Promise<Placed> {
  const written = await writeIntent(ctx, order, planned);
  if ("earlier" in written) return written.earlier;
  const { items } = written;
  if (items.length > MAX_ITEMS_IN_REQUEST) return await queue(ctx, order, items);
  const answers = await Promise.all(items.map((item, index) => buy(ctx, order, item, terms[index])));
  const outcome = items.map((item, index) => afterAnswer(item, answers[index]));
  const placed = { status: orderHttpStatus({ items: outcome }), order: toOrder({ order, items: outcome }, ctx.now) };
  const offered = await findAlternatives(ctx, placed.order);
  await settleKey(ctx, { ...placed, order: offered });
  return { ...placed, order: offered };
}

function rowsOf(ctx: Context, asked: Asked, wanted: AskedItems, terms: readonly NumberTerms[]) {
  const { tenantId } = ctx.principal;
  const { actor, requestId } = actorOf(ctx);
  const order: OrderRow = {
    id: ctx.newId("order"),
    tenantId,
    configuration: toConfiguration(asked.configuration),
    actor,
    requestId,
    createdAt: ctx.now,
  };
  const items = wanted.map(({ phone_number, reservation_id }, position): ItemRow => {
    const price = terms[position]?.monthlyPrice;
    return {
      id: ctx.newId("orderItem"),
      orderId: order.id,
      tenantId,
      position,
      e164: phone_number,
      reservationId: reservation_id ?? null,
      phoneNumberId: ctx.newId("phoneNumber"),
      restores: false,
      priceAmount: price?.amount ?? null,
      priceCurrency: price?.currency ?? null,
      status: wanted.length > MAX_ITEMS_IN_REQUEST ? "queued" : "purchasing",
      errorCode: null,
      carrierCode: null,
      retryable: null,
      createdAt: ctx.now,
      updatedAt: ctx.now,
      ...toDocuments(asked.configuration),
    };
  });
  return { order, items };
}

type Written = { readonly items: readonly ItemRow[] } | { readonly earlier: Placed };

/**
 * Writes the order down before anything is bought, unless its Idempotency-Key was used before. Its items get their papers: of
 * tenants who name the same ones at one moment, which nobody has used yet, one has its order.
 */
async function writeIntent(ctx: Context, order: OrderRow, planned: readonly ItemRow[]): Promise<Written> {
  const { db, idempotency: request } = ctx;
  const named = planned[0] ?? noDocuments;
  const areOurs = documentsIn(named).length === 0 ? undefined : noneIsForeign(order.tenantId, named);
  const followers = [
    insertAllIf(db, orderItems, planned, previousWroteSomething),
    recordEvent(db, sourceOf(ctx), "order.created", order.id, { item_count: planned.length }),
    supplyDefaults(ctx, planned),
  ] as const;
  const papers = suppliedDocuments(ctx, order.id);
  if (!request) {
    const [written, , , , supplied] = await db.batch([insertIf(db, orders, order, areOurs), ...followers, papers]);
    if (!wroteSomething(written)) throw takenMeanwhile();
    return { items: withDocuments(planned, supplied) };
  }
  const [claimed, [row], , , , , supplied] = await db.batch([
    claimKey(ctx, request, { resourceId: order.id }, areOurs),
    readKey(ctx, request),
    insertIf(db, orders, order, previousWroteSomething),
    ...followers,
    papers,
  ]);
  if (wroteSomething(claimed)) return { items: withDocuments(planned, supplied) };
  if (areOurs && isKeyFree(row, ctx.now)) throw takenMeanwhile();
  if (!row) throw new Problem("changed_meanwhile", "The Idempotency-Key has just been forgotten; try again.");
  return { earlier: await tellEarlier(ctx, compareRequest(row, request, ctx.now)) };
}

const takenMeanwhile = (): Problem =>
  new Problem(
    "changed_meanwhile",
    "What the order is to be bought with has just changed hands; look again and repeat.",
  );

/** What a request with the same Idempotency-Key came to, if there was one. */
async function earlierOf(ctx: Context): Promise<Placed | null> {
  const { idempotency: request } = ctx;
  if (!request) return null;
  const [row] = await readKey(ctx, request);
  if (!row || row.createdAt <= ctx.now - IDEMPOTENCY_KEY_MS) return null;
  return await tellEarlier(ctx, compareRequest(row, request, ctx.now));
}

async function tellEarlier(ctx: Context, earlier: EarlierResult): Promise<Placed> {
  if (earlier.kind === "resource") {
    const found = await orderOf(ctx, earlier.id);
    return { status: orderHttpStatus(found), order: toOrder(found, ctx.now) };
  }
  return { status: 201, order: orderShape.parse(JSON.parse(earlier.answer.body)) };
}

/** Puts a large order's items into the queue. Those that do not get there are found by the cleanup job. */
async function queue(ctx: Context, order: OrderRow, items: readonly ItemRow[]): Promise<Placed> {
  try {
    await ctx.enqueue(items.map(({ id }) => ({ itemId: id })));
  } catch (error) {
    console.error({ message: "an order was not queued", request_id: ctx.requestId, error: describeError(error) });
  }
  const placed = { status: 202, order: toOrder({ order, items }, ctx.now) } as const;
  await settleKey(ctx, placed);
  return placed;
}

/** An object that cannot be reached leaves its item open; the cleanup job asks it again. */
async function buy(
  ctx: Context,
  order: OrderRow,
  item: ItemRow,
  terms: NumberTerms | undefined,
): Promise<PurchaseAnswer> {
  if (!terms) return { kind: "pending", unknown: false };
  ctx.changed.subjectIds.add(item.phoneNumberId);
  try {
    return await ctx.numberObject(item.e164).purchase(purchaseRequest(order, item, terms, ctx.now));
  } catch {
    return { kind: "pending", unknown: false };
  }
}

function afterAnswer(item: ItemRow, answer: PurchaseAnswer | undefined): ItemRow {
  switch (answer?.kind) {
    case "completed":
      return { ...item, status: "completed", updatedAt: answer.at };
    case "failed": {
      const { code, carrierCode, retryable } = answer;
      return { ...item, status: "failed", errorCode: code, carrierCode, retryable, updatedAt: answer.at };
    }
    case "pending":
      return { ...item, status: answer.unknown ? "unknown" : "purchasing" };
    default:
      return item;
  }
}

/**
 * A settled order's answer is kept as it is; an open one's is read from the order when it is asked for again. Failing to
 * note either takes nothing back: the lock lapses, and the order's own rows are the answer then.
 */
async function settleKey(ctx: Context, { status, order }: Placed): Promise<void> {
  const { idempotency: request } = ctx;
  if (!request) return;
  try {
    if (status === 201) await storeResponse(ctx, request, { status, body: JSON.stringify(order) });
    else await unlockKey(ctx, request);
  } catch (error) {
    console.error({ message: "an answer was not kept", request_id: ctx.requestId, error: describeError(error) });
  }
}
