import { pageBody } from "#kernel/http/http";
import { answer, describe, pageOf } from "#kernel/http/openapi";
import { jobList, jobRun } from "./responses";
import type { JobOperations } from "./routes";

const exampleRun = {
  id: "job_01k9m8x3zt5v7w9y2a4c6e8g0j",
  job: "cleanup",
  database: "DB",
  started_by: "cron",
  status: "completed",
  slices: 1,
  counted: { announced_holds: 2, forgotten_keys: 40 },
  errors: [],
  error_count: 0,
  next_cursor: null,
  started_at: "2026-11-22T10:00:00.000Z",
  updated_at: "2026-11-22T10:00:01.000Z",
  ended_at: "2026-11-22T10:00:01.000Z",
};

const exampleJob = {
  name: "cleanup",
  database: "DB",
  description: "Completes work that an alarm, a request or a queue left undone.",
  cron: "* * * * *",
  last_run: exampleRun,
  last_idle_at: "2026-11-22T10:03:00.000Z",
};

export const jobDocs = describe<JobOperations>("Jobs", {
  listJobs: {
    summary: "List jobs",
    description:
      "Lists the platform's scheduled jobs, each with its schedule, its latest run, and when it last had nothing to do. With several " +
      "databases, a job is listed once for each.",
    success: { 200: answer(jobList, "The jobs.", { data: [exampleJob] }) },
  },
  runJob: {
    summary: "Run a job",
    description:
      "Runs a job on one database now and answers when the run ends, usually within 25 seconds. A run with the status `paused` has work left, which " +
      "the next run continues. While another run of the job is active, the answer is 409 `job_running` with that run's id in `run_id`.",
    success: { 200: answer(jobRun, "The run.", exampleRun) },
  },
  listJobRuns: {
    summary: "List runs of jobs",
    description:
      "Lists the runs of all jobs, the newest first. Runs are kept for 30 days. A job that has nothing to do, time after time, " +
      "makes one run at first; `last_idle_at` of the job then says when it last looked.",
    success: { 200: answer(pageOf(jobRun, "JobRunPage"), "A page of runs.", pageBody([exampleRun], null)) },
  },
  getJobRun: {
    summary: "Get a run of a job",
    description: "Returns one run. A running job updates it after each slice.",
    success: { 200: answer(jobRun, "The run.", exampleRun) },
  },
});
