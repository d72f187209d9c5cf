import { createRoute, z } from "@hono/zod-openapi";
import {
  bearer,
  createRouter,
  ctxOf,
  failures,
  json,
  pageBody,
  pageOf,
  pageQuery,
  type Router,
} from "#kernel/http/http";
import { createJobRun } from "#runtime/job-context";
import type { Job } from "./job";
import { listRuns, runOf, withLastRuns } from "./queries";
import { runByHand } from "./run-by-hand";
import { jobList, jobRun, toJob, toJobRun } from "./wire";

const exampleRun = {
  id: "job_01k9m8x3zt5v7w9y2a4c6e8g0j",
  job: "cleanup",
  started_by: "cron",
  status: "completed",
  slices: 1,
  counted: { announced_holds: 2, forgotten_keys: 40 },
  errors: [],
  error_count: 0,
  next_cursor: null,
  started_at: "2026-11-22T10:00:00.000Z",
  updated_at: "2026-11-22T10:00:01.000Z",
  finished_at: "2026-11-22T10:00:01.000Z",
};
const exampleJob = {
  name: "cleanup",
  description: "Does what alarms, requests and queues should have done and did not.",
  cron: "* * * * *",
  last_run: exampleRun,
};

const common = { security: bearer, tags: ["Jobs"] };

const list = createRoute({
  ...common,
  method: "get",
  path: "/v1/jobs",
  operationId: "listJobs",
  summary: "List jobs",
  description: "What the platform does by itself and when, each with its latest run. Needs the scope `admin`.",
  responses: { 200: json(jobList, "The jobs.", { data: [exampleJob] }), ...failures() },
});

const run = createRoute({
  ...common,
  method: "post",
  path: "/v1/jobs/{job_name}/run",
  operationId: "runJob",
  summary: "Run a job",
  description:
    "Runs a job now and answers with the run as it ended, mostly within 25 seconds: `paused` says that there is more to do, which " +
    "the next run does. While a run is under way, 409 `job_running` names it in `run_id`. Needs the scope `admin`.",
  request: {
    params: z.object({
      job_name: z.string().openapi({
        param: { name: "job_name", in: "path" },
        description: "The job's `name`.",
        example: exampleJob.name,
      }),
    }),
  },
  responses: { 200: json(jobRun, "The run.", exampleRun), ...failures("not_found", "job_running") },
});

const runsRoute = (jobs: readonly Job[]) =>
  createRoute({
    ...common,
    method: "get",
    path: "/v1/job-runs",
    operationId: "listJobRuns",
    summary: "List runs of jobs",
    description: "What jobs did, the newest run first; kept for 30 days. Needs the scope `admin`.",
    request: {
      query: z.strictObject({
        ...pageQuery(),
        job: z
          .enum(jobs.map(({ name }) => name))
          .optional()
          .openapi({ description: "Runs of this job only." }),
      }),
    },
    responses: {
      200: json(pageOf(jobRun, "JobRunPage"), "A page of runs.", pageBody([exampleRun], null)),
      ...failures("invalid_cursor"),
    },
  });

const get = createRoute({
  ...common,
  method: "get",
  path: "/v1/job-runs/{job_run_id}",
  operationId: "getJobRun",
  summary: "Get a run of a job",
  description: "One run as it stands now; it is written anew after each slice. Needs the scope `admin`.",
  request: {
    params: z.object({
      job_run_id: z
        .string()
        .openapi({ param: { name: "job_run_id", in: "path" }, description: "The run's id.", example: exampleRun.id }),
    }),
  },
  responses: { 200: json(jobRun, "The run.", exampleRun), ...failures("not_found") },
});

/** The routes for these jobs, which stand above this folder. */
export const jobRoutes = (jobs: readonly Job[]): Router =>
  createRouter()
    .openapi(list, async (c) => {
      const ctx = ctxOf(c);
      const found = await withLastRuns(ctx, jobs);
      return c.json({ data: found.map((each) => toJob(each, ctx.now)) }, 200);
    })
    .openapi(run, async (c) => {
      const ctx = ctxOf(c);
      const by = createJobRun(c.env, c.executionCtx, { changed: ctx.changed });
      const done = await runByHand(ctx, by, jobs, c.req.valid("param").job_name);
      return c.json(toJobRun(done, by.moment().now), 200);
    })
    .openapi(runsRoute(jobs), async (c) => {
      const ctx = ctxOf(c);
      const page = await listRuns(ctx, c.req.valid("query"));
      return c.json(
        pageBody(
          page.rows.map((row) => toJobRun(row, ctx.now)),
          page.nextCursor,
        ),
        200,
      );
    })
    .openapi(get, async (c) => {
      const ctx = ctxOf(c);
      return c.json(toJobRun(await runOf(ctx, c.req.valid("param").job_run_id), ctx.now), 200);
    });
