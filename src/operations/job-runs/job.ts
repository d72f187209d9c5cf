import type { Context } from "#kernel/ports/context";
import type { JobErrorCode } from "./job-error-codes";

/** Statements that a slice may send to the database between two calls of `mayGoOn`. */
export const STEP_QUERIES = 60;

/** An error in a slice that did not end the slice. */
export interface JobError {
  readonly code: JobErrorCode;
  /** The step and the id of its row. Holds no secrets and no phone numbers: the API and the log show it. */
  readonly at: string;
  readonly detail: string;
}

/** The result of one slice. */
export interface Slice {
  /** Counts by names that the job chooses. The run adds up the counts of its slices. */
  readonly counted: Readonly<Record<string, number>>;
  readonly errors: readonly JobError[];
  /** The cursor of the next slice, in a form that the job chooses; `null` when the work is complete. */
  readonly next: string | null;
}

/**
 * Recurring work, started by a cron or by hand. To add a job, write its `slice` and add the job to the list in
 * `src/jobs.ts`; add a new cron expression to `wrangler.toml` too. The runner (`run.ts`) takes the lease, writes
 * `job_runs` and the log, and opens a finding when several runs in a row fail.
 */
export interface Job {
  /** Appears in paths, rows and the log. A new name makes a new job, without the old one's lease and runs. */
  readonly name: string;
  /** One sentence for operators. */
  readonly description: string;
  /** An expression in `wrangler.toml` (UTC). Several jobs may share one. */
  readonly cron: string;
  /** The work is about the platform's account as a whole, so only the run on the database `DB` does it. */
  readonly platformOnly?: true;
  /** Also runs while a tenant moves from or to the database. */
  readonly runsDuringMoves?: true;
  /** The counts of what its slices only look at. A run changed something if it counted anything else. */
  readonly looksAt?: readonly string[];
  /**
   * Does a bounded part of the work from `cursor` on (`null`: from the start), and returns the next slice's cursor. A
   * run executes slices until its time or its share of the invocation's queries is used; the next run continues there.
   * `ctx` is a context of the platform tenant, made when the slice begins; its `requestId` is the run's id.
   *
   * A slice consists of steps. A step sends at most `STEP_QUERIES` statements and takes a few seconds. A slice always
   * has time and queries for its first step, and calls `mayGoOn` before each further one. It ends when `mayGoOn`
   * returns `false`: D1 refuses queries beyond the invocation's limit, and another run takes a lease that has expired.
   *
   * **Invariant:** a slice is safe to repeat. It may die at any point; the next run repeats it from the same cursor.
   *
   * Put the error of one row into `errors`, so that the slice processes the other rows. A slice that throws ends the
   * run: the next run repeats the slice, and starts over after `MAX_FAILED_SLICES` (`lease.ts`) failures in a row.
   */
  readonly slice: (ctx: Context, cursor: string | null, mayGoOn: () => boolean) => Promise<Slice>;
}
