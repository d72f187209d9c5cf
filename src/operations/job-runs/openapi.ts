import { pageBody } from "#kernel/http/http";
import { answer, describe, pageOf } from "#kernel/http/openapi";
import { jobList, jobRun } from "./responses";
import type { JobOperations } from "./routes";

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
  description: "Finishes what alarms, requests and queues left undone.",
  cron: "* * * * *",
  last_run: exampleRun,
};

export const jobDocs = describe<JobOperations>("Jobs", {
  listJobs: {
    summary: "List jobs",
    description: "The platform's recurring jobs and their schedule, each with its latest run.",
    success: { 200: answer(jobList, "The jobs.", { data: [exampleJob] }) },
  },
  runJob: {
    summary: "Run a job",
    description:
      "Runs a job now and answers with the run as it ended, mostly within 25 seconds: `paused` says that there is more to do, which " +
      "the next run does. While a run is under way, 409 `job_running` names it in `run_id`.",
    success: { 200: answer(jobRun, "The run.", exampleRun) },
  },
  listJobRuns: {
    summary: "List runs of jobs",
    description: "Runs of jobs, the newest first; kept for 30 days.",
    success: { 200: answer(pageOf(jobRun, "JobRunPage"), "A page of runs.", pageBody([exampleRun], null)) },
  },
  getJobRun: {
    summary: "Get a run of a job",
    description: "One run as it stands now; it is written anew after each slice.",
    success: { 200: answer(jobRun, "The run.", exampleRun) },
  },
});
