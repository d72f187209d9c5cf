// Pure: no I/O, no clock, no randomness.
import { importsTexts as texts } from "../../strings/imports";
import type { ImportItem, ImportJob } from "./use-import-job";

/** The result of a number, in one line. */
export function itemSummary({ status, error, restored, not_restored, obstacles }: ImportItem, job: ImportJob): string {
  if (error) return error.detail;
  const isPointed = status === "succeeded" && job.action === "import" && !job.dry_run;
  const parts = [
    ...(isPointed ? [texts.summary.imported] : []),
    ...(obstacles.length > 0
      ? [texts.summary.replaced(obstacles.map(({ kind }) => texts.obstacleNames[kind]).join(", "))]
      : []),
    ...(restored.length > 0 ? [texts.summary.restored(restored.length)] : []),
    ...(not_restored.length > 0
      ? [texts.summary.notRestored(not_restored.map(({ setting }) => setting).join(", "))]
      : []),
  ];
  return parts.join("; ");
}

export const itemKey = ({ phone_number_sid, phone_number }: ImportItem): string => phone_number_sid ?? phone_number;
