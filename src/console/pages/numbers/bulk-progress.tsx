import { CloseButton, Group, Paper, Progress, Text } from "@mantine/core";
import { ErrorAlert } from "../../components/error-alert";
import { LinkButton } from "../../components/links";
import { bulkTexts } from "../../strings/numbers";
import { common } from "../../strings/words";
import { actionName } from "../bulk-jobs/action-name";
import { useBulkJob } from "../bulk-jobs/use-bulk-job";
import { FailedNumbers } from "./failed-numbers";

/** How far a job is that was started from the list, with the numbers that failed. */
export function BulkProgress({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const { data: job, error } = useBulkJob(id);
  if (!job) return <ErrorAlert error={error} />;
  const { succeeded, failed, pending } = job.counts;
  const all = succeeded + failed + pending;
  const failures = job.items.filter((item) => item.error !== null);
  return (
    <Paper withBorder p="sm" mb="sm" role="status" aria-label={bulkTexts.progress(actionName(job.action))}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Text size="sm" fw={600}>
          {actionName(job.action)} · {bulkTexts.done(succeeded, all)}
          {failed > 0 && ` · ${bulkTexts.failed(failed)}`}
        </Text>
        <Group gap="xs" wrap="nowrap">
          <LinkButton to="/bulk-jobs/$id" params={{ id }} size="compact-sm" variant="default">
            {bulkTexts.openJob}
          </LinkButton>
          <CloseButton size="sm" aria-label={common.close} onClick={onClose} />
        </Group>
      </Group>
      <Progress.Root mt="xs" size="sm" aria-hidden>
        <Progress.Section value={(succeeded / all) * 100} color="green" />
        <Progress.Section value={(failed / all) * 100} color="red" />
      </Progress.Root>
      <FailedNumbers failures={failures} mt="xs" />
    </Paper>
  );
}
