import { Alert, Loader, Stack, Text, Title } from "@mantine/core";
import { type Answer, call } from "../../api/call";
import { useCall } from "../../api/use-call";
import { ActionButton } from "../../components/action-button";
import { CopyableId } from "../../components/copyable";
import { ErrorAlert } from "../../components/error-alert";
import { Facts } from "../../components/facts";
import { useReread } from "../../components/paged-table";
import { SidePanel } from "../../components/side-panel";
import { StatusBadge } from "../../components/status-badge";
import { Time } from "../../components/time";
import { jobTexts } from "../../strings/jobs";
import { common } from "../../strings/words";

type Run = Answer<"GET", "/v1/job-runs/{job_run_id}">;

interface JobRunDrawerProps {
  /** `null`: none is open. */
  readonly runId: string | null;
  readonly jobs: Answer<"GET", "/v1/jobs">["data"];
  readonly onClose: () => void;
}

const POLL_MS = 2_000;

/** One run of a job with its result and errors, live. */
export function JobRunDrawer({ runId, jobs, onClose }: JobRunDrawerProps) {
  const read = useCall(call("GET", "/v1/job-runs/{job_run_id}", { path: { job_run_id: runId ?? "" } }), {
    enabled: runId !== null,
    refetchInterval: POLL_MS,
  });
  const run = read.data;
  return (
    <SidePanel isOpen={runId !== null} onClose={onClose} title={run ? run.job : jobTexts.runTitle}>
      <ErrorAlert error={read.error} onRetry={() => read.refetch()} />
      {!run && read.isLoading && <Loader aria-label={common.loading} />}
      {run && <RunDetails run={run} description={jobs.find(({ name }) => name === run.job)?.description ?? ""} />}
    </SidePanel>
  );
}

function RunDetails({ run, description }: { readonly run: Run; readonly description: string }) {
  const reread = useReread();
  return (
    <Stack>
      <Text size="sm">{description}</Text>
      <div>
        <StatusBadge status={run.status} />
      </div>
      {run.status === "paused" && <Alert color="blue">{jobTexts.paused}</Alert>}
      {run.status === "died" && <Alert color="orange">{jobTexts.died}</Alert>}
      <Facts
        facts={[
          [jobTexts.result, jobTexts.counts(run.counted)],
          [jobTexts.by, run.started_by],
          [jobTexts.started, <Time key="started" at={run.started_at} />],
          [jobTexts.ended, <Time key="ended" at={run.ended_at} />],
          [jobTexts.updated, <Time key="updated" at={run.updated_at} />],
          [jobTexts.slices, run.slices],
          [jobTexts.id, <CopyableId key="id" id={run.id} />],
        ]}
      />
      {run.errors.length > 0 && (
        <section>
          <Title order={3}>{jobTexts.errorList}</Title>
          {run.error_count > run.errors.length && <Text size="sm">{jobTexts.moreErrors(run.error_count)}</Text>}
          <ul className="plain-list">
            {run.errors.map(({ code, detail, at }) => (
              <li key={`${at} ${detail}`}>
                <code>{code}</code> {detail} (<Time at={at} />)
              </li>
            ))}
          </ul>
        </section>
      )}
      <ActionButton
        label={jobTexts.run}
        scope="admin"
        makeCall={() =>
          call("POST", "/v1/jobs/{job_name}/run", { path: { job_name: run.job }, query: { database: run.database } })
        }
        onDone={() => reread("/v1/jobs", "/v1/job-runs")}
      />
    </Stack>
  );
}
