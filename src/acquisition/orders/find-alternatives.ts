import { searchNumbers } from "#acquisition/search/search-numbers";
import type { Context } from "#kernel/ports/context";
import { areaCodeOf, countryAndTypeOf } from "#kernel/values/phone";
import type { OrderWire } from "./wire";

const ALTERNATIVES = 5;

/**
 * Adds up to 5 similar numbers for sale to each item whose number the carrier no longer sells. A failed search leaves
 * the item without alternatives.
 */
export async function findAlternatives(ctx: Context, order: OrderWire): Promise<OrderWire> {
  const items = order.items.map(async (item) => {
    if (item.error?.code !== "number_unavailable") return item;
    return { ...item, error: { ...item.error, alternatives: await similarTo(ctx, item.phone_number) } };
  });
  return { ...order, items: await Promise.all(items) };
}

async function similarTo(ctx: Context, e164: string): Promise<string[]> {
  const { country, type } = countryAndTypeOf(e164);
  try {
    const search = { country, type, areaCode: areaCodeOf(e164), limit: ALTERNATIVES, capabilities: [] };
    return (await searchNumbers(ctx, search)).map((number) => number.e164);
  } catch {
    return [];
  }
}
