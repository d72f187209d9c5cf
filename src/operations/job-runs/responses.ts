import { z } from "#kernel/http/schema";
import { orNull } from "#kernel/http/wire";
import { runStatuses } from "./lease";

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

export type JobRun = z.output<typeof jobRun>;

export const job = z
  .object({
    name: z.string(),
    description: z.string(),
    cron: z.string().openapi({ description: "When it runs by itself, UTC." }),
    last_run: orNull(jobRun),
  })
  .openapi("Job");

export const jobList = z.object({ data: z.array(job) }).openapi("JobList");

export type JobList = z.output<typeof jobList>;
