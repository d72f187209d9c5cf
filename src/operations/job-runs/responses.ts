import { z } from "#kernel/http/schema";
import { orNull } from "#kernel/http/wire";
import { jobErrorCodes } from "./job-error-codes";
import { runStatuses } from "./lease";

const jobError = z
  .object({
    code: z.enum(jobErrorCodes).openapi("JobErrorCode", { description: "The stable name of the error." }),
    detail: z.string(),
    at: z.string(),
  })
  .openapi("JobError");

export const jobRun = z
  .object({
    id: z.string().openapi({ description: "The run's id. The events that it causes carry it as `request_id`." }),
    job: z.string(),
    database: z.string().openapi({ description: "The D1 binding of the database that the run worked on." }),
    started_by: z.string().openapi({ description: "`cron`, `admin`, or `key:` followed by the id of an API key." }),
    status: z.enum(runStatuses).openapi({
      description:
        "`completed`: the work is complete. `paused`: the next run continues at `next_cursor`. `failed`: a slice failed, and " +
        "the next run repeats it. `died`: the run stopped without a result, and the next run repeats its last slice.",
    }),
    slices: z.int().openapi({ description: "The number of slices (parts of the work) that the run completed." }),
    counted: z.record(z.string(), z.int()).openapi({ description: "Counts of the run's work, by name." }),
    errors: z.array(jobError).openapi({ description: "The first 20 errors; `error_count` counts all of them." }),
    error_count: z.int(),
    next_cursor: z.string().nullable(),
    started_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
    ended_at: z.iso.datetime().nullable(),
  })
  .openapi("JobRun");

export type JobRun = z.output<typeof jobRun>;

export const job = z
  .object({
    name: z.string(),
    database: z.string().openapi({ description: "The D1 binding of the database that the job works on." }),
    description: z.string(),
    cron: z.string().openapi({ description: "The schedule as a cron expression, in UTC." }),
    last_run: orNull(jobRun),
    last_idle_at: z.iso
      .datetime()
      .nullable()
      .openapi({
        description:
          "When its schedule last started it and it had nothing to do; null if never. While a job has nothing to do time after " +
          "time, only the first of these is a run.",
      }),
  })
  .openapi("Job");

export const jobList = z.object({ data: z.array(job) }).openapi("JobList");

export type JobList = z.output<typeof jobList>;
