import { and, type SQL } from "drizzle-orm";
import { mayTake } from "#acquisition/account/queries";
import { capProblem } from "#acquisition/account/refuse";
import { documentsIn } from "#acquisition/regulatory/check-documents";
import { noneIsForeign } from "#acquisition/regulatory/claim-documents";
import { whileDocumentsLeased } from "#acquisition/regulatory/lease-documents";
import { recordEvent } from "#events/log/record";
import { sourceOf } from "#events/log/source";
import {
  claimKey,
  compareRequest,
  type EarlierResult,
  IDEMPOTENCY_KEY_MS,
  isKeyFree,
  readKey,
} from "#idempotency/claim";
import { batchNamed, insertAllIf, insertIf, previousWroteSomething, wroteSomething } from "#kernel/db/db";
import { Problem } from "#kernel/http/problem";
import { noDocuments, type RegulatoryDocuments } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";
import { moneyOf } from "#kernel/values/money";
import type { OrderRows } from "./order-rows";
import { orderOf } from "./queries";
import { supplyDefaults, withDocuments } from "./supply-documents";
import { type ItemRow, orderItems, orders } from "./table";
import { type OrderWire, orderHttpStatus, toOrder } from "./wire";

/** Writes an order before anything is bought, once per Idempotency-Key. */

/** The response to `POST /v1/orders`. */
export interface PlacedOrder {
  readonly status: 201 | 202;
  readonly order: OrderWire;
}

type WrittenOrder = { readonly items: readonly ItemRow[] } | { readonly earlier: PlacedOrder };

/**
 * Writes the order with its event, and claims its Idempotency-Key, in one batch. The items come back with the tenant's
 * default documents. If a request with the same key was first, its response comes back instead.
 *
 * **Invariant:** the order is written only while the tenant is active and within its caps, so its numbers are reserved
 * against them in the same transaction.
 *
 * **Invariant:** if two tenants name the same unclaimed document at the same moment, one of the orders is written.
 */
export const writeOrder = (ctx: Context, rows: OrderRows): Promise<WrittenOrder> =>
  whileDocumentsLeased(ctx, rows.order.tenantId, documentsOf(rows), (isFree) => insertOrder(ctx, rows, isFree));

const documentsOf = ({ items }: OrderRows): RegulatoryDocuments => items[0] ?? noDocuments;

async function insertOrder(ctx: Context, rows: OrderRows, isFree: SQL | undefined): Promise<WrittenOrder> {
  const { order, items } = rows;
  const { db, idempotency: request } = ctx;
  const named = documentsOf(rows);
  const prices = items.map(({ priceAmount, priceCurrency }) => moneyOf(priceAmount, priceCurrency));
  const fits = mayTake(order.tenantId, prices);
  const mayName = documentsIn(named).length === 0 ? undefined : and(noneIsForeign(order.tenantId, named), isFree);
  const gate = and(fits, mayName) ?? fits;
  const refusal = async (): Promise<Problem> =>
    (await capProblem(ctx, order.tenantId, prices, "Nothing was bought.")) ?? changedMeanwhile();
  const dependents = {
    items: insertAllIf(db, orderItems, items, previousWroteSomething),
    event: recordEvent(db, sourceOf(ctx), "order.created", order.id, { item_count: items.length }),
    supplied: supplyDefaults(ctx, items),
  };
  if (!request) {
    const { written, supplied } = await batchNamed(db, {
      written: insertIf(db, orders, order, gate),
      ...dependents,
    });
    if (!wroteSomething(written)) throw await refusal();
    return { items: withDocuments(items, supplied) };
  }
  const { claimed, keys, supplied } = await batchNamed(db, {
    claimed: claimKey(ctx, request, { resourceId: order.id }, gate),
    keys: readKey(ctx, request),
    written: insertIf(db, orders, order, previousWroteSomething),
    ...dependents,
  });
  if (wroteSomething(claimed)) return { items: withDocuments(items, supplied) };
  const [key] = keys;
  if (!key || isKeyFree(key, ctx.now)) throw await refusal();
  return { earlier: await replayOrder(ctx, compareRequest(key, request, ctx.now)) };
}

const changedMeanwhile = (): Problem =>
  new Problem(
    "changed_meanwhile",
    "Another request just changed what this order depends on: a cap, or an address or bundle that it claimed. Nothing was bought. Retry.",
  );

/** The response of an earlier request with the same Idempotency-Key, if there was one. */
export async function findEarlierOrder(ctx: Context): Promise<PlacedOrder | null> {
  const { idempotency: request } = ctx;
  if (!request) return null;
  const [key] = await readKey(ctx, request);
  if (!key || key.createdAt <= ctx.now - IDEMPOTENCY_KEY_MS) return null;
  return await replayOrder(ctx, compareRequest(key, request, ctx.now));
}

async function replayOrder(ctx: Context, earlier: EarlierResult): Promise<PlacedOrder> {
  if (earlier.kind === "resource") {
    const found = await orderOf(ctx, earlier.id);
    return { status: orderHttpStatus(found), order: toOrder(found, ctx.now) };
  }
  return { status: 201, order: JSON.parse(earlier.answer.body) };
}
