import { Button, Group } from "@mantine/core";
import type { ComponentProps, ReactNode } from "react";
import type { Column } from "../../components/data-table";
import { EmptyState } from "../../components/empty-state";
import { FilterDays } from "../../components/filter-days";
import { FilterText } from "../../components/filter-text";
import { LiveTable } from "../../components/live-table";
import { PageHeader } from "../../components/page-header";
import { SavedViews } from "../../components/saved-views";
import type { useLivePages } from "../../live/use-live-pages";
import { callTexts } from "../../strings/traffic";
import { common } from "../../strings/words";
import { isWholeNumber, type TrafficFilters } from "./traffic-filters";

interface TrafficRow {
  readonly id: string;
  readonly from_address: string;
  readonly to: string | null;
}

interface TrafficListProps<Row extends TrafficRow> {
  /** The name under which the browser keeps the person's views. */
  readonly name: "calls" | "messages";
  readonly texts: Readonly<Record<"title" | "none" | "noneHint" | "noneMatch" | "noneMatchHint", string>>;
  readonly views: ComponentProps<typeof SavedViews>["defaults"];
  readonly list: ReturnType<typeof useLivePages<Row>>;
  readonly columns: readonly Column<Row>[];
  readonly filters: TrafficFilters;
  readonly fromLabel: string;
  /** The filters that stand between the other party and the days. */
  readonly choices: ReactNode;
  readonly onFilter: (change: TrafficFilters) => void;
  /** Replaces all filters. */
  readonly onShow: (filters: Readonly<Record<string, string | undefined>>) => void;
  readonly onOpen: (id: string) => void;
}

/** A page of calls or messages: views, filters and the table. */
export function TrafficList<Row extends TrafficRow>(props: TrafficListProps<Row>) {
  const { name, texts, views, list, columns, filters, fromLabel, choices, onFilter, onShow, onOpen } = props;
  const { phone_number_id: number, from, created_after, created_before } = filters;
  const clear = () => onShow({});
  const hasFilters = Object.values(filters).some((value) => value !== undefined);
  return (
    <>
      <PageHeader title={texts.title} />
      <SavedViews list={name} defaults={views} current={filters} onOpen={onShow} />
      <Group mb="sm" gap="xs" role="search" aria-label={common.filters} align="flex-start">
        <FilterText
          data-filter
          aria-label={callTexts.number}
          placeholder={callTexts.number}
          value={number}
          error={number && !isWholeNumber(number) ? callTexts.wholeNumber : undefined}
          onChange={(text) => onFilter({ phone_number_id: text })}
          w={180}
        />
        <FilterText
          aria-label={fromLabel}
          placeholder={fromLabel}
          value={from}
          onChange={(text) => onFilter({ from: text })}
          w={160}
        />
        {choices}
        <FilterDays created_after={created_after} created_before={created_before} onChange={onFilter} />
        {hasFilters && (
          <Button variant="subtle" onClick={clear}>
            {common.clearFilters}
          </Button>
        )}
      </Group>
      <LiveTable
        label={texts.title}
        list={list}
        columns={columns}
        nameOf={({ from_address, to }) => `${from_address} ${to}`}
        onOpen={({ id }) => onOpen(id)}
        empty={
          hasFilters ? (
            <EmptyState title={texts.noneMatch} text={texts.noneMatchHint}>
              <Button variant="default" onClick={clear}>
                {common.clearFilters}
              </Button>
            </EmptyState>
          ) : (
            <EmptyState title={texts.none} text={texts.noneHint} />
          )
        }
      />
    </>
  );
}
