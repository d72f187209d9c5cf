import { Button, Group, Text } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useLayoutEffect, useRef, useState } from "react";
import { call } from "../../api/call";
import { startPages } from "../../app/start-pages";
import { EmptyList } from "../../components/empty-list";
import { LinkButton, TextLink } from "../../components/links";
import { ListFilters } from "../../components/list-filters";
import { LiveTable } from "../../components/live-table";
import { PageHeader } from "../../components/page-header";
import { numbersTexts } from "../../strings/numbers";
import { BulkBar } from "./bulk-bar";
import { BulkProgress } from "./bulk-progress";
import { FilterBar } from "./filter-bar";
import { numberColumns } from "./number-columns";
import { type NumberFilters, numberQuery, numbersAt } from "./number-filters";
import { useNumbers, useOfflineCount } from "./use-numbers";

const { views: names } = numbersTexts;

const views = [
  { name: names.active, search: { status: "active" } },
  { name: names.notReady, search: { ready: "false" } },
  { name: names.unassigned, search: { agent_id: "none", status: "active" } },
  { name: names.coolingOff, search: { status: "cooling_off" } },
];

const offline = <Offline />;
const buyLink = <LinkButton to="/buy">{numbersTexts.buy}</LinkButton>;
const importLink = (
  <LinkButton to="/numbers/csv" variant="default">
    {numbersTexts.importCsv}
  </LinkButton>
);

/** All numbers of the tenant, with filters in the URL and actions on the selected ones. */
export function NumbersPage() {
  const filters = useSearch({ from: "/signed-in/numbers" });
  const navigate = useNavigate();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [jobId, setJobId] = useState<string | null>(null);
  const latest = useRef(filters);
  useLayoutEffect(() => {
    latest.current = filters;
  }, [filters]);
  // The same functions at each drawing, so that only the filters that change are drawn again.
  const show = useCallback(
    (search: NumberFilters) => {
      latest.current = search;
      // First of all, as the rest takes longer than sending the request.
      startPages(numbersAt(search));
      setSelected((before) => (before.size === 0 ? before : new Set()));
      void navigate({ to: "/numbers", search, replace: true });
    },
    [navigate],
  );
  const change = useCallback((next: NumberFilters) => show({ ...latest.current, ...next }), [show]);
  const clear = useCallback(() => show({}), [show]);
  return (
    <>
      <PageHeader title={numbersTexts.title} description={offline}>
        {importLink}
        <Button
          component="a"
          variant="default"
          href={call("GET", "/v1/phone-numbers/export", { query: numberQuery(filters) }).url}
          download
        >
          {numbersTexts.exportCsv}
        </Button>
        {buyLink}
      </PageHeader>
      <ListFilters list="numbers" views={views} filters={filters} onShow={show}>
        <FilterBar filters={filters} onChange={change} />
      </ListFilters>
      {jobId && <BulkProgress id={jobId} onClose={() => setJobId(null)} />}
      <BulkBar filters={filters} selected={selected} onSelect={setSelected} onStarted={setJobId} />
      <NumberList filters={filters} selected={selected} onSelect={setSelected} onClear={clear} />
    </>
  );
}

interface NumberListProps {
  readonly filters: NumberFilters;
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (ids: ReadonlySet<string>) => void;
  readonly onClear: () => void;
}

/** The rows apart from the rest of the page, which is not drawn again when they come. */
function NumberList({ filters, selected, onSelect, onClear }: NumberListProps) {
  const list = useNumbers(filters);
  const navigate = useNavigate();
  return (
    <LiveTable
      label={numbersTexts.title}
      list={list}
      columns={numberColumns}
      nameOf={({ phone_number }) => phone_number}
      onOpen={({ id }) => void navigate({ to: "/numbers/$id", params: { id } })}
      selection={{ selected, onChange: onSelect }}
      empty={
        <EmptyList texts={numbersTexts} filters={filters} onClear={onClear}>
          <Group gap="xs" justify="center">
            <LinkButton to="/buy">{numbersTexts.buy}</LinkButton>
            <LinkButton to="/porting" variant="default">
              {numbersTexts.port}
            </LinkButton>
            <LinkButton to="/accounts" variant="default">
              {numbersTexts.bring}
            </LinkButton>
          </Group>
        </EmptyList>
      }
    />
  );
}

/** Says how many numbers callers do not reach, and leads there. */
function Offline() {
  const count = useOfflineCount();
  if (count === 0) return null;
  return (
    <Text size="sm" component="span">
      {numbersTexts.offline(count)}{" "}
      <TextLink to="/numbers" search={{ ready: "false" }}>
        {numbersTexts.showOffline}
      </TextLink>
    </Text>
  );
}
