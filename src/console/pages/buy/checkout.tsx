import { Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { call } from "../../api/call";
import { ActionButton } from "../../components/action-button";
import { sumsText } from "../../components/money";
import { buyTexts } from "../../strings/buy";
import { useCart } from "./cart-store";
import { rememberOrder } from "./order-memory";
import { limitOf, orderOf, type Quote, whyNotBuy } from "./use-quote";

interface CheckoutProps {
  /** The price of the cart as it stands; `undefined`: not known yet. */
  readonly quote: Quote | undefined;
  /** Some numbers of the cart cannot be bought. */
  readonly isBlocked: boolean;
}

/** Buys the cart, for no more than the price that is shown, and goes to the order as it proceeds. */
export function Checkout({ quote, isBlocked }: CheckoutProps) {
  const { cart, clear } = useCart();
  const navigate = useNavigate();
  const count = cart.items.length;
  const limit = quote && limitOf(quote);
  return (
    <>
      <ActionButton
        label={buyTexts.buy(count)}
        variant="filled"
        fullWidth
        scope="numbers:write"
        disabledReason={whyNotBuy(quote, isBlocked)}
        question={{
          title: buyTexts.buy(count),
          text: buyTexts.buyQuestion(count, sumsText(quote?.monthly_cost ?? [])),
          action: buyTexts.buy(count),
        }}
        makeCall={() =>
          call("POST", "/v1/orders", {
            body: { ...orderOf(cart), ...(limit && { max_monthly_cost: limit }) },
            idempotencyKey: cart.idempotencyKey,
          })
        }
        doneMessage={null}
        onDone={(order) => {
          rememberOrder(order.id, {
            searches: Object.fromEntries(
              cart.items.flatMap(({ phone_number, search }) => (search ? [[phone_number, search] as const] : [])),
            ),
          });
          clear();
          return navigate({ to: "/orders/$orderId", params: { orderId: order.id } });
        }}
      />
      {quote && (
        <Text size="xs" c="dimmed">
          {limit ? buyTexts.limitNote : buyTexts.unpriced}
        </Text>
      )}
    </>
  );
}
