// Pure: no I/O, no clock, no randomness.
/** When a job should have run: rules only. */

/** How far a cron expression's runs lie apart. Only those forms that `wrangler.toml` has, which a test holds to. */
export function intervalMs(cron: string): number {
  if (/^[1-5]?\d \* \* \* \*$/.test(cron)) return 60 * 60_000;
  const [, step = "1"] = /^\*(?:\/([1-9]\d?))? \* \* \* \*$/.exec(cron) ?? [null, ""];
  if (step === "") throw new Error(`No interval is known for ${cron}.`);
  return Number(step) * 60_000;
}

/** Cron may be a minute late, and a run takes its time. */
const LENIENCE_MS = 3 * 60_000;

/** A job is overdue when two of its runs should have got something done since the last one that did. */
export const isOverdue = (cron: string, lastDoneAt: number | null, now: number): boolean =>
  lastDoneAt === null || now - lastDoneAt > 2 * intervalMs(cron) + LENIENCE_MS;
