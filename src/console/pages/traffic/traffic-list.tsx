import type { ReactNode } from "react";
import type { Column } from "../../components/data-table";
import { EmptyList } from "../../components/empty-list";
import { FilterDays } from "../../components/filter-days";
import { FilterText } from "../../components/filter-text";
import { LinkButton } from "../../components/links";
import { ListFilters } from "../../components/list-filters";
import { LiveTable } from "../../components/live-table";
import { PageHeader } from "../../components/page-header";
import type { Search, View } from "../../components/saved-views";
import type { useLivePages } from "../../live/use-live-pages";
import { callTexts } from "../../strings/traffic";
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
  readonly views: readonly View[];
  readonly list: ReturnType<typeof useLivePages<Row>>;
  readonly columns: readonly Column<Row>[];
  readonly filters: TrafficFilters;
  readonly fromLabel: string;
  /** The filters that stand between the other party and the days. */
  readonly choices: ReactNode;
  readonly onFilter: (change: TrafficFilters) => void;
  /** Replaces all filters. */
  readonly onShow: (filters: Search) => void;
  readonly onOpen: (id: string) => void;
}

/** A page of calls or messages: views, filters and the table. */
export function TrafficList<Row extends TrafficRow>(props: TrafficListProps<Row>) {
  const { name, texts, views, list, columns, filters, fromLabel, choices, onFilter, onShow, onOpen } = props;
  const { phone_number_id: number, from, created_after, created_before } = filters;
  return (
    <>
      <PageHeader title={texts.title} />
      <ListFilters list={name} views={views} filters={filters} onShow={onShow}>
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
      </ListFilters>
      <LiveTable
        label={texts.title}
        list={list}
        columns={columns}
        nameOf={({ from_address, to }) => `${from_address} ${to}`}
        onOpen={({ id }) => onOpen(id)}
        empty={
          <EmptyList texts={texts} filters={filters} onClear={() => onShow({})}>
            <LinkButton to="/start">{callTexts.testCall}</LinkButton>
            <LinkButton to="/numbers" variant="default">
              {callTexts.toNumbers}
            </LinkButton>
          </EmptyList>
        }
      />
    </>
  );
}
