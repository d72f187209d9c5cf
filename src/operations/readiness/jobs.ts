import { numbersOfAllTenants } from "#inventory/phone-numbers/job-reads";
import type { Context } from "#kernel/ports/context";
import type { Job, Slice } from "#operations/job-runs/job";
import { evaluateChanges, NUMBERS_PER_EVALUATION } from "./catch-up";
import { evaluateNumbers } from "./evaluate-numbers";

/**
 * Evaluates the numbers whose facts changed, every minute: it finds every change that `evaluateChanged` did not
 * evaluate after the response. Reads the event logs from the watermark on and the queue; writes readiness, removes rows
 * of the queue and moves the watermark (`catch-up.ts`). A killed run continues at its cursor, or begins again at the
 * watermark.
 */
export const evaluateChangesJob: Job = {
  name: "readiness-changes",
  description: "Evaluates the readiness of numbers whose routing, agent, status or set-up at the carrier changed.",
  cron: "* * * * *",
  looksAt: ["logged", "queued"],
  slice: evaluateChanges,
};

/**
 * Evaluates every number, every 15 minutes, for the facts that change without a trace: refused webhooks, undelivered
 * messages, bundles that expire. Reads numbers by id (the cursor is the last evaluated number); writes the readiness
 * that changed. A killed slice is repeated from its cursor.
 */
export const evaluateAllJob: Job = {
  name: "readiness",
  description: "Evaluates the readiness of every number, some hundreds per slice.",
  cron: "*/15 * * * *",
  looksAt: ["numbers"],
  slice: evaluateNextNumbers,
};

async function evaluateNextNumbers(ctx: Context, cursor: string | null): Promise<Slice> {
  const numbers = await numbersOfAllTenants(ctx, { after: cursor ?? "", limit: NUMBERS_PER_EVALUATION });
  const ids = numbers.map(({ id }) => id);
  const { changed } = await evaluateNumbers(ctx, ids);
  const next = ids.length < NUMBERS_PER_EVALUATION ? null : (ids.at(-1) ?? null);
  return { counted: { numbers: ids.length, changed }, errors: [], next };
}
