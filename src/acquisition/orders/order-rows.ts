import { actorOf } from "#events/log/source";
import type { RegulatoryDocuments } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";
import type { NumberConfiguration } from "#kernel/ports/number-object";
import type { Money } from "#kernel/values/money";
import type { ItemRow, OrderRow } from "./table";

/** Orders of up to this many numbers are bought within the request; the items of larger orders go through the queue. */
export const MAX_ITEMS_IN_REQUEST = 10;

/** A number to buy. */
interface PlannedItem {
  readonly e164: string;
  /** Buy only under this reservation; `null` uses the tenant's hold, if it has one. */
  readonly reservationId: string | null;
  /** The id of the tenant's released number that is bought back; `null` for a new number. */
  readonly restoredNumberId: string | null;
  readonly monthlyPrice: Money | null;
}

export interface NewOrder {
  readonly configuration: NumberConfiguration;
  /** The documents that the order names. The tenant's defaults fill what is missing when the order is written. */
  readonly documents: RegulatoryDocuments;
  readonly items: readonly PlannedItem[];
}

export interface OrderRows {
  readonly order: OrderRow;
  readonly items: readonly ItemRow[];
}

/** The rows of a new order, not written yet. */
export function orderRows(ctx: Context, { configuration, documents, items }: NewOrder): OrderRows {
  const { tenantId } = ctx.principal;
  const { actor, requestId } = actorOf(ctx);
  const order: OrderRow = { id: ctx.newId("order"), tenantId, configuration, actor, requestId, createdAt: ctx.now };
  const status = items.length > MAX_ITEMS_IN_REQUEST ? "queued" : "purchasing";
  const rows = items.map(
    ({ e164, reservationId, restoredNumberId, monthlyPrice }, position): ItemRow => ({
      id: ctx.newId("orderItem"),
      orderId: order.id,
      tenantId,
      position,
      e164,
      reservationId,
      phoneNumberId: restoredNumberId ?? ctx.newId("phoneNumber"),
      restores: restoredNumberId !== null,
      priceAmount: monthlyPrice?.amount ?? null,
      priceCurrency: monthlyPrice?.currency ?? null,
      status,
      errorCode: null,
      carrierCode: null,
      retryable: null,
      createdAt: ctx.now,
      updatedAt: ctx.now,
      ...documents,
    }),
  );
  return { order, items: rows };
}
