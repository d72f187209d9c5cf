import { Box, Group, Progress, Text } from "@mantine/core";
import { importsTexts as texts } from "../../strings/imports";
import type { ImportJob } from "./use-import-job";

/** How far a job is. */
export function JobProgress({ job }: { readonly job: ImportJob }) {
  const { succeeded, failed, pending } = job.counts;
  const all = succeeded + failed + pending;
  const share = (count: number) => (all === 0 ? 0 : (count / all) * 100);
  const text = job.listed ? texts.progressText(succeeded + failed, all) : texts.listing;
  return (
    <Box mb="sm">
      <Progress.Root size="lg" mb={4}>
        <Progress.Section value={share(succeeded)} color="green" aria-label={`${texts.progress}: ${text}`} />
        <Progress.Section value={share(failed)} color="red" aria-label={texts.counts.failed} />
      </Progress.Root>
      <Group gap="md" aria-live="polite">
        <Text size="sm">{text}</Text>
        <Text size="sm" c="dimmed">
          {[
            `${succeeded} ${texts.counts.succeeded}`,
            `${failed} ${texts.counts.failed}`,
            `${pending} ${texts.counts.pending}`,
          ].join(" · ")}
        </Text>
      </Group>
    </Box>
  );
}
