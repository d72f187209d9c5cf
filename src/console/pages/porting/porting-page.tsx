import { Group } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { usePaletteActions } from "../../app/palette-actions";
import { choicesOf } from "../../components/choices";
import { EmptyList } from "../../components/empty-list";
import { FilterChoice } from "../../components/filter-choice";
import { FilterText } from "../../components/filter-text";
import { LinkButton } from "../../components/links";
import { ListFilters } from "../../components/list-filters";
import { LiveTable } from "../../components/live-table";
import { PageHeader } from "../../components/page-header";
import { portingTexts } from "../../strings/porting";
import { nameOfRequest, portingColumns } from "./porting-columns";
import type { PortingFilters } from "./porting-filters";
import { isWaitingForCustomer, openStatuses, requestStatuses } from "./request-status";
import { usePortingRequests, useStatusCounts } from "./use-porting-requests";

const views = [
  { name: portingTexts.under, search: { status: openStatuses.join() } },
  { name: portingTexts.waitForYou, search: { status: requestStatuses.filter(isWaitingForCustomer).join() } },
];

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
  const show = (search: PortingFilters) => void navigate({ to: "/porting", search, replace: true });
  const setFilter = (change: PortingFilters) => show({ ...filters, ...change });
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
      <ListFilters list="porting" views={views} filters={filters} onShow={show}>
        <FilterText
          data-filter
          aria-label={portingTexts.search}
          placeholder={portingTexts.search}
          value={filters.search}
          onChange={(search) => setFilter({ search })}
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
      </ListFilters>
      <LiveTable
        label={portingTexts.title}
        list={list}
        columns={portingColumns}
        nameOf={nameOfRequest}
        onOpen={({ id }) => void navigate({ to: "/porting/$id", params: { id } })}
        empty={
          <EmptyList texts={portingTexts} filters={filters} onClear={() => show({})}>
            {actions}
          </EmptyList>
        }
      />
    </>
  );
}
