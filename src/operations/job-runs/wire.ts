import { z } from "@hono/zod-openapi";
import { orNull } from "#kernel/http/wire";
import { isoTime, isoTimeOrNull } from "#kernel/values/time";
import { reportedStatus, runStatuses } from "./lease";
import type { JobWithRun } from "./queries";
import type { JobRunRow } from "./table";

export const jobRun = z
  .object({
    id: z.string().openapi({ description: "Also the `request_id` of the events that the run caused." }),
    job: z.string(),
    started_by: z.string().openapi({ description: "`cron`, `admin`, or `key:` and a key's id." }),
    status: z.enum(runStatuses).openapi({
      description:
        "`completed`: nothing is left to do. `paused`: the next run goes on at `next_cursor`. `failed`: a slice could not be " +
        "done, and the next run tries it again. `died`: the run gave no sign of life any more; the next one goes on.",
    }),
    slices: z.int().openapi({ description: "The pieces of work that it got done." }),
    counted: z.record(z.string(), z.int()).openapi({ description: "How often what was done." }),
    errors: z.array(z.object({ at: z.string(), error: z.string() })).openapi({ description: "The first 20." }),
    error_count: z.int(),
    next_cursor: z.string().nullable(),
    started_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
    finished_at: z.iso.datetime().nullable(),
  })
  .openapi("JobRun");

export const job = z
  .object({
    name: z.string(),
    description: z.string(),
    cron: z.string().openapi({ description: "When it runs by itself, UTC." }),
    last_run: orNull(jobRun),
  })
  .openapi("Job");

export const jobList = z.object({ data: z.array(job) }).openapi("JobList");

export const toJobRun = (row: JobRunRow, now: number): z.infer<typeof jobRun> => ({
  id: row.id,
  job: row.job,
  started_by: row.startedBy,
  status: reportedStatus(row.status, row.updatedAt, now),
  slices: row.slices,
  counted: row.counted,
  errors: [...row.errors],
  error_count: row.errorCount,
  next_cursor: row.nextCursor,
  started_at: isoTime(row.startedAt),
  updated_at: isoTime(row.updatedAt),
  finished_at: isoTimeOrNull(row.finishedAt),
});

export const toJob = ({ job: { name, description, cron }, lastRun }: JobWithRun, now: number): z.infer<typeof job> => ({
  name,
  description,
  cron,
  last_run: lastRun && toJobRun(lastRun, now),
});
