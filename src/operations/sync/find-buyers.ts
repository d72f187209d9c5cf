import { isOpenItem } from "#acquisition/orders/order-status";
import { itemsOf } from "#acquisition/orders/queries";
import { statusesOf } from "#inventory/phone-numbers/job-reads";
import type { NewNumber } from "#kernel/ports/adoption";
import type { OwnedNumber } from "#kernel/ports/carrier";
import type { Context } from "#kernel/ports/context";
import { countryAndTypeOf } from "#kernel/values/phone";
import { isBuyers, itemInLabel } from "./compare-number";

/** An orphan that is to become a tenant's. */
export interface Adoption {
  readonly tenantId: string;
  readonly itemId: string;
  readonly number: NewNumber;
}

/** The carrier's record of a number that the inventory adopts. */
export function carrierRecordOf({ e164, carrierId, country, type, capabilities }: OwnedNumber) {
  const place = countryAndTypeOf(e164);
  return { carrierId, country: country ?? place.country, type: type ?? place.type, capabilities };
}

/** Whose these orphans are by their labels, by number; those of which we cannot say it are not there. */
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
    if (!isBuyers({ completed: item.status === "completed", restores: item.restores, row: row?.status ?? null }))
      continue;
    const { priceAmount: amount, priceCurrency: currency } = item;
    const number: NewNumber = {
      id: item.phoneNumberId,
      ...carrierRecordOf(theirs),
      monthlyPrice: amount && currency ? { amount, currency } : null,
      configuration: order.configuration,
      restored: item.restores,
    };
    adoptions.set(theirs.e164, { tenantId: item.tenantId, itemId: item.id, number });
  }
  return adoptions;
}
