import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { type Answer, call, type QueryOf } from "../../api/call";
import { choicesOf } from "../../components/choices";
import type { Column } from "../../components/data-table";
import { EmptyList } from "../../components/empty-list";
import { FilterChoice } from "../../components/filter-choice";
import { LinkButton } from "../../components/links";
import { ListFilters } from "../../components/list-filters";
import { LiveTable } from "../../components/live-table";
import { PageHeader } from "../../components/page-header";
import type { Search } from "../../components/saved-views";
import { StatusBadge } from "../../components/status-badge";
import { Ago, Time } from "../../components/time";
import type { FeedEvent } from "../../live/feed";
import { useLivePages } from "../../live/use-live-pages";
import { bulkJobTexts } from "../../strings/bulk-jobs";
import { actionName } from "./action-name";

type JobRow = Answer<"GET", "/v1/bulk-jobs">["data"][number];
type JobQuery = NonNullable<QueryOf<"GET", "/v1/bulk-jobs">>;

const PAGE_ROWS = 50;
const { columns: headers } = bulkJobTexts;

const views = [{ name: bulkJobTexts.underWay, search: { status: "processing" } }];

const jobOfEvent = ({ subject }: FeedEvent): string | null => (subject.type === "bulk_job" ? subject.id : null);
const readJob = (id: string) => call("GET", "/v1/bulk-jobs/{bulk_job_id}", { path: { bulk_job_id: id } });

const columns: readonly Column<JobRow>[] = [
  {
    id: "action",
    header: headers.action,
    width: "minmax(9rem, 2fr)",
    cell: ({ id, action }) => (
      <Link to="/bulk-jobs/$id" params={{ id }} tabIndex={-1}>
        {actionName(action)}
      </Link>
    ),
  },
  { id: "status", header: headers.status, width: "8rem", cell: ({ status }) => <StatusBadge status={status} /> },
  {
    id: "progress",
    header: headers.progress,
    width: "7rem",
    alignRight: true,
    hideOnPhone: true,
    cell: ({ counts: { succeeded, failed, pending } }) =>
      bulkJobTexts.done(succeeded + failed, succeeded + failed + pending),
  },
  {
    id: "failed",
    header: headers.failed,
    width: "5rem",
    alignRight: true,
    cell: ({ counts }) => counts.failed.toLocaleString(),
  },
  {
    id: "started",
    header: headers.started,
    width: "8rem",
    hideOnPhone: true,
    cell: (job) => <Ago at={job.created_at} />,
  },
  { id: "ended", header: headers.ended, hideOnPhone: true, cell: (job) => <Time at={job.ended_at} /> },
];

/** All bulk jobs of the tenant, the newest first. */
export function BulkJobsPage() {
  const { status } = useSearch({ from: "/signed-in/bulk-jobs" });
  const navigate = useNavigate();
  const pageAt = useCallback(
    (cursor: string | undefined) =>
      call("GET", "/v1/bulk-jobs", { query: { status, limit: PAGE_ROWS, cursor } as JobQuery }),
    [status],
  );
  const list = useLivePages<JobRow>({ pageAt, rowAt: readJob, rowOf: jobOfEvent });
  const show = (search: Search) => void navigate({ to: "/bulk-jobs", search, replace: true });
  return (
    <>
      <PageHeader title={bulkJobTexts.title} />
      <ListFilters list="bulk-jobs" views={views} filters={{ status }} onShow={show}>
        <FilterChoice
          data-filter
          label={bulkJobTexts.status}
          data={choicesOf<JobRow["status"]>(bulkJobTexts.statuses)}
          value={status}
          onChange={(next) => show({ status: next })}
          w={180}
        />
      </ListFilters>
      <LiveTable
        label={bulkJobTexts.title}
        list={list}
        columns={columns}
        nameOf={({ action }) => actionName(action)}
        onOpen={({ id }) => void navigate({ to: "/bulk-jobs/$id", params: { id } })}
        empty={
          <EmptyList texts={bulkJobTexts} filters={{ status }} onClear={() => show({})}>
            <LinkButton to="/numbers">{bulkJobTexts.toNumbers}</LinkButton>
          </EmptyList>
        }
      />
    </>
  );
}
