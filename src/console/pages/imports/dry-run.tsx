import { Group, Loader, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { ErrorAlert } from "../../components/error-alert";
import { Refusal } from "../../components/refusal";
import { importsTexts as texts } from "../../strings/imports";
import type { Replaceable } from "./import-options";
import { JobProgress } from "./job-progress";
import { PreviewList } from "./preview-list";
import type { SettingChange } from "./use-carrier-numbers";
import { type ImportJob, ITEMS_PER_PAGE, useImportItems, useImportJob } from "./use-import-job";

interface DryRunProps {
  readonly jobId: string;
  readonly changesOf?: (sid: string) => readonly SettingChange[];
  /** More numbers are shown: this many now. */
  readonly onItems?: (count: number) => unknown;
  readonly onAllow?: (kind: Replaceable) => void;
  /** Stands above the numbers. */
  readonly note?: string;
  /** The button that does it, once the preview is complete. */
  readonly action: (job: ImportJob) => ReactNode;
}

const none = () => [];

/** The preview of an import or a detachment, as it comes in. */
export function DryRun({ jobId, changesOf = none, onItems, onAllow, note, action }: DryRunProps) {
  const { data: job, isRunning, error } = useImportJob(jobId);
  const { items, hasNextPage, fetchNextPage } = useImportItems(jobId, isRunning, undefined);
  if (error && !job) return <ErrorAlert error={error} />;
  if (!job || isRunning) {
    return (
      <Group gap="sm" aria-live="polite">
        <Loader size="sm" />
        <Text size="sm">{texts.previewing}</Text>
        {job && <JobProgress job={job} />}
      </Group>
    );
  }
  const { succeeded, failed } = job.counts;
  const [would, wouldNot] =
    job.action === "import" ? [texts.wouldSucceed, texts.wouldFail] : [texts.wouldDetach, texts.wouldNotDetach];
  return (
    <>
      {job.error && <ErrorAlert error={new Refusal(job.error.detail, job.error.code)} />}
      <Group justify="space-between" mb="md">
        <Text fw={600} aria-live="polite">
          {[would(succeeded), ...(failed > 0 ? [wouldNot(failed)] : [])].join(" · ")}
        </Text>
        {action(job)}
      </Group>
      {note && (
        <Text size="sm" c="dimmed" mb="md">
          {note}
        </Text>
      )}
      <PreviewList
        items={items}
        changesOf={changesOf}
        onAllow={onAllow}
        isImport={job.action === "import"}
        onMore={hasNextPage ? () => Promise.all([fetchNextPage(), onItems?.(items.length + ITEMS_PER_PAGE)]) : null}
      />
    </>
  );
}
