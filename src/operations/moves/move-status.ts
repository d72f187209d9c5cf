// Pure: no I/O, no clock, no randomness.

/**
 * The states of a move, in their order. `announced`: waits until no isolate trusts an older answer about the tenant's
 * database, and until no job runs on the two. `copying`: prepares the new database, while the tenant works as ever.
 * `fenced`: nothing of the tenant can change until its last rows are copied. `moved`: the new database counts, and the
 * old one is cleared.
 */
export const moveStatuses = [
  "announced",
  "copying",
  "fenced",
  "moved",
  "completed",
  "canceling",
  "canceled",
  "failed",
] as const;
export type MoveStatus = (typeof moveStatuses)[number];

export const moveFailures = [
  "schema_differs",
  "rows_conflict",
  "copy_differs",
  "took_too_long",
  "storage_unavailable",
  "internal_error",
] as const;
export type MoveFailure = (typeof moveFailures)[number];

/**
 * How long a move waits after its announcement. An isolate trusts an answer about a tenant's database for 60 seconds
 * and a credential for 8. A job's slice that began before ends within 60 seconds and a step.
 */
const ANNOUNCED_MS = 90_000;
/** Requests that began before the switch may still read the old rows for this long. */
export const READ_ON_MS = 60_000;
/**
 * The old database refuses writes of the tenant for this long after the switch, so that none is lost. Cloudflare ends a
 * cron, a queue's consumer and an alarm after 15 minutes.
 */
export const LATE_WRITES_MS = 16 * 60_000;
/** A move that fails so often in a row before its switch is canceled. */
export const MAX_FAILED_ATTEMPTS = 5;

/**
 * A move that has not come to its switch so long after its announcement is canceled: jobs rest on both databases, and a
 * fenced tenant can change nothing.
 */
export const DEADLINE_MS = 6 * 60 * 60_000;

/** Where the work of a status continues. */
export interface MovePosition {
  /** Since when jobs rest on both databases. */
  readonly restSince?: number;
  /** The step of the status. */
  readonly step?: string;
  /** The table that the step is at. */
  readonly table?: number;
  /** Recognises the lists of tables that the position counts in. Missing: stored by code that did not say so. */
  readonly tables?: string;
  /** The last row of that table that is done, by its order. */
  readonly after?: readonly (string | number)[];
}

/** The steps of a fenced move before its switch. It begins without one. */
const stepsBeforeSwitch: ReadonlySet<string | undefined> = new Set([
  undefined,
  "referred",
  "husks",
  "rows",
  "readiness",
  "compare",
]);

/**
 * The step of a fenced move that switches the tenant to the new database. **Invariant:** a move that has come so far is
 * never canceled, as the switch may have been made.
 */
export const SWITCH_STEP = "switch";

export const canCancel = (status: MoveStatus, { step }: MovePosition): boolean =>
  status === "announced" || status === "copying" || (status === "fenced" && stepsBeforeSwitch.has(step));

export const isRestOver = ({ restSince }: MovePosition, announcedAt: number, now: number): boolean =>
  restSince !== undefined && Math.min(now - restSince, now - announcedAt) >= ANNOUNCED_MS;
