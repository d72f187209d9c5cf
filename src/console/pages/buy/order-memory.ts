import type { NumberSearch } from "./search-query";

/** The memory that this tab has of an order, so that its page can offer alternatives from the same searches. */
interface OrderMemory {
  readonly searches: Readonly<Record<string, NumberSearch>>;
}

const placeOf = (orderId: string): string => `phone-manager.order.${orderId}`;

export function rememberOrder(orderId: string, memory: OrderMemory): void {
  try {
    sessionStorage.setItem(placeOf(orderId), JSON.stringify(memory));
  } catch {
    // The order's page then searches by the number's area code.
  }
}

/** The search that found a number of an order; else one by the number's own area code, if it has one. */
export function searchFor(orderId: string, phoneNumber: string): NumberSearch | null {
  try {
    const memory: OrderMemory | null = JSON.parse(sessionStorage.getItem(placeOf(orderId)) ?? "null");
    const found = memory?.searches[phoneNumber];
    if (found) return found;
  } catch {
    // The same as nothing remembered.
  }
  const [, areaCode] = /^\+1([2-9]\d{2})\d{7}$/.exec(phoneNumber) ?? [];
  return areaCode ? { country: "US", area_code: areaCode } : null;
}
