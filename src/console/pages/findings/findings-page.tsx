import { Button, Group, Select } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { call } from "../../api/call";
import { usePaletteActions } from "../../app/palette-actions";
import { useSession } from "../../app/use-session";
import { choicesOf } from "../../components/choices";
import { EmptyList } from "../../components/empty-list";
import { FilterText } from "../../components/filter-text";
import { GatedButton } from "../../components/gated-button";
import { LinkButton } from "../../components/links";
import { ListFilters } from "../../components/list-filters";
import { LiveTable } from "../../components/live-table";
import { PageHeader } from "../../components/page-header";
import { ManyResults, useRunMany } from "../../components/run-many";
import { findingTexts } from "../../strings/findings";
import { common } from "../../strings/words";
import { findingColumns, findingColumnsOfAll } from "./finding-columns";
import { type FindingFilters, findingSeverities, findingStatuses } from "./finding-filters";
import { useFindings } from "./use-findings";

const WEEK_MS = 7 * 86_400_000;

const kindOptions = choicesOf(findingTexts.kinds);

const views = [
  { name: findingTexts.openOnes, search: { status: "open" } },
  { name: findingTexts.criticalOnes, search: { status: "open", severity: "critical" } },
  { name: findingTexts.snoozedOnes, search: { status: "snoozed" } },
];
const platformViews = [...views, { name: findingTexts.filters.all, search: { tenant_id: "all" } }];

/** The facts that need a person, with filters in the URL. */
export function FindingsPage() {
  const session = useSession();
  const isPlatform = session.tenant === null;
  const filters = useSearch({ from: "/signed-in/findings" });
  const navigate = useNavigate();
  const list = useFindings(filters);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const many = useRunMany();
  const scope = isPlatform ? "admin" : "numbers:write";
  const isOfAll = filters.tenant_id !== undefined;
  const show = (search: FindingFilters) => void navigate({ to: "/findings", search, replace: true });
  const setFilter = (change: FindingFilters) => show({ ...filters, ...change });
  const chosen = list.rows.filter(({ id, status }) => selected.has(id) && status !== "resolved");
  const { run } = many;
  const runOnChosen = async (how: "resolve" | "snooze") => {
    const until = new Date(Date.now() + WEEK_MS).toISOString();
    const items = chosen.map(({ id, kind, subject }) => ({
      id,
      name: `${findingTexts.kinds[kind]} · ${subject.id}`,
      call:
        how === "resolve"
          ? call("POST", "/v1/findings/{finding_id}/resolve", { path: { finding_id: id }, body: {} })
          : call("POST", "/v1/findings/{finding_id}/snooze", { path: { finding_id: id }, body: { until } }),
    }));
    await run(findingTexts.bulkTitle[how], items);
    setSelected(new Set());
    await list.showNew();
  };
  const count = chosen.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the selection decides what the actions do.
  const actions = useMemo(
    () =>
      count === 0
        ? []
        : [
            { id: "resolve", label: findingTexts.resolveMany(count), scope, run: () => runOnChosen("resolve") },
            { id: "snooze", label: findingTexts.snoozeMany(count), scope, run: () => runOnChosen("snooze") },
          ],
    [count, selected, scope],
  );
  usePaletteActions(actions);
  return (
    <>
      <PageHeader title={findingTexts.title} description={findingTexts.description}>
        {isPlatform && (
          <Button variant="default" loading={list.isRefetching} onClick={() => void list.refetch()}>
            {common.refresh}
          </Button>
        )}
      </PageHeader>
      <ListFilters
        list={isPlatform ? "platform-findings" : "findings"}
        views={isPlatform ? platformViews : views}
        filters={filters}
        onShow={show}
      >
        <FilterText
          data-filter
          aria-label={findingTexts.filters.subject}
          placeholder={findingTexts.filters.subject}
          value={filters.subject_id}
          onChange={(subject_id) => setFilter({ subject_id })}
        />
        <Select
          aria-label={findingTexts.filters.status}
          placeholder={findingTexts.filters.status}
          data={findingStatuses}
          value={filters.status ?? null}
          onChange={(status) => setFilter({ status: status ?? undefined })}
          clearable
          w={130}
        />
        <Select
          aria-label={findingTexts.filters.severity}
          placeholder={findingTexts.filters.severity}
          data={findingSeverities}
          value={filters.severity ?? null}
          onChange={(severity) => setFilter({ severity: severity ?? undefined })}
          clearable
          w={130}
        />
        <Select
          aria-label={findingTexts.filters.kind}
          placeholder={findingTexts.filters.kind}
          data={kindOptions}
          value={filters.kind ?? null}
          onChange={(kind) => setFilter({ kind: kind ?? undefined })}
          searchable
          clearable
          w={260}
        />
        {isPlatform && (
          <Select
            aria-label={findingTexts.filters.tenants}
            data={[
              { value: "own", label: findingTexts.filters.own },
              { value: "all", label: findingTexts.filters.all },
              ...(isOfAll && filters.tenant_id !== "all"
                ? [{ value: String(filters.tenant_id), label: String(filters.tenant_id) }]
                : []),
            ]}
            value={filters.tenant_id ?? "own"}
            onChange={(tenant) => setFilter({ tenant_id: tenant && tenant !== "own" ? tenant : undefined })}
            allowDeselect={false}
            w={200}
          />
        )}
      </ListFilters>
      {count > 0 && (
        <Group mb="sm" gap="xs">
          <span>{common.selected(selected.size)}</span>
          <GatedButton size="xs" variant="default" scope={scope} onPress={() => void runOnChosen("resolve")}>
            {findingTexts.resolveMany(count)}
          </GatedButton>
          <GatedButton size="xs" variant="default" scope={scope} onPress={() => void runOnChosen("snooze")}>
            {findingTexts.snoozeMany(count)}
          </GatedButton>
          <Button size="xs" variant="subtle" onClick={() => setSelected(new Set())}>
            {common.clearSelection}
          </Button>
        </Group>
      )}
      <LiveTable
        label={findingTexts.title}
        list={list}
        columns={isOfAll ? findingColumnsOfAll : findingColumns}
        nameOf={({ kind, subject }) => `${findingTexts.kinds[kind]} ${subject.id}`}
        onOpen={({ id }) => void navigate({ to: "/findings/$id", params: { id } })}
        {...(!isOfAll && { selection: { selected, onChange: setSelected } })}
        empty={
          <EmptyList texts={findingTexts} filters={filters} onClear={() => show({})}>
            {isPlatform ? (
              <Button variant="default" onClick={() => show({ tenant_id: "all" })}>
                {findingTexts.ofAllTenants}
              </Button>
            ) : (
              <LinkButton to="/numbers" search={{ ready: "false" }} variant="default">
                {findingTexts.notReady}
              </LinkButton>
            )}
          </EmptyList>
        }
      />
      <ManyResults many={many} />
    </>
  );
}
