import { isOpenItem } from "#acquisition/orders/order-status";
import { itemsOf } from "#acquisition/orders/queries";
import { statusesOf } from "#inventory/phone-numbers/job-reads";
import type { NewNumber } from "#kernel/ports/adoption";
import type { OwnedNumber } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";
import { moneyOf } from "#kernel/values/money";
import { countryAndTypeOf } from "#kernel/values/phone";
import { belongsToBuyer, itemInLabel } from "./compare-number";

/** The adoption of an orphan by the tenant whose order item bought it. */
export interface Adoption {
  readonly tenantId: string;
  readonly itemId: string;
  readonly number: NewNumber;
}

/** Returns the inventory's fields that come from the carrier's record of an adopted number. */
export function carrierRecordOf({ e164, carrierId, country, type, capabilities }: OwnedNumber) {
  const derived = countryAndTypeOf(e164);
  return { carrierId, country: country ?? derived.country, type: type ?? derived.type, capabilities };
}

/**
 * Finds the buyers of orphans by the order item in their labels. Keyed by E.164; an orphan without a buyer is left
 * out.
 */
export async function findBuyers(
  ctx: Context,
  orphans: readonly OwnedNumber[],
): Promise<ReadonlyMap<string, Adoption>> {
  const labelled = new Map(
    orphans.flatMap((theirs) => {
      const itemId = itemInLabel(theirs.label);
      return itemId === null ? [] : [[itemId, theirs] as const];
    }),
  );
  if (labelled.size === 0) return new Map();
  const items = await itemsOf(ctx, [...labelled.keys()]);
  const rows = await statusesOf(
    ctx,
    items.map(({ item }) => item.phoneNumberId),
  );
  const adoptions = new Map<string, Adoption>();
  for (const { item, order } of items) {
    const theirs = labelled.get(item.id);
    const row = rows.get(item.phoneNumberId);
    if (!theirs || theirs.e164 !== item.e164 || isOpenItem(item)) continue;
    if (row && row.tenantId !== item.tenantId) continue;
    if (!belongsToBuyer({ completed: item.status === "completed", restores: item.restores, row: row?.status ?? null }))
      continue;
    const number: NewNumber = {
      id: item.phoneNumberId,
      ...carrierRecordOf(theirs),
      monthlyPrice: moneyOf(item.priceAmount, item.priceCurrency),
      configuration: order.configuration,
      restored: item.restores,
    };
    adoptions.set(theirs.e164, { tenantId: item.tenantId, itemId: item.id, number });
  }
  return adoptions;
}
