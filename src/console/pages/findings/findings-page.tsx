import { Button, Group, Select, TextInput } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { call } from "../../api/call";
import { usePaletteActions } from "../../app/palette-actions";
import { useScope, useSession } from "../../app/use-session";
import { choicesOf } from "../../components/choices";
import { EmptyState } from "../../components/empty-state";
import { LinkButton } from "../../components/links";
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

/** The facts that need a person, with filters in the URL. */
export function FindingsPage() {
  const session = useSession();
  const isPlatform = session.tenant === null;
  const filters = useSearch({ from: "/signed-in/findings" });
  const navigate = useNavigate();
  const list = useFindings(filters);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const many = useRunMany();
  const missing = useScope(isPlatform ? "admin" : "numbers:write");
  const isOfAll = filters.tenant_id !== undefined;
  const setFilter = (change: FindingFilters) =>
    void navigate({ to: "/findings", search: { ...filters, ...change }, replace: true });
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
  const count = missing === null ? chosen.length : 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the selection decides what the actions do.
  const actions = useMemo(
    () =>
      count === 0
        ? []
        : [
            { id: "resolve", label: findingTexts.resolveMany(count), run: () => runOnChosen("resolve") },
            { id: "snooze", label: findingTexts.snoozeMany(count), run: () => runOnChosen("snooze") },
          ],
    [count, selected],
  );
  usePaletteActions(actions);
  const hasFilters = Object.keys(filters).length > 0;
  return (
    <>
      <PageHeader title={findingTexts.title} description={findingTexts.description}>
        {isPlatform && (
          <Button variant="default" loading={list.isRefetching} onClick={() => void list.refetch()}>
            {common.refresh}
          </Button>
        )}
      </PageHeader>
      <Group mb="sm" gap="xs" role="search" aria-label={common.filters}>
        <TextInput
          data-filter
          aria-label={findingTexts.filters.subject}
          placeholder={findingTexts.filters.subject}
          defaultValue={filters.subject_id ?? ""}
          onChange={({ currentTarget }) => setFilter({ subject_id: currentTarget.value.trim() || undefined })}
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
        {hasFilters && (
          <LinkButton to="/findings" search={{}} variant="subtle">
            {common.clearFilters}
          </LinkButton>
        )}
      </Group>
      {count > 0 && (
        <Group mb="sm" gap="xs">
          <span>{common.selected(selected.size)}</span>
          <Button size="xs" variant="default" onClick={() => void runOnChosen("resolve")}>
            {findingTexts.resolveMany(count)}
          </Button>
          <Button size="xs" variant="default" onClick={() => void runOnChosen("snooze")}>
            {findingTexts.snoozeMany(count)}
          </Button>
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
        onOpen={({ id, tenant_id }) =>
          void navigate({
            to: "/findings/$id",
            params: { id },
            search: isPlatform && isOfAll ? { tenant_id } : {},
          })
        }
        {...(!isOfAll && { selection: { selected, onChange: setSelected } })}
        empty={
          hasFilters ? (
            <EmptyState title={findingTexts.noneMatch} text={findingTexts.noneMatchHint} />
          ) : (
            <EmptyState title={findingTexts.none} text={findingTexts.noneHint} />
          )
        }
      />
      <ManyResults many={many} />
    </>
  );
}
