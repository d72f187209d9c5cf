import { actorOf } from "#events/log/source";
import { Problem } from "#kernel/http/problem";
import type { Context } from "#kernel/ports/context";
import { isoTime } from "#kernel/values/time";
import type { Job } from "./job";
import { type Run, runJob } from "./run";
import type { JobRunRow } from "./table";

/** Runs a job now, as its cron would, and returns the ended run. Throws `job_running` while another run is active. */
export async function runByHand(ctx: Context, run: Run, jobs: readonly Job[], name: string): Promise<JobRunRow> {
  const job = jobs.find((candidate) => candidate.name === name);
  if (!job) throw new Problem("not_found", `Job ${name} was not found. GET /v1/jobs lists the jobs.`);
  const result = await runJob(run, job, actorOf(ctx).actor);
  if (result.kind === "ran") return result.run;
  if (result.kind === "resting") {
    throw new Problem(
      "tenant_moving",
      "A tenant is moving from or to this database, so jobs rest on it. Retry when the move has ended.",
      { retryAfter: 60 },
    );
  }
  const retryAfter = Math.max(1, Math.ceil((result.until - ctx.now) / 1_000));
  throw new Problem(
    "job_running",
    `Run ${result.runId} of this job is active. Retry when it has ended, or at ${isoTime(result.until)} if it has died.`,
    { retryAfter, more: { run_id: result.runId } },
  );
}
