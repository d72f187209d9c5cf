import { actorOf } from "#events/log/source";
import { Problem } from "#kernel/http/problem";
import { requireScope } from "#kernel/http/scope";
import type { Context } from "#kernel/ports/context";
import { isoTime } from "#kernel/values/time";
import type { Job } from "./job";
import { type Run, runJob } from "./run";
import type { JobRunRow } from "./table";

/** Runs a job now, as its cron would, and gives back the run as it ended; throws `job_running` if one is under way. */
export async function runByHand(ctx: Context, by: Run, jobs: readonly Job[], name: string): Promise<JobRunRow> {
  requireScope(ctx, "admin");
  const job = jobs.find((candidate) => candidate.name === name);
  if (!job) throw new Problem("not_found", `There is no job ${name}.`);
  const answer = await runJob(by, job, actorOf(ctx).actor);
  if (answer.kind === "ran") return answer.run;
  const retryAfter = Math.max(1, Math.ceil((answer.until - ctx.now) / 1_000));
  throw new Problem(
    "job_running",
    `The run ${answer.runId} is at it. If it has died, another may begin at ${isoTime(answer.until)}.`,
    { retryAfter, more: { run_id: answer.runId } },
  );
}
