import type { z } from "#kernel/http/schema";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import { reportedStatus } from "./lease";
import type { JobWithRun, RunOnDatabase } from "./queries";
import type { job, jobRun } from "./responses";

export const toJobRun = ({ run: row, database }: RunOnDatabase, now: number): z.infer<typeof jobRun> => ({
  id: row.id,
  job: row.job,
  database,
  started_by: row.startedBy,
  status: reportedStatus(row.status, row.updatedAt, now),
  slices: row.slices,
  counted: row.counted,
  errors: [...row.errors],
  error_count: row.errorCount,
  next_cursor: row.nextCursor,
  started_at: isoTime(row.startedAt),
  updated_at: isoTime(row.updatedAt),
  ended_at: isoTimeOrNull(row.finishedAt),
});

export const toJob = (
  { job: { name, description, cron }, database, lastRun, lastIdleAt }: JobWithRun,
  now: number,
): z.infer<typeof job> => ({
  name,
  database,
  description,
  cron,
  last_run: lastRun && toJobRun({ run: lastRun, database }, now),
  last_idle_at: isoTimeOrNull(lastIdleAt),
});
