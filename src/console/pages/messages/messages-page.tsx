import { Button, Group, Select } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { EmptyState } from "../../components/empty-state";
import { FilterDays } from "../../components/filter-days";
import { FilterText } from "../../components/filter-text";
import { LiveTable } from "../../components/live-table";
import { PageHeader } from "../../components/page-header";
import { SavedViews } from "../../components/saved-views";
import { callTexts, messageTexts } from "../../strings/traffic";
import { common } from "../../strings/words";
import { isWholeNumber } from "../calls/use-calls";
import { messageColumns } from "./message-columns";
import { MessageDrawer } from "./message-drawer";
import { type MessageFilters, useMessages } from "./use-messages";

const choicesOf = (names: Readonly<Record<string, string>>) =>
  Object.entries(names).map(([value, label]) => ({ value, label }));

const { views } = messageTexts;

const defaultViews = [
  { name: views.all, search: {} },
  { name: views.received, search: { direction: "inbound" } },
  { name: views.forwarded, search: { direction: "outbound" } },
  { name: views.undelivered, search: { status: "undelivered" } },
];

/** All messages of the tenant, live, with filters in the URL. */
export function MessagesPage() {
  const search = useSearch({ from: "/signed-in/messages" });
  const filters = useFilters(search);
  const navigate = useNavigate();
  const list = useMessages(filters);
  const setFilter = (change: MessageFilters) =>
    void navigate({ to: "/messages", search: { ...search, ...change }, replace: true });
  const open = (id: string | undefined) => void navigate({ to: "/messages", search: { ...filters, message: id } });
  const clear = () => void navigate({ to: "/messages", search: {}, replace: true });
  const hasFilters = Object.values(filters).some((value) => value !== undefined);
  const { phone_number_id: number } = filters;
  return (
    <>
      <PageHeader title={messageTexts.title} />
      <SavedViews
        list="messages"
        defaults={defaultViews}
        current={filters}
        onOpen={(view) => void navigate({ to: "/messages", search: view, replace: true })}
      />
      <Group mb="sm" gap="xs" role="search" aria-label={common.filters} align="flex-start">
        <FilterText
          data-filter
          aria-label={callTexts.number}
          placeholder={callTexts.number}
          value={number}
          error={number && !isWholeNumber(number) ? callTexts.wholeNumber : undefined}
          onChange={(text) => setFilter({ phone_number_id: text })}
          w={180}
        />
        <FilterText
          aria-label={messageTexts.columns.from}
          placeholder={messageTexts.columns.from}
          value={filters.from}
          onChange={(from) => setFilter({ from })}
          w={160}
        />
        <Choice
          label={messageTexts.directionFilter}
          names={messageTexts.directions}
          value={filters.direction}
          onChange={(direction) => setFilter({ direction })}
        />
        <Choice
          label={messageTexts.columns.status}
          names={messageTexts.statuses}
          value={filters.status}
          onChange={(status) => setFilter({ status })}
        />
        <FilterDays
          created_after={filters.created_after}
          created_before={filters.created_before}
          onChange={setFilter}
        />
        {hasFilters && (
          <Button variant="subtle" onClick={clear}>
            {common.clearFilters}
          </Button>
        )}
      </Group>
      <LiveTable
        label={messageTexts.title}
        list={list}
        columns={messageColumns}
        nameOf={({ from_address, to }) => `${from_address} ${to}`}
        onOpen={({ id }) => open(id)}
        empty={
          hasFilters ? (
            <EmptyState title={messageTexts.noneMatch} text={messageTexts.noneMatchHint}>
              <Button variant="default" onClick={clear}>
                {common.clearFilters}
              </Button>
            </EmptyState>
          ) : (
            <EmptyState title={messageTexts.none} text={messageTexts.noneHint} />
          )
        }
      />
      <MessageDrawer id={search.message} onClose={() => open(undefined)} />
    </>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly names: Readonly<Record<string, string>>;
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

function Choice({ label, names, value, onChange }: ChoiceProps) {
  return (
    <Select
      aria-label={label}
      placeholder={label}
      data={choicesOf(names)}
      value={value ?? null}
      onChange={(next) => onChange(next ?? undefined)}
      clearable
      clearButtonProps={{ "aria-label": common.clearFilters }}
      w={140}
    />
  );
}

/** The filters alone, so that opening a message does not read the list again. */
function useFilters(search: MessageFilters): MessageFilters {
  const { phone_number_id, from, status, direction, created_after, created_before } = search;
  return useMemo(
    () => ({ phone_number_id, from, status, direction, created_after, created_before }),
    [phone_number_id, from, status, direction, created_after, created_before],
  );
}
