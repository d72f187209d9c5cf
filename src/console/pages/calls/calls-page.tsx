import { Button, Group, Select } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { AgentSelect } from "../../components/agents";
import { EmptyState } from "../../components/empty-state";
import { FilterDays } from "../../components/filter-days";
import { FilterText } from "../../components/filter-text";
import { LiveTable } from "../../components/live-table";
import { PageHeader } from "../../components/page-header";
import { SavedViews } from "../../components/saved-views";
import { callTexts } from "../../strings/traffic";
import { common } from "../../strings/words";
import { callColumns } from "./call-columns";
import { CallDrawer } from "./call-drawer";
import { type CallFilters, isWholeNumber, useCalls } from "./use-calls";

const statuses = Object.entries(callTexts.statuses).map(([value, label]) => ({ value, label }));

const { views } = callTexts;

const defaultViews = [
  { name: views.all, search: {} },
  { name: views.now, search: { status: "in_progress" } },
  { name: views.noAnswer, search: { status: "no_answer" } },
  { name: views.failed, search: { status: "failed" } },
];

/** All calls of the tenant, live, with filters in the URL. */
export function CallsPage() {
  const search = useSearch({ from: "/signed-in/calls" });
  const { call: openId } = search;
  const filters = useFilters(search);
  const navigate = useNavigate();
  const list = useCalls(filters);
  const setFilter = (change: CallFilters) =>
    void navigate({ to: "/calls", search: { ...search, ...change }, replace: true });
  const open = (id: string | undefined) => void navigate({ to: "/calls", search: { ...filters, call: id } });
  const clear = () => void navigate({ to: "/calls", search: {}, replace: true });
  const hasFilters = Object.values(filters).some((value) => value !== undefined);
  return (
    <>
      <PageHeader title={callTexts.title} />
      <SavedViews
        list="calls"
        defaults={defaultViews}
        current={filters}
        onOpen={(view) => void navigate({ to: "/calls", search: view, replace: true })}
      />
      <Group mb="sm" gap="xs" role="search" aria-label={common.filters} align="flex-start">
        <FilterText
          data-filter
          aria-label={callTexts.number}
          placeholder={callTexts.number}
          value={filters.phone_number_id}
          error={filters.phone_number_id && !isWholeNumber(filters.phone_number_id) ? callTexts.wholeNumber : undefined}
          onChange={(number) => setFilter({ phone_number_id: number })}
          w={180}
        />
        <FilterText
          aria-label={callTexts.from}
          placeholder={callTexts.from}
          value={filters.from}
          onChange={(from) => setFilter({ from })}
          w={160}
        />
        <AgentSelect
          aria-label={callTexts.columns.agent}
          placeholder={callTexts.columns.agent}
          value={filters.agent_id ?? null}
          onChange={(agent) => setFilter({ agent_id: agent ?? undefined })}
          clearable
          clearButtonProps={{ "aria-label": common.clearFilters }}
          w={150}
        />
        <Select
          aria-label={callTexts.columns.status}
          placeholder={callTexts.columns.status}
          data={statuses}
          value={filters.status ?? null}
          onChange={(status) => setFilter({ status: status ?? undefined })}
          clearable
          clearButtonProps={{ "aria-label": common.clearFilters }}
          w={140}
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
        label={callTexts.title}
        list={list}
        columns={callColumns}
        nameOf={({ from_address, to }) => `${from_address} ${to}`}
        onOpen={({ id }) => open(id)}
        empty={
          hasFilters ? (
            <EmptyState title={callTexts.noneMatch} text={callTexts.noneMatchHint}>
              <Button variant="default" onClick={clear}>
                {common.clearFilters}
              </Button>
            </EmptyState>
          ) : (
            <EmptyState title={callTexts.none} text={callTexts.noneHint} />
          )
        }
      />
      <CallDrawer id={openId} onClose={() => open(undefined)} />
    </>
  );
}

/** The filters alone, so that opening a call does not read the list again. */
function useFilters(search: CallFilters): CallFilters {
  const { phone_number_id, agent_id, from, status, created_after, created_before } = search;
  return useMemo(
    () => ({ phone_number_id, agent_id, from, status, created_after, created_before }),
    [phone_number_id, agent_id, from, status, created_after, created_before],
  );
}
