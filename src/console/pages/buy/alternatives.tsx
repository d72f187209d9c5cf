import { Group, Loader, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useCall } from "../../api/use-call";
import { moneyText } from "../../components/money";
import { PhoneNumber } from "../../components/phone-number";
import { buyTexts } from "../../strings/buy";
import { common } from "../../strings/words";
import { type AvailableNumber, type NumberSearch, placeOf, searchCall } from "./search-query";

const SHOWN = 4;

interface AlternativesProps {
  /** The number that is not to be had. */
  readonly phoneNumber: string;
  /** The search that found it. */
  readonly search: NumberSearch;
  /** Numbers that are taken already. */
  readonly without: ReadonlySet<string>;
  /** The button that takes an alternative. */
  readonly children: (number: AvailableNumber) => ReactNode;
}

/** Other numbers that the same search finds, each to be taken with one click. */
export function Alternatives({ phoneNumber, search, without, children }: AlternativesProps) {
  const { data, isPending, error } = useCall(searchCall(search));
  if (isPending) return <Loader size="xs" aria-label={common.loading} />;
  const others =
    data?.data.filter((each) => each.phone_number !== phoneNumber && !without.has(each.phone_number)).slice(0, SHOWN) ??
    [];
  if (error || others.length === 0) return <Text size="sm">{error?.message ?? buyTexts.noAlternatives}</Text>;
  return (
    <Stack gap={4} role="group" aria-label={buyTexts.alternativesOf(phoneNumber)}>
      <Text size="xs" fw={600}>
        {buyTexts.alternatives}
      </Text>
      {others.map((number) => (
        <Group key={number.phone_number} gap="xs" justify="space-between">
          <Text size="sm" component="span">
            <PhoneNumber number={number.phone_number} /> {placeOf(number)} {moneyText(number.monthly_price)}
          </Text>
          {children(number)}
        </Group>
      ))}
    </Stack>
  );
}
