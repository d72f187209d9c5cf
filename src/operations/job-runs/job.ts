import type { Context } from "#kernel/ports/context";

/** How many statements a slice may send to the database without asking whether it may go on. */
export const STEP_QUERIES = 60;

/** Something that went wrong in a slice without ending it. */
export interface JobError {
  /** The step, with the id of its subject. No secrets and no phone numbers: operators read it, and the log has it. */
  readonly at: string;
  readonly error: string;
}

/** The result of one slice. */
export interface Slice {
  /** Counts, by names of the job's own; added up over a run's slices. */
  readonly counted: Readonly<Record<string, number>>;
  readonly errors: readonly JobError[];
  /** Where the next slice begins, in the job's own form; `null` when nothing is left to do. */
  readonly next: string | null;
}

/**
 * Recurring work, started by cron or by hand. To add a job, write its `slice` and add it to the list in `src/jobs.ts`;
 * a new cron expression goes into `wrangler.toml` too. The runner (`run.ts`) keeps the lease, the rows in `job_runs`
 * and the log, and opens a finding when runs fail repeatedly.
 */
export interface Job {
  /** Its name in paths, rows and the log. Changing it makes a new job. */
  readonly name: string;
  /** One sentence for operators. */
  readonly description: string;
  /** One of the expressions in `wrangler.toml`; several jobs may share one. */
  readonly cron: string;
  /**
   * Does a bounded part of the work, from `cursor` on (`null`: from the beginning), and returns where the next part
   * begins. Slices follow each other until the run has used its time or its share of the invocation's queries; the next
   * run continues at the cursor. `ctx` is the platform's, of the moment the slice begins; its `requestId` is the run's
   * id.
   *
   * `mayGoOn` says whether time and queries are left for another step; ask it before each. A step sends the database up
   * to `STEP_QUERIES` statements and takes some seconds. A slice has both for its first step. End the slice once it
   * says no: a run whose lease has expired is taken for dead, and queries beyond the limit fail.
   *
   * **Invariant:** a slice is safe to repeat. It may be killed at any point and is then repeated from the same cursor.
   *
   * Put the failure of one row into `errors`, so that the other rows are processed. A throw ends the run: the next run
   * tries the slice again, and begins anew after several failures.
   */
  readonly slice: (ctx: Context, cursor: string | null, mayGoOn: () => boolean) => Promise<Slice>;
}
