import type { Context } from "#kernel/ports/context";
import type { Job, JobError, Slice } from "#operations/job-runs/job";
import { continueRun, isUnfinished } from "./continue-run";
import { oldestUnfinished, runById } from "./queries";
import { newRun, SlicePace } from "./run-progress";
import { type SyncRunRow, syncRuns } from "./table";

const description =
  "Compares the platform's carrier account with the inventory, both ways: repairs drifted settings that the platform made, adopts numbers that " +
  "an order bought, and opens and closes findings about numbers that are orphaned, missing or drifted.";

/**
 * Compares the platform's carrier account with the inventory, every 15 minutes: continues the oldest unfinished run, or
 * begins one. Reads the carrier's list and the inventory; writes differences, findings, repairs and adoptions, and the
 * run's row once per slice. The cursor is the run's id; the run's row holds its position. A killed slice is repeated
 * from that position; each action is safe to repeat.
 */
export const sync: Job = {
  name: "sync",
  description,
  cron: "*/15 * * * *",
  looksAt: ["listed", "compared"],
  slice: (...slice) => runSlice(null, ...slice),
};

/** The same job, limited to one requested run: it neither begins nor continues another. */
export const syncOnly = (runId: string): Job => ({ ...sync, slice: (...slice) => runSlice(runId, ...slice) });

/** Runs a slice of the run that `cursor` or `only` names; without either, of the oldest unfinished run or a new one. */
async function runSlice(
  only: string | null,
  ctx: Context,
  cursor: string | null,
  mayGoOn: () => boolean,
): Promise<Slice> {
  const id = cursor ?? only;
  const [named] = id === null ? [] : await runById(ctx, id);
  const before = named && isUnfinished(named) ? named : only === null ? await nextRun(ctx) : null;
  if (!before) return { counted: {}, errors: [], next: null };
  const pace = new SlicePace(mayGoOn);
  const run = await continueRun(ctx, before, pace);
  const counted = {
    listed: run.counted.listed - before.counted.listed,
    compared: run.counted.compared - before.counted.compared,
    acted: pace.acted,
  };
  const errors = run.status === "failed" ? [failureOfRun(run)] : [];
  const next = isUnfinished(run) ? run.id : await nextRunId(ctx, only, run.id);
  return { counted, errors, next };
}

const failureOfRun = ({ id, errorCode, errorDetail }: SyncRunRow): JobError => ({
  at: `the sync ${id}`,
  code: "sync_failed",
  detail: `${errorCode ?? ""}: ${errorDetail ?? ""}`,
});

async function nextRun(ctx: Context): Promise<SyncRunRow> {
  const waiting = await oldestUnfinished(ctx);
  if (waiting) return waiting;
  const run = newRun(ctx, { account: null, preview: false, startedBy: "cron" });
  await ctx.db.insert(syncRuns).values(run);
  return run;
}

async function nextRunId(ctx: Context, only: string | null, done: string): Promise<string | null> {
  if (only === null) return (await oldestUnfinished(ctx))?.id ?? null;
  const [wanted] = only === done ? [] : await runById(ctx, only);
  return wanted && isUnfinished(wanted) ? wanted.id : null;
}
