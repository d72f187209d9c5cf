import { useMemo, useSyncExternalStore } from "react";
import { useSession } from "../../app/use-session";
import type { NumberSearch } from "./search-query";

export interface CartItem {
  readonly phone_number: string;
  /** Where the number is, in words. */
  readonly place: string;
  /** The search that found it, for alternatives; `null`: it did not come from a search. */
  readonly search: NumberSearch | null;
}

/** The settings of the numbers from their first moment. */
interface CartSettings {
  readonly agent_id?: string | undefined;
  readonly friendly_name?: string | undefined;
  readonly tags?: readonly string[] | undefined;
}

export interface Cart {
  readonly items: readonly CartItem[];
  readonly settings: CartSettings;
  /** Made anew with each change of the cart, so that an order whose answer was lost is sent again, but only once. */
  readonly idempotencyKey: string;
}

const carts = new Map<string, Cart>();
const listeners = new Set<() => void>();
const placeOfCart = (tenantId: string): string => `phone-manager.cart.${tenantId}`;

const emptyCart = (): Cart => ({ items: [], settings: {}, idempotencyKey: crypto.randomUUID() });

const isCart = (value: unknown): value is Cart =>
  typeof value === "object" &&
  value !== null &&
  "items" in value &&
  Array.isArray(value.items) &&
  "settings" in value &&
  typeof value.settings === "object" &&
  "idempotencyKey" in value &&
  typeof value.idempotencyKey === "string";

function read(tenantId: string): Cart {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(placeOfCart(tenantId)) ?? "null");
    return isCart(value) ? value : emptyCart();
  } catch {
    return emptyCart();
  }
}

function cartOf(tenantId: string): Cart {
  const known = carts.get(tenantId);
  if (known) return known;
  const stored = read(tenantId);
  carts.set(tenantId, stored);
  return stored;
}

function change(tenantId: string, to: Partial<Cart>): void {
  const next = { ...cartOf(tenantId), ...to, idempotencyKey: crypto.randomUUID() };
  carts.set(tenantId, next);
  try {
    sessionStorage.setItem(placeOfCart(tenantId), JSON.stringify(next));
  } catch {
    // The browser keeps nothing for this page: the cart then lasts until the tab is closed or loaded again.
  }
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The tab's cart of the tenant that the session acts for, and what changes it. */
export function useCart() {
  const tenantId = useSession().tenant?.id ?? "";
  const cart = useSyncExternalStore(subscribe, () => cartOf(tenantId));
  const actions = useMemo(() => {
    const itemsWithout = (numbers: readonly string[]) =>
      cartOf(tenantId).items.filter(({ phone_number }) => !numbers.includes(phone_number));
    return {
      add: (...items: readonly CartItem[]) =>
        change(tenantId, { items: [...itemsWithout(items.map(({ phone_number }) => phone_number)), ...items] }),
      remove: (...numbers: readonly string[]) => change(tenantId, { items: itemsWithout(numbers) }),
      replace: (phoneNumber: string, by: CartItem) =>
        change(tenantId, {
          items: cartOf(tenantId).items.map((item) => (item.phone_number === phoneNumber ? by : item)),
        }),
      setSettings: (settings: CartSettings) =>
        change(tenantId, { settings: { ...cartOf(tenantId).settings, ...settings } }),
      clear: () => change(tenantId, { items: [], settings: {} }),
    };
  }, [tenantId]);
  return { cart, ...actions };
}
