import { Button, Select } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { call } from "../../api/call";
import { EmptyList } from "../../components/empty-list";
import { eventFamilies, eventTypes } from "../../components/event-text";
import { FilterDays } from "../../components/filter-days";
import { FilterText } from "../../components/filter-text";
import { LinkButton } from "../../components/links";
import { ListFilters } from "../../components/list-filters";
import { LiveTable } from "../../components/live-table";
import { PageHeader } from "../../components/page-header";
import { eventTexts } from "../../strings/events";
import { overviewTexts } from "../../strings/overview";
import { eventColumns } from "./event-columns";
import { EventDrawer } from "./event-drawer";
import { type EventSearch, queryOf } from "./event-filters";
import { useEventTail } from "./use-event-tail";
import { VerifyChain } from "./verify-chain";

const { filters: labels } = eventTexts;

const typeOptions = [
  {
    group: eventTexts.families,
    items: eventFamilies.map((family) => ({ value: `${family}.*`, label: eventTexts.family(family) })),
  },
  { group: eventTexts.types, items: eventTypes.map((type) => ({ value: type, label: type })) },
];

const views = Object.entries(eventTexts.views).map(([family, name]) => ({ name, search: { type: `${family}.*` } }));

/** The tenant's event log, with filters and the open event in the URL. */
export function EventsPage() {
  const search = useSearch({ from: "/signed-in/events" });
  const navigate = useNavigate();
  const { type, subject_id, created_after, created_before, seq } = search;
  const filters = useMemo(
    () => ({
      ...(type && { type }),
      ...(subject_id && { subject_id }),
      ...(created_after && { created_after }),
      ...(created_before && { created_before }),
    }),
    [type, subject_id, created_after, created_before],
  );
  const list = useEventTail(filters);
  const show = (next: EventSearch) => void navigate({ to: "/events", search: next, replace: true });
  const set = (change: EventSearch) => show({ ...search, ...change });
  return (
    <>
      <PageHeader title={eventTexts.title} description={eventTexts.description}>
        <VerifyChain />
        <Button
          component="a"
          variant="default"
          href={call("GET", "/v1/events/export", { query: queryOf(filters) }).url}
          download="events.ndjson"
          title={eventTexts.exportHint}
        >
          {eventTexts.export}
        </Button>
        <LinkButton to="/events/archives" variant="default">
          {eventTexts.archives}
        </LinkButton>
      </PageHeader>
      <ListFilters list="events" views={views} filters={filters} onShow={show}>
        <Select
          data-filter
          aria-label={labels.type}
          placeholder={labels.type}
          data={typeOptions}
          value={type ?? null}
          onChange={(next) => set({ type: next ?? undefined })}
          searchable
          clearable
          w={240}
        />
        <FilterText
          aria-label={labels.subject}
          placeholder={labels.subject}
          value={subject_id}
          onChange={(id) => set({ subject_id: id })}
          w={240}
        />
        <FilterDays created_after={created_after} created_before={created_before} onChange={set} />
      </ListFilters>
      <LiveTable
        label={eventTexts.title}
        list={list}
        columns={eventColumns}
        nameOf={({ id }) => id}
        onOpen={(event) => set({ seq: String(event.seq) })}
        empty={
          <EmptyList
            texts={eventTexts}
            filters={filters}
            onClear={() => show({})}
            elsewhere={
              <LinkButton to="/events/archives" variant="default">
                {eventTexts.archives}
              </LinkButton>
            }
          >
            <LinkButton to="/start">{overviewTexts.startAction}</LinkButton>
          </EmptyList>
        }
      />
      <EventDrawer
        seq={seq === undefined ? null : Number(seq)}
        known={list.rows}
        onMove={(next) => set({ seq: String(next) })}
        onFilter={(change) => set({ ...change, seq: undefined })}
        onClose={() => set({ seq: undefined })}
      />
    </>
  );
}
