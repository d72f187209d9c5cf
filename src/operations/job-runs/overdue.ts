// Pure: no I/O, no clock, no randomness.
/** Decides whether a job is overdue. */

/**
 * Returns the time between two runs of a cron expression. Knows only the forms that `wrangler.toml` uses (a test checks
 * that), and throws for any other.
 */
export function intervalMs(cron: string): number {
  if (/^[1-5]?\d \* \* \* \*$/.test(cron)) return 60 * 60_000;
  const [, step = "1"] = /^\*(?:\/([1-9]\d?))? \* \* \* \*$/.exec(cron) ?? [null, ""];
  if (step === "")
    throw new Error(`Cannot compute the interval of the cron expression ${cron}. Add its form to intervalMs.`);
  return Number(step) * 60_000;
}

/** Cron may start a run a minute late, and a run may take two. */
const LENIENCE_MS = 3 * 60_000;

/** A job is overdue when two of its cron times have passed since it last completed a slice. */
export const isOverdue = (cron: string, lastDoneAt: number | null, now: number): boolean =>
  lastDoneAt === null || now - lastDoneAt > 2 * intervalMs(cron) + LENIENCE_MS;
