import { ActionIcon, Alert, Button, Group, List, Paper, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { ErrorAlert } from "../../components/error-alert";
import { Cross } from "../../components/icons";
import { moneyText, sumsText } from "../../components/money";
import { PhoneNumber } from "../../components/phone-number";
import { buyTexts } from "../../strings/buy";
import { Alternatives } from "./alternatives";
import { CartSettingsFields } from "./cart-settings";
import { type CartItem, useCart } from "./cart-store";
import { Checkout } from "./checkout";
import { HoldControls } from "./hold-controls";
import { placeOf } from "./search-query";
import { useHolds } from "./use-holds";
import { type QuotedItem, useQuote } from "./use-quote";

/** The numbers that one means to buy, what they cost, and what stands in the way. */
export function CartPanel() {
  const { cart, clear, remove } = useCart();
  const quote = useQuote(cart);
  const holds = useHolds();
  const { data, error, refetch } = quote;
  const quoted = new Map(data?.items.map((item) => [item.phone_number, item]));
  const numbers = new Set(cart.items.map(({ phone_number }) => phone_number));
  const blocked = cart.items
    .filter(({ phone_number }) => (quoted.get(phone_number)?.obstacles.length ?? 0) > 0)
    .map(({ phone_number }) => phone_number);
  if (cart.items.length === 0) {
    return (
      <CartFrame>
        <Text size="sm" c="dimmed">
          {buyTexts.cartEmpty}
        </Text>
      </CartFrame>
    );
  }
  return (
    <CartFrame
      aside={
        <Button size="compact-xs" variant="subtle" color="gray" c="inherit" onClick={clear}>
          {buyTexts.emptyCart}
        </Button>
      }
    >
      <Stack gap="xs" component="ul" m={0} p={0} className="plain-list">
        {cart.items.map((item) => (
          <li key={item.phone_number}>
            <CartLine item={item} quoted={quoted.get(item.phone_number)} numbers={numbers} />
            <HoldControls phoneNumber={item.phone_number} hold={holds.get(item.phone_number)} />
          </li>
        ))}
      </Stack>
      <Text size="xs" c="dimmed">
        {buyTexts.holdHint}
      </Text>
      <CartSettingsFields />
      <ErrorAlert error={error} onRetry={refetch} />
      {data && data.obstacles.length > 0 && (
        <Alert color="red" variant="light" title={buyTexts.refused}>
          <List size="sm">
            {data.obstacles.map(({ code, detail }) => (
              <List.Item key={code}>{detail}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      <Group justify="space-between" aria-live="polite">
        <Text fw={600}>{buyTexts.total}</Text>
        <Text fw={700} size="lg">
          {data && !quote.isPlaceholderData ? sumsText(data.monthly_cost) : buyTexts.quoting}
        </Text>
      </Group>
      {blocked.length > 0 && (
        <Button variant="default" onClick={() => remove(...blocked)}>
          {buyTexts.removeBlocked(blocked.length)}
        </Button>
      )}
      <Checkout quote={quote.isPlaceholderData ? undefined : data} isBlocked={blocked.length > 0} />
    </CartFrame>
  );
}

function CartFrame({ aside, children }: { readonly aside?: ReactNode; readonly children: ReactNode }) {
  return (
    <Paper withBorder p="md" radius="md" component="section" aria-labelledby="cart" id="cart-panel" tabIndex={-1}>
      <Group justify="space-between" mb="sm">
        <Title order={2} id="cart">
          {buyTexts.cart}
        </Title>
        {aside}
      </Group>
      <Stack gap="sm">{children}</Stack>
    </Paper>
  );
}

interface CartLineProps {
  readonly item: CartItem;
  readonly quoted: QuotedItem | undefined;
  /** The numbers in the cart. */
  readonly numbers: ReadonlySet<string>;
}

function CartLine({ item, quoted, numbers }: CartLineProps) {
  const { remove, replace } = useCart();
  const { phone_number, place, search } = item;
  const obstacles = quoted?.obstacles ?? [];
  return (
    <>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text size="sm" component="span" truncate>
          <strong>
            <PhoneNumber number={phone_number} />
          </strong>{" "}
          {place}
        </Text>
        <Group gap={4} wrap="nowrap">
          <Text size="sm" component="span">
            {moneyText(quoted?.monthly_price)}
          </Text>
          <ActionIcon
            size="sm"
            variant="subtle"
            color="gray"
            aria-label={buyTexts.removeName(phone_number)}
            onClick={() => remove(phone_number)}
          >
            <Cross />
          </ActionIcon>
        </Group>
      </Group>
      {obstacles.map(({ code, detail }) => (
        <Text key={code} size="sm" c="error" role="alert">
          {detail}
        </Text>
      ))}
      {obstacles.length > 0 && search && (
        <Alternatives phoneNumber={phone_number} search={search} without={numbers}>
          {(number) => (
            <Button
              size="compact-xs"
              variant="default"
              aria-label={buyTexts.insteadName(number.phone_number)}
              onClick={() =>
                replace(phone_number, { phone_number: number.phone_number, place: placeOf(number), search })
              }
            >
              {buyTexts.instead}
            </Button>
          )}
        </Alternatives>
      )}
    </>
  );
}
