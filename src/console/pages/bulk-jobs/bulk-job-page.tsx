import { Button, Group, Progress, SegmentedControl, Stack, Text } from "@mantine/core";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { CopyableId } from "../../components/copyable";
import type { Column } from "../../components/data-table";
import { DataTable } from "../../components/data-table";
import { EmptyState } from "../../components/empty-state";
import { ErrorAlert } from "../../components/error-alert";
import { PageHeader } from "../../components/page-header";
import { PhoneNumber } from "../../components/phone-number";
import { StatusBadge } from "../../components/status-badge";
import { Time } from "../../components/time";
import { bulkJobTexts } from "../../strings/bulk-jobs";
import { common } from "../../strings/words";
import { actionName } from "./action-name";
import { type BulkItem, useBulkJob } from "./use-bulk-job";

const { columns: headers } = bulkJobTexts;

const columns: readonly Column<BulkItem>[] = [
  {
    id: "number",
    header: headers.number,
    width: "minmax(10rem, 1fr)",
    cell: ({ phone_number, phone_number_id: id }) =>
      id ? (
        <Link to="/numbers/$id" params={{ id }} tabIndex={-1}>
          <PhoneNumber number={phone_number} />
        </Link>
      ) : (
        phone_number
      ),
  },
  {
    id: "line",
    header: headers.line,
    width: "5rem",
    alignRight: true,
    hideOnPhone: true,
    cell: ({ line }) => line ?? common.noValue,
  },
  { id: "result", header: headers.result, width: "8rem", cell: ({ status }) => <StatusBadge status={status} /> },
  {
    id: "reason",
    header: headers.reason,
    width: "minmax(10rem, 3fr)",
    hideOnPhone: true,
    cell: ({ error }) =>
      error ? <span title={error.detail}>{`${error.code}: ${error.detail}`}</span> : common.noValue,
  },
];

const shown: readonly { readonly value: string; readonly label: string }[] = [
  { value: "all", label: bulkJobTexts.all },
  { value: "failed", label: bulkJobTexts.onlyFailed },
  { value: "pending", label: bulkJobTexts.onlyPending },
];

/** A bulk job with the result of each number, live. */
export function BulkJobPage() {
  const { id } = useParams({ from: "/signed-in/bulk-jobs/$id" });
  const { items: filter = "all" } = useSearch({ from: "/signed-in/bulk-jobs/$id" });
  const navigate = useNavigate();
  const { data: job, error, refetch, isPending } = useBulkJob(id);
  if (!job) return <>{isPending ? common.loading : <ErrorAlert error={error} onRetry={refetch} />}</>;
  const { succeeded, failed, pending } = job.counts;
  const all = Math.max(1, succeeded + failed + pending);
  const show = (next: string) =>
    void navigate({
      to: "/bulk-jobs/$id",
      params: { id },
      search: { items: next === "all" ? undefined : next },
      replace: true,
    });
  const items = job.items.filter((item) => filter === "all" || item.status === filter);
  return (
    <>
      <PageHeader
        title={actionName(job.action)}
        aside={<StatusBadge status={job.status} />}
        description={
          <Group gap="xs">
            <CopyableId id={job.id} />
            <Time at={job.created_at} />
          </Group>
        }
      />
      <Stack gap="xs" mb="md" role="status">
        <Progress.Root size="lg" aria-hidden>
          <Progress.Section value={(succeeded / all) * 100} color="green" animated={job.status !== "completed"} />
          <Progress.Section value={(failed / all) * 100} color="red" />
        </Progress.Root>
        <Text size="sm">{bulkJobTexts.counts(succeeded, failed, pending)}</Text>
      </Stack>
      <SegmentedControl mb="sm" aria-label={bulkJobTexts.filter} data={[...shown]} value={filter} onChange={show} />
      <DataTable
        label={bulkJobTexts.itemsOf(actionName(job.action))}
        columns={columns}
        rows={items}
        idOf={({ phone_number, line }) => `${line} ${phone_number}`}
        nameOf={({ phone_number }) => phone_number}
        onOpen={({ phone_number_id: number }) => {
          if (number) void navigate({ to: "/numbers/$id", params: { id: number } });
        }}
        isLoading={false}
        error={null}
        empty={
          <EmptyState title={bulkJobTexts.noItems} text={bulkJobTexts.noItemsHint}>
            <Button variant="default" onClick={() => show("all")}>
              {bulkJobTexts.showAll}
            </Button>
          </EmptyState>
        }
      />
    </>
  );
}
