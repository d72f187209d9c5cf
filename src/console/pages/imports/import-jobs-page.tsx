import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { call, type QueryOf } from "../../api/call";
import { listed } from "../../components/choices";
import type { Column } from "../../components/data-table";
import { EmptyList } from "../../components/empty-list";
import { FilterChoice } from "../../components/filter-choice";
import { LinkButton } from "../../components/links";
import { ListFilters } from "../../components/list-filters";
import { LiveTable } from "../../components/live-table";
import { PageHeader } from "../../components/page-header";
import { StatusBadge } from "../../components/status-badge";
import { Ago } from "../../components/time";
import type { FeedEvent } from "../../live/feed";
import { useLivePages } from "../../live/use-live-pages";
import { importsTexts as texts } from "../../strings/imports";
import type { ImportJobFilters } from "./import-job-filters";
import { type ImportJob, readJob } from "./use-import-job";

type Query = NonNullable<QueryOf<"GET", "/v1/import-jobs">>;

const PAGE_ROWS = 100;
const actions = listed<ImportJob["action"]>({ import: true, detach: true });
const statuses = listed<ImportJob["status"]>({ pending: true, processing: true, completed: true });
const names = texts.jobColumns;

const views = actions.map((action) => ({ name: texts.views[action], search: { action } }));

const columns: readonly Column<ImportJob>[] = [
  {
    id: "action",
    header: names.action,
    width: "minmax(10rem, 1.5fr)",
    cell: ({ id, action, dry_run }) => (
      <Link to="/import-jobs/$jobId" params={{ jobId: id }}>
        {texts.jobTitle(action, dry_run)}
      </Link>
    ),
  },
  { id: "status", header: names.status, width: "7rem", cell: ({ status }) => <StatusBadge status={status} /> },
  ...(["succeeded", "failed", "pending"] as const).map((count) => ({
    id: count,
    header: names[count],
    width: "5rem",
    alignRight: true,
    hideOnPhone: true,
    cell: ({ counts }: ImportJob) => counts[count],
  })),
  {
    id: "created",
    header: names.created,
    width: "8rem",
    hideOnPhone: true,
    cell: ({ created_at }) => <Ago at={created_at} />,
  },
];

const jobOfEvent = ({ type, subject }: FeedEvent): string | null =>
  type.startsWith("import_job.") ? subject.id : null;

/** All imports and detachments of the tenant. */
export function ImportJobsPage() {
  const filters = useSearch({ from: "/signed-in/import-jobs" });
  const navigate = useNavigate();
  const pageAt = useCallback(
    (cursor: string | undefined) =>
      call("GET", "/v1/import-jobs", { query: { ...filters, limit: PAGE_ROWS, cursor } as Query }),
    [filters],
  );
  const list = useLivePages<ImportJob>({ pageAt, rowAt: readJob, rowOf: jobOfEvent });
  const show = (search: ImportJobFilters) => void navigate({ to: "/import-jobs", search, replace: true });
  const setFilter = (change: ImportJobFilters) => show({ ...filters, ...change });
  return (
    <>
      <PageHeader title={texts.jobs} description={texts.jobsLead}>
        <LinkButton to="/accounts" variant="default">
          {texts.toAccounts}
        </LinkButton>
      </PageHeader>
      <ListFilters list="import-jobs" views={views} filters={filters} onShow={show}>
        <FilterChoice
          data-filter
          label={texts.jobAction}
          data={actions.map((value) => ({ value, label: texts.actionNames[value] }))}
          value={filters.action}
          onChange={(action) => setFilter({ action })}
          w={170}
        />
        <FilterChoice
          label={texts.jobStatus}
          data={[...statuses]}
          value={filters.status}
          onChange={(status) => setFilter({ status })}
          w={150}
        />
      </ListFilters>
      <LiveTable
        label={texts.jobs}
        list={list}
        columns={columns}
        nameOf={({ id }) => id}
        onOpen={({ id }) => void navigate({ to: "/import-jobs/$jobId", params: { jobId: id } })}
        empty={
          <EmptyList texts={texts} filters={filters} onClear={() => show({})}>
            <LinkButton to="/accounts">{texts.toAccounts}</LinkButton>
          </EmptyList>
        }
      />
    </>
  );
}
