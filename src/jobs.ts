import { cleanUp } from "./cleanup/cleanup";
import { composeJob, wakeFollowers } from "./compose";
import type { Context } from "./kernel/context";

/** Cron expression → verb. `wrangler.toml` has the same expressions; a test holds the two together. */
export const jobs: Readonly<
  Record<string, { readonly name: string; readonly run: (ctx: Context) => Promise<object> }>
> = {
  "* * * * *": { name: "cleanup", run: cleanUp },
};

export async function runDueJobs(cron: string, env: Env, execution: ExecutionContext): Promise<void> {
  const job = jobs[cron];
  if (!job) throw new Error(`No job has the cron expression ${cron}.`);
  const begun = Date.now();
  const ctx = composeJob(env, execution);
  const counted = await job.run(ctx).finally(() => wakeFollowers(env, ctx.touched));
  console.log({ message: "job", job: job.name, ms: Date.now() - begun, ...counted });
}
