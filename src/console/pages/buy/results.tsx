import { Button, Group, Text } from "@mantine/core";
import { useMemo } from "react";
import type { useCall } from "../../api/use-call";
import { type Column, DataTable } from "../../components/data-table";
import { EmptyState } from "../../components/empty-state";
import { LinkButton } from "../../components/links";
import { moneyText } from "../../components/money";
import { PhoneNumber } from "../../components/phone-number";
import { buyTexts } from "../../strings/buy";
import { common } from "../../strings/words";
import { useCart } from "./cart-store";
import { HoldControls } from "./hold-controls";
import { type AvailableNumber, capabilityNames, type NumberSearch, placeOf, searchCall } from "./search-query";
import { useHoldByKey, useHolds } from "./use-holds";

const { columns: headers } = buyTexts;

const facts: readonly Column<AvailableNumber>[] = [
  {
    id: "number",
    header: headers.number,
    width: "minmax(9rem, 1fr)",
    cell: ({ phone_number, monthly_price }) => (
      <>
        <PhoneNumber number={phone_number} />
        <span className="narrow-only">{buyTexts.price(moneyText(monthly_price))}</span>
      </>
    ),
  },
  {
    id: "place",
    header: headers.place,
    width: "minmax(4.5rem, 1.2fr)",
    hideOnPhone: true,
    cell: (number) => <span title={placeOf(number)}>{placeOf(number) || common.noValue}</span>,
  },
  {
    id: "can",
    header: headers.can,
    width: "8.9rem",
    hideOnPhone: true,
    cell: ({ capabilities }) =>
      capabilityNames
        .filter((name) => capabilities[name])
        .map((name) => (
          <span className="tag" key={name}>
            {name}
          </span>
        )),
  },
  {
    id: "price",
    header: headers.price,
    width: "4.2rem",
    alignRight: true,
    hideOnPhone: true,
    cell: ({ monthly_price }) => moneyText(monthly_price),
  },
];

interface ResultsProps {
  readonly search: NumberSearch;
  readonly found: ReturnType<typeof useCall<{ readonly data: readonly AvailableNumber[] }>>;
}

/** The numbers that a search found, to hold and to put into the cart by button or key. */
export function Results({ search, found }: ResultsProps) {
  const { cart, add, remove } = useCart();
  const hold = useHoldByKey();
  const inCart = useMemo(() => new Set(cart.items.map(({ phone_number }) => phone_number)), [cart]);
  const toggle = useMemo(
    () => (number: AvailableNumber) =>
      inCart.has(number.phone_number)
        ? remove(number.phone_number)
        : add({ phone_number: number.phone_number, place: placeOf(number), search }),
    [inCart, add, remove, search],
  );
  const columns = useMemo<readonly Column<AvailableNumber>[]>(
    () => [
      ...facts,
      {
        id: "actions",
        header: headers.actions,
        width: "var(--row-actions)",
        cell: (number) => <RowActions number={number} isInCart={inCart.has(number.phone_number)} toggle={toggle} />,
      },
    ],
    [inCart, toggle],
  );
  const rowKeys = useMemo(
    () => ({ x: toggle, h: ({ phone_number }: AvailableNumber) => hold(phone_number) }),
    [toggle, hold],
  );
  return (
    <section aria-label={buyTexts.results}>
      <Group justify="space-between" mb={4} mt="md" wrap="nowrap">
        <Text size="sm" c="dimmed" visibleFrom="sm">
          {buyTexts.keys}
        </Text>
        <Button size="compact-sm" variant="default" loading={found.isFetching} onClick={() => void found.refetch()}>
          {buyTexts.again}
        </Button>
      </Group>
      <DataTable
        label={buyTexts.results}
        listId={searchCall(search).url}
        columns={columns}
        rows={found.data?.data ?? []}
        idOf={({ phone_number }) => phone_number}
        nameOf={({ phone_number }) => phone_number}
        rowKeys={rowKeys}
        isLoading={found.isPending}
        isOutdated={found.isPlaceholderData}
        error={found.error}
        onRetry={() => found.refetch()}
        empty={
          <EmptyState title={buyTexts.none} text={buyTexts.noneHint}>
            <LinkButton to="/buy" search={{ country: search.country }} variant="default">
              {common.clearFilters}
            </LinkButton>
          </EmptyState>
        }
        height="min(34rem, calc(100dvh - 12rem))"
      />
    </section>
  );
}

interface RowActionsProps {
  readonly number: AvailableNumber;
  readonly isInCart: boolean;
  readonly toggle: (number: AvailableNumber) => void;
}

function RowActions({ number, isInCart, toggle }: RowActionsProps) {
  const hold = useHolds().get(number.phone_number);
  return (
    <Group gap={6} wrap="nowrap" justify="flex-end">
      <HoldControls phoneNumber={number.phone_number} hold={hold} isShort />
      <Button
        size="compact-xs"
        variant={isInCart ? "filled" : "light"}
        aria-pressed={isInCart}
        aria-label={isInCart ? buyTexts.inCartName(number.phone_number) : buyTexts.addName(number.phone_number)}
        onClick={() => toggle(number)}
      >
        {isInCart ? buyTexts.inCart : buyTexts.add}
      </Button>
    </Group>
  );
}
