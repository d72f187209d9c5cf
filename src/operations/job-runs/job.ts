import type { Context } from "#kernel/ports/context";

/** How many statements a slice may send to the database without asking whether it may go on. */
export const STEP_QUERIES = 60;

/** Something that went wrong in a slice without ending it. */
export interface JobError {
  /** What was being done, with the id of what it was done to. No secrets and no numbers: operators read it, and the log has it. */
  readonly at: string;
  readonly error: string;
}

/** What one slice has done. */
export interface Slice {
  /** How often what was done, by names of the job's own; added up over a run's slices. */
  readonly counted: Readonly<Record<string, number>>;
  readonly errors: readonly JobError[];
  /** Where the next slice is to begin, in words of the job's own; `null` when there is nothing left to do. */
  readonly next: string | null;
}

/**
 * Work that is done again and again, started by a cron or by hand. To add one, write its `slice` and put it into the list in
 * `src/jobs.ts`; a cron expression that no job has yet goes into `wrangler.toml` too. The runner (`run.ts`) sees to the lease,
 * the rows in `job_runs`, the log and, when runs fail again and again, a finding.
 */
export interface Job {
  /** Its name in paths, rows and the log. Changing it makes a new job. */
  readonly name: string;
  /** One sentence for operators. */
  readonly description: string;
  /** One of the expressions in `wrangler.toml`; several jobs may share one. */
  readonly cron: string;
  /**
   * Does a bounded piece of the work, from `cursor` on (`null`: from the beginning), and says where the next piece begins.
   * Slices follow each other until the run's time or its part of the invocation's queries is used; the next run goes on at the
   * cursor. `ctx` is the platform's, of the moment the slice begins; its `requestId` is the run's id.
   *
   * `mayGoOn` says whether there are time and queries for another step, and is to be asked before each: a step is what sends the
   * database up to `STEP_QUERIES` statements and takes some seconds. A slice has both for its first step. Once it says no the
   * slice is to end, as a run whose lease has lapsed meanwhile is taken to have died, and queries beyond the limit fail.
   *
   * A slice may die at any point, and is then done again from the same cursor: so whatever it does must be safe to repeat.
   *
   * What fails for one row belongs into `errors`, so that the others get their turn. Throwing ends the run: the next one
   * tries the slice again, and begins anew when that has failed several times.
   */
  readonly slice: (ctx: Context, cursor: string | null, mayGoOn: () => boolean) => Promise<Slice>;
}
