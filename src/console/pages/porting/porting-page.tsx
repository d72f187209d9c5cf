import { Group, TextInput } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { usePaletteActions } from "../../app/palette-actions";
import { choicesOf } from "../../components/choices";
import { EmptyState } from "../../components/empty-state";
import { FilterChoice } from "../../components/filter-choice";
import { LinkButton } from "../../components/links";
import { LiveTable } from "../../components/live-table";
import { PageHeader } from "../../components/page-header";
import { portingTexts } from "../../strings/porting";
import { common } from "../../strings/words";
import { nameOfRequest, portingColumns } from "./porting-columns";
import type { PortingFilters } from "./porting-filters";
import { openStatuses, requestStatuses } from "./request-status";
import { usePortingRequests, useStatusCounts } from "./use-porting-requests";

/** All porting requests of the tenant, with filters in the URL. */
export function PortingPage() {
  const filters = useSearch({ from: "/signed-in/porting" });
  const navigate = useNavigate();
  usePaletteActions(
    useMemo(
      () => [
        { id: "new-port", label: portingTexts.newRequest, run: () => navigate({ to: "/porting/new" }) },
        { id: "check-ports", label: portingTexts.checkNumbers, run: () => navigate({ to: "/porting/check" }) },
      ],
      [navigate],
    ),
  );
  const list = usePortingRequests(filters);
  const counts = useStatusCounts();
  const setFilter = (change: PortingFilters) =>
    void navigate({ to: "/porting", search: { ...filters, ...change }, replace: true });
  const hasFilters = Object.keys(filters).length > 0;
  const openCount = openStatuses.reduce((sum, status) => sum + (counts?.[status] ?? 0), 0);
  const statusChoices = [
    { value: openStatuses.join(), label: portingTexts.withCount(portingTexts.under, openCount) },
    ...requestStatuses.map((status) => ({
      value: status,
      label: portingTexts.withCount(status.replaceAll("_", " "), counts?.[status] ?? 0),
    })),
  ];
  const actions = (
    <Group gap="xs">
      <LinkButton to="/porting/check" variant="default">
        {portingTexts.checkNumbers}
      </LinkButton>
      <LinkButton to="/porting/new">{portingTexts.newRequest}</LinkButton>
    </Group>
  );
  return (
    <>
      <PageHeader title={portingTexts.title} description={portingTexts.lead}>
        {actions}
      </PageHeader>
      <Group mb="sm" gap="xs" role="search" aria-label={common.filters}>
        <TextInput
          data-filter
          aria-label={portingTexts.search}
          placeholder={portingTexts.search}
          defaultValue={filters.search ?? ""}
          onChange={({ currentTarget }) => setFilter({ search: currentTarget.value || undefined })}
          w={{ base: "100%", sm: 300 }}
        />
        <FilterChoice
          label={portingTexts.status}
          data={statusChoices}
          value={filters.status}
          onChange={(status) => setFilter({ status })}
          w={190}
        />
        <FilterChoice
          label={portingTexts.path}
          data={choicesOf(portingTexts.pathNames)}
          value={filters.path}
          onChange={(path) => setFilter({ path })}
          w={190}
        />
        {hasFilters && (
          <LinkButton to="/porting" search={{}} variant="subtle">
            {common.clearFilters}
          </LinkButton>
        )}
      </Group>
      <LiveTable
        label={portingTexts.title}
        list={list}
        columns={portingColumns}
        nameOf={nameOfRequest}
        onOpen={({ id }) => void navigate({ to: "/porting/$id", params: { id } })}
        empty={
          hasFilters ? (
            <EmptyState title={portingTexts.noneMatch} text={portingTexts.noneMatchHint} />
          ) : (
            <EmptyState title={portingTexts.none} text={portingTexts.noneHint}>
              {actions}
            </EmptyState>
          )
        }
      />
    </>
  );
}
