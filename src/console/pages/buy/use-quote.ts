import { useQuery } from "@tanstack/react-query";
import { type Answer, type BodyFor, call } from "../../api/call";
import { buyTexts } from "../../strings/buy";
import type { Cart } from "./cart-store";

export type Quote = Answer<"POST", "/v1/orders/quote">;
export type QuotedItem = Quote["items"][number];
type Priced = Pick<Quote, "monthly_cost"> & { readonly items: readonly Pick<QuotedItem, "monthly_price">[] };
type NewOrder = NonNullable<BodyFor<"POST", "/v1/orders">>;

/** The order that the cart stands for. Without a reservation's id, the tenant's hold of each number is used. */
export function orderOf({ items, settings }: Cart): NewOrder {
  const { agent_id, friendly_name, tags } = settings;
  const configuration = {
    ...(agent_id && { agent_id }),
    ...(friendly_name && { friendly_name }),
    ...(tags && tags.length > 0 && { tags: [...tags] }),
  };
  return {
    items: items.map(({ phone_number }) => ({ phone_number })),
    ...(Object.keys(configuration).length > 0 && { configuration }),
  };
}

/** The sum that the order may cost at most: what the quote says, if it knows all prices in one currency. */
export function limitOf({ items, monthly_cost }: Priced): NewOrder["max_monthly_cost"] {
  const [sum, ...others] = monthly_cost;
  const isKnown = items.every(({ monthly_price }) => monthly_price !== null);
  return sum && others.length === 0 && isKnown ? sum : undefined;
}

/** Why the cart cannot be bought now; `null`: it can. Nothing is bought before its price is shown. */
export function whyNotBuy(quote: Pick<Quote, "obstacles"> | undefined, isBlocked: boolean): string | null {
  if (!quote) return buyTexts.waitForQuote;
  if (quote.obstacles.length > 0) return buyTexts.refused;
  return isBlocked ? buyTexts.blocked : null;
}

/** The price of the cart and the obstacles, asked anew with each change of the cart or of a hold. */
export function useQuote(cart: Cart) {
  const body = orderOf(cart);
  return useQuery<Quote, Error>({
    queryKey: ["/v1/orders/quote", body],
    queryFn: ({ signal }) => call("POST", "/v1/orders/quote", { body }).send(signal),
    enabled: cart.items.length > 0,
    placeholderData: (previous) => previous,
  });
}
