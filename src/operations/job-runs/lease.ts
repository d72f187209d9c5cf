// Pure: no I/O, no clock, no randomness.
import type { JobError, Slice } from "./job";

/** Who may run a job, where it goes on and when it pauses: rules only. */

/** A run renews its lease after each slice; one that has not for this long has died. */
export const LEASE_MS = 3 * 60_000;
/** The time of a slice. The step it is in by then may take a little longer. */
export const SLICE_MS = 60_000;
/** A run begins no further slice after this time, which a request by hand and a cron of one minute can bear. */
export const RUN_MS = 25_000;
/** A cursor at which so many runs in a row got nothing done is given up: the next run starts at the beginning. */
export const MAX_FAILED_SLICES = 3;
/** The errors that a run's row keeps; all of them are counted and logged. */
export const MAX_ERRORS = 20;

/** `paused`: there is more to do, and the next run does it. `died`: it gave no sign of life any more. */
export const runStatuses = ["running", "completed", "paused", "failed", "died"] as const;
export type RunStatus = (typeof runStatuses)[number];

/** How a run ends that got something done. */
export const doneStatuses = ["completed", "paused"] as const satisfies readonly RunStatus[];

export interface Lease {
  readonly runId: string;
  /** `null` while no run holds it. */
  readonly expiresAt: number | null;
  readonly cursor: string | null;
  /** Runs in a row that got no slice done. */
  readonly failures: number;
}

export type Taking =
  | { readonly kind: "taken"; readonly lease: Lease }
  | { readonly kind: "held"; readonly runId: string; readonly until: number };

/** Decides whether a run gets the lease as it is stored. */
export function acquireLease(before: Lease | undefined, runId: string, now: number): Taking {
  if (!before) return { kind: "taken", lease: { runId, expiresAt: now + LEASE_MS, cursor: null, failures: 0 } };
  if (before.expiresAt !== null && before.expiresAt > now) {
    return { kind: "held", runId: before.runId, until: before.expiresAt };
  }
  // A lease that lapsed was never given back: its run died in a slice.
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

export interface Turn {
  readonly lease: Lease;
  readonly progress: Progress;
}

/**
 * The lease and the run after a slice: over, to be continued by the next run, or at the next slice. `canSend`: enough
 * queries are left for another slice.
 */
export function afterSlice({ lease, progress }: Turn, slice: Slice, now: number, canSend: boolean): Turn {
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

/** The same after a slice that threw. */
export const afterThrow = ({ lease, progress }: Turn, error: JobError): Turn => ({
  lease: { ...afterFailure(lease), expiresAt: null },
  progress: { ...withErrors(progress, [error]), status: "failed" },
});

function afterFailure(lease: Lease): Lease {
  const failures = lease.failures + 1;
  return { ...lease, failures, cursor: failures >= MAX_FAILED_SLICES ? null : lease.cursor };
}

/** Kept with their first lines; the log has them whole. */
const withErrors = (progress: Progress, more: readonly JobError[]): Progress => ({
  ...progress,
  errors: [...progress.errors, ...more.map(firstLine)].slice(0, MAX_ERRORS),
  errorCount: progress.errorCount + more.length,
});

const firstLine = ({ at, error }: JobError): JobError => ({ at, error: error.split("\n", 1)[0] ?? "" });

function sum(counted: Progress["counted"], more: Progress["counted"]): Progress["counted"] {
  const total: Record<string, number> = { ...counted };
  for (const [name, count] of Object.entries(more)) total[name] = (total[name] ?? 0) + count;
  return total;
}

/** A run that is late to renew its lease has died, also before its successor writes that down. */
export const reportedStatus = (status: RunStatus, updatedAt: number, now: number): RunStatus =>
  status === "running" && updatedAt + LEASE_MS <= now ? "died" : status;
