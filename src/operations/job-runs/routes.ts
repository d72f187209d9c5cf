import { ctxOf, growingListQuery } from "#kernel/http/http";
import { listPage } from "#kernel/http/list-cursor";
import { json, needs, operation, page } from "#kernel/http/operation";
import { createRouter, type Router } from "#kernel/http/router";
import { z } from "#kernel/http/schema";
import { createJobRun } from "#runtime/job-context";
import { databaseParameter, namedDatabase } from "./database-parameter";
import type { Job } from "./job";
import { runStatuses } from "./lease";
import { jobsOn, jobsWithLastRuns, listRuns, runOf } from "./queries";
import type { JobList, JobRun } from "./responses";
import { runByHand } from "./run-by-hand";
import { toJob, toJobRun } from "./wire";

const list = operation({
  id: "listJobs",
  method: "get",
  path: "/v1/jobs",
  otherMethods: { post: "POST /v1/jobs/{job_name}/run runs a job." },
  access: needs("admin"),
  success: { 200: json<JobList>() },
});

const run = operation({
  id: "runJob",
  method: "post",
  path: "/v1/jobs/{job_name}/run",
  access: needs("admin"),
  query: () => z.strictObject({ database: databaseParameter() }),
  success: { 200: json<JobRun>() },
  failures: ["job_running"],
});

const runsRoute = (jobs: readonly Job[]) =>
  operation({
    id: "listJobRuns",
    method: "get",
    path: "/v1/job-runs",
    access: needs("admin"),
    query: () =>
      growingListQuery({
        status: z.enum(runStatuses).optional().openapi({ description: "Returns only runs with this status now." }),
        job: z
          .enum(jobs.map(({ name }) => name))
          .optional()
          .openapi({ description: "Returns only runs of this job." }),
      }),
    success: { 200: page<JobRun>() },
  });

const get = operation({
  id: "getJobRun",
  method: "get",
  path: "/v1/job-runs/{job_run_id}",
  access: needs("admin"),
  success: { 200: json<JobRun>() },
});

export type JobOperations = typeof list | typeof run | ReturnType<typeof runsRoute> | typeof get;

/** Makes the routes for these jobs. `src/app.ts` passes the list, because jobs live in folders above this one. */
export const jobRoutes = (jobs: readonly Job[]): Router =>
  createRouter()
    .operation(list, async (c) => {
      const ctx = ctxOf(c);
      const found = await jobsWithLastRuns(ctx, jobs);
      return c.json({ data: found.map((each) => toJob(each, ctx.now)) }, 200);
    })
    .operation(run, async (c) => {
      const ctx = ctxOf(c);
      const database = namedDatabase(ctx, c.req.valid("query").database);
      const jobRun = createJobRun(c.env, c.executionCtx, { changed: ctx.changed, database });
      const on = jobsOn(jobRun.newContext(), jobs);
      const run = await runByHand(ctx, jobRun, on, c.req.valid("param").job_name);
      return c.json(toJobRun({ run, database: database.name }, jobRun.newContext().now), 200);
    })
    .operation(runsRoute(jobs), async (c) => {
      const ctx = ctxOf(c);
      const page = await listRuns(ctx, c.req.valid("query"));
      return c.json(
        listPage(
          c,
          page.rows.map((row) => toJobRun(row, ctx.now)),
          page.nextCursor,
        ),
        200,
      );
    })
    .operation(get, async (c) => {
      const ctx = ctxOf(c);
      const found = await runOf(ctx, c.req.valid("param").job_run_id);
      return c.json(toJobRun({ run: found, database: ctx.database.name }, ctx.now), 200);
    });
