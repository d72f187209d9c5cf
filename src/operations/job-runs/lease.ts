// Pure: no I/O, no clock, no randomness.
import type { JobError, Slice } from "./job";

/** Decides which run holds a job's lease, at which cursor it continues and when it pauses. */

/** A run renews its lease after each slice. A run that has not renewed it for this long has died. */
export const LEASE_MS = 3 * 60_000;
/** A slice begins no further step after this time. Its last step may take a little longer. */
export const SLICE_MS = 60_000;
/** A run begins no further slice after this time: an API caller waits for it, and the shortest cron is one minute. */
export const RUN_MS = 25_000;
/** After this many failed runs in a row at a cursor, the next run starts without a cursor. */
export const MAX_FAILED_SLICES = 3;
/** A run's row keeps this many errors. `errorCount` and the log include all of them. */
export const MAX_ERRORS = 20;

/** `paused`: the next run continues the work. `died`: the run did not renew its lease in time. */
export const runStatuses = ["running", "completed", "paused", "failed", "died"] as const;
export type RunStatus = (typeof runStatuses)[number];

/** The final states of a run that completed at least one slice. */
export const doneStatuses = ["completed", "paused"] as const satisfies readonly RunStatus[];

export interface Lease {
  readonly runId: string;
  /** `null` while no run holds the lease. */
  readonly expiresAt: number | null;
  readonly cursor: string | null;
  /** Runs in a row whose last slice threw or never returned. */
  readonly failures: number;
}

export type LeaseResult =
  | { readonly kind: "taken"; readonly lease: Lease }
  | { readonly kind: "held"; readonly runId: string; readonly until: number };

/** Acquires a free or expired lease for a run; returns `held` while another run has an unexpired one. */
export function acquireLease(before: Lease | undefined, runId: string, now: number): LeaseResult {
  if (!before) return { kind: "taken", lease: { runId, expiresAt: now + LEASE_MS, cursor: null, failures: 0 } };
  if (before.expiresAt !== null && before.expiresAt > now) {
    return { kind: "held", runId: before.runId, until: before.expiresAt };
  }
  // A run that ends normally releases its lease, so the holder of an expired lease died in a slice.
  const { cursor, failures } = before.expiresAt === null ? before : afterFailure(before);
  return { kind: "taken", lease: { runId, expiresAt: now + LEASE_MS, cursor, failures } };
}

export interface Progress {
  readonly status: RunStatus;
  readonly slices: number;
  readonly counted: Readonly<Record<string, number>>;
  readonly errors: readonly JobError[];
  readonly errorCount: number;
  readonly startedAt: number;
}

export const noProgress = (now: number): Progress => ({
  status: "running",
  slices: 0,
  counted: {},
  errors: [],
  errorCount: 0,
  startedAt: now,
});

export interface RunState {
  readonly lease: Lease;
  readonly progress: Progress;
}

/**
 * Advances lease and progress after a slice: the run is completed, pauses for the next run, or continues with the next
 * slice. `canSend`: the invocation has enough queries left for another slice.
 */
export function afterSlice({ lease, progress }: RunState, slice: Slice, now: number, canSend: boolean): RunState {
  const spent = !canSend || now - progress.startedAt >= RUN_MS;
  const status = slice.next === null ? "completed" : spent ? "paused" : "running";
  return {
    lease: {
      ...lease,
      expiresAt: status === "running" ? now + LEASE_MS : null,
      cursor: slice.next,
      failures: 0,
    },
    progress: {
      ...withErrors(progress, slice.errors),
      status,
      slices: progress.slices + 1,
      counted: sum(progress.counted, slice.counted),
    },
  };
}

/** Ends the run as `failed` after a slice that threw, and releases the lease. */
export const afterThrow = ({ lease, progress }: RunState, error: JobError): RunState => ({
  lease: { ...afterFailure(lease), expiresAt: null },
  progress: { ...withErrors(progress, [error]), status: "failed" },
});

function afterFailure(lease: Lease): Lease {
  const failures = lease.failures + 1;
  return { ...lease, failures, cursor: failures >= MAX_FAILED_SLICES ? null : lease.cursor };
}

/** Keeps the first line of each error; the log has the full text. */
const withErrors = (progress: Progress, more: readonly JobError[]): Progress => ({
  ...progress,
  errors: [...progress.errors, ...more.map(firstLine)].slice(0, MAX_ERRORS),
  errorCount: progress.errorCount + more.length,
});

const firstLine = ({ at, code, detail }: JobError): JobError => ({ at, code, detail: detail.split("\n", 1)[0] ?? "" });

function sum(counted: Progress["counted"], more: Progress["counted"]): Progress["counted"] {
  const total: Record<string, number> = { ...counted };
  for (const [name, count] of Object.entries(more)) total[name] = (total[name] ?? 0) + count;
  return total;
}

/** Reports `died` for a run with an expired lease, even before the next run writes that to its row. */
export const reportedStatus = (status: RunStatus, updatedAt: number, now: number): RunStatus =>
  status === "running" && updatedAt + LEASE_MS <= now ? "died" : status;
