import { Anchor, Button, Group, Select, TextInput } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { call } from "../../api/call";
import { EmptyState } from "../../components/empty-state";
import { eventFamilies, eventTypes } from "../../components/event-text";
import { FilterDays } from "../../components/filter-days";
import { LinkButton } from "../../components/links";
import { LiveTable } from "../../components/live-table";
import { PageHeader } from "../../components/page-header";
import { eventTexts } from "../../strings/events";
import { common } from "../../strings/words";
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
  const set = (change: EventSearch) =>
    void navigate({ to: "/events", search: { ...search, ...change }, replace: true });
  const hasFilters = Object.keys(filters).length > 0;
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
      <Group mb="sm" gap="xs" role="search" aria-label={common.filters}>
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
        <TextInput
          key={subject_id === undefined ? "none" : "some"}
          aria-label={labels.subject}
          placeholder={labels.subject}
          defaultValue={subject_id ?? ""}
          onBlur={({ currentTarget }) => set({ subject_id: currentTarget.value.trim() || undefined })}
          onKeyDown={({ key, currentTarget }) =>
            key === "Enter" && set({ subject_id: currentTarget.value.trim() || undefined })
          }
          w={240}
        />
        <FilterDays created_after={created_after} created_before={created_before} onChange={set} />
        {hasFilters && (
          <LinkButton to="/events" search={{}} variant="subtle">
            {common.clearFilters}
          </LinkButton>
        )}
      </Group>
      <LiveTable
        label={eventTexts.title}
        list={list}
        columns={eventColumns}
        nameOf={({ id }) => id}
        onOpen={(event) => set({ seq: String(event.seq) })}
        empty={
          hasFilters ? (
            <EmptyState title={eventTexts.noneMatch} text={eventTexts.noneMatchHint}>
              <Anchor component="button" type="button" onClick={() => void navigate({ to: "/events/archives" })}>
                {eventTexts.archives}
              </Anchor>
            </EmptyState>
          ) : (
            <EmptyState title={eventTexts.none} text={eventTexts.noneHint} />
          )
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
