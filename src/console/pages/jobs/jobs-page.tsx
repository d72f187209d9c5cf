import { Button, Group, Stack, Title } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { type Answer, call, type QueryOf } from "../../api/call";
import { useCall } from "../../api/use-call";
import { usePaletteActions } from "../../app/palette-actions";
import { ActionButton } from "../../components/action-button";
import { listed } from "../../components/choices";
import { type Column, DataTable } from "../../components/data-table";
import { EmptyList } from "../../components/empty-list";
import { EmptyState } from "../../components/empty-state";
import { FilterChoice } from "../../components/filter-choice";
import { ListFilters } from "../../components/list-filters";
import { PageHeader } from "../../components/page-header";
import { PagedTable, useReread } from "../../components/paged-table";
import { runAction } from "../../components/run-action";
import { StatusBadge } from "../../components/status-badge";
import { Ago } from "../../components/time";
import { jobTexts } from "../../strings/jobs";
import { common } from "../../strings/words";
import { JobRunDrawer } from "./job-run-drawer";

type Job = Answer<"GET", "/v1/jobs">["data"][number];
type Run = Answer<"GET", "/v1/job-runs/{job_run_id}">;
type RunQuery = NonNullable<QueryOf<"GET", "/v1/job-runs">>;

/** The fields of the page's URL; `run` is the run that is open. */
interface JobsSearch {
  readonly job?: string | undefined;
  readonly status?: string | undefined;
  readonly run?: string | undefined;
}

const POLL_MS = 5_000;
const PAGE_ROWS = 100;
const statuses = listed<Run["status"]>({ running: true, completed: true, paused: true, failed: true, died: true });

const { columns, runColumns, runTexts } = jobTexts;

const views = [
  { name: jobTexts.views.running, search: { status: "running" } },
  { name: jobTexts.views.failed, search: { status: "failed" } },
  { name: jobTexts.views.died, search: { status: "died" } },
];

/** When a job was last at work: while it has nothing to do, its times make no runs. */
const lastAtWork = ({ last_run, last_idle_at }: Job) =>
  [last_run?.ended_at, last_idle_at]
    .filter((at) => typeof at === "string")
    .sort()
    .at(-1);

const runTableColumns: readonly Column<Run>[] = [
  { id: "job", header: runColumns.job, width: "minmax(8rem, 1fr)", cell: ({ job }) => job },
  { id: "status", header: runColumns.status, width: "7rem", cell: ({ status }) => <StatusBadge status={status} /> },
  {
    id: "counted",
    header: runColumns.counted,
    width: "minmax(10rem, 2fr)",
    hideOnPhone: true,
    cell: ({ counted }) => jobTexts.counts(counted),
  },
  {
    id: "errors",
    header: runColumns.errors,
    width: "5rem",
    alignRight: true,
    hideOnPhone: true,
    cell: ({ error_count }) => error_count,
  },
  {
    id: "by",
    header: runColumns.by,
    width: "minmax(5rem, 0.7fr)",
    hideOnPhone: true,
    cell: ({ started_by }) => started_by,
  },
  { id: "started", header: runColumns.started, width: "7rem", cell: ({ started_at }) => <Ago at={started_at} /> },
];

/** The platform's jobs, to run by hand, and their runs. */
export function JobsPage() {
  const search = useSearch({ from: "/signed-in/jobs" });
  const navigate = useNavigate();
  const reread = useReread();
  const jobs = useCall(call("GET", "/v1/jobs"), { refetchInterval: POLL_MS });
  const { job, status, run } = search;
  const show = (next: JobsSearch) => void navigate({ to: "/jobs", search: next, replace: true });
  const set = (change: JobsSearch) => show({ ...search, ...change });
  const runButton = (name: string) => (
    <ActionButton
      label={jobTexts.runOf(name)}
      scope="admin"
      makeCall={() => call("POST", "/v1/jobs/{job_name}/run", { path: { job_name: name } })}
      onDone={(made) => {
        set({ run: made.id });
        return reread("/v1/jobs", "/v1/job-runs");
      }}
    />
  );
  const pageAt = useCallback(
    (cursor: string | undefined) =>
      call("GET", "/v1/job-runs", {
        query: { limit: PAGE_ROWS, cursor, ...(job && { job }), ...(status && { status }) } as RunQuery,
      }),
    [job, status],
  );
  const names = [...new Set(jobs.data?.data.map(({ name }) => name))].join(" ");
  const actions = useMemo(
    () =>
      names.split(" ").map((name) => ({
        id: `run ${name}`,
        label: jobTexts.runOf(name),
        scope: "admin",
        run: () =>
          runAction({
            label: jobTexts.runOf(name),
            makeCall: () => call("POST", "/v1/jobs/{job_name}/run", { path: { job_name: name } }),
            onDone: (made) => navigate({ to: "/jobs", search: { run: made.id }, replace: true }),
          }),
      })),
    [names, navigate],
  );
  usePaletteActions(actions);
  const jobColumns = useMemo<readonly Column<Job>[]>(
    () => [
      {
        id: "name",
        header: columns.name,
        width: "11rem",
        cell: ({ name, database }) => (database === "DB" ? name : `${name} (${database})`),
      },
      {
        id: "what",
        header: columns.what,
        width: "minmax(10rem, 2fr)",
        hideOnPhone: true,
        cell: ({ description }) => <span title={description}>{description}</span>,
      },
      { id: "cron", header: columns.cron, width: "7rem", hideOnPhone: true, cell: ({ cron }) => <code>{cron}</code> },
      {
        id: "status",
        header: columns.status,
        width: "7rem",
        cell: ({ last_run }) => (last_run ? <StatusBadge status={last_run.status} /> : jobTexts.never),
      },
      {
        id: "ended",
        header: columns.ended,
        width: "7rem",
        hideOnPhone: true,
        cell: (job) => <Ago at={lastAtWork(job)} />,
      },
      {
        id: "run",
        header: columns.run,
        width: "9rem",
        hideOnPhone: true,
        cell: ({ name, database }) => (
          <ActionButton
            label={jobTexts.run}
            size="xs"
            scope="admin"
            makeCall={() => call("POST", "/v1/jobs/{job_name}/run", { path: { job_name: name }, query: { database } })}
            onDone={(made) => {
              void navigate({ to: "/jobs", search: { run: made.id }, replace: true });
              return reread("/v1/jobs", "/v1/job-runs");
            }}
          />
        ),
      },
    ],
    [navigate, reread],
  );
  return (
    <Stack>
      <PageHeader title={jobTexts.title} description={jobTexts.description} />
      <DataTable
        label={jobTexts.title}
        columns={jobColumns}
        rows={jobs.data?.data ?? []}
        idOf={({ name, database }) => `${name} ${database}`}
        nameOf={({ name }) => name}
        onOpen={({ name }) => set({ job: name })}
        isLoading={jobs.isPending}
        error={jobs.error}
        onRetry={() => jobs.refetch()}
        empty={
          <EmptyState title={jobTexts.none} text={jobTexts.noneHint}>
            <Button variant="default" onClick={() => void jobs.refetch()}>
              {common.refresh}
            </Button>
          </EmptyState>
        }
        height="26rem"
      />
      <section>
        <Group justify="space-between" mb="xs">
          <Title order={2}>{jobTexts.runs}</Title>
          {job && runButton(job)}
        </Group>
        <ListFilters list="job-runs" views={views} filters={{ job, status }} onShow={show}>
          <FilterChoice
            data-filter
            label={jobTexts.filterJob}
            data={[...new Set(jobs.data?.data.map(({ name }) => name))]}
            value={job}
            onChange={(next) => set({ job: next })}
            searchable
            w={210}
          />
          <FilterChoice
            label={jobTexts.filterStatus}
            data={statuses}
            value={status}
            onChange={(next) => set({ status: next })}
            w={140}
          />
        </ListFilters>
        <PagedTable
          label={jobTexts.runs}
          pageAt={pageAt}
          columns={runTableColumns}
          idOf={({ id }) => id}
          onOpen={({ id }) => set({ run: id })}
          pollMs={POLL_MS}
          height="26rem"
          empty={
            <EmptyList
              texts={runTexts}
              filters={{ job, status }}
              onClear={() => show({})}
              elsewhere={job && runButton(job)}
            >
              {runButton("cleanup")}
            </EmptyList>
          }
        />
      </section>
      <JobRunDrawer runId={run ?? null} jobs={jobs.data?.data ?? []} onClose={() => set({ run: undefined })} />
    </Stack>
  );
}
