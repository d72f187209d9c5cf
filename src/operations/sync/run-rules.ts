// Pure: no I/O, no clock, no randomness.
/** The phases of a sync run, and the conclusions it may draw: rules only. */

/** `failed`: it ended early, and proves nothing about numbers that are missing. */
export const syncStatuses = ["waiting", "running", "completed", "failed"] as const;
export type SyncStatus = (typeof syncStatuses)[number];

/**
 * `listing`: compares each number on the carrier's list. `missing`: goes through the inventory for numbers that were
 * not on it. `losing`: gives the status `lost` to numbers that are missing for long enough, only after both were
 * complete. `closing`: closes outdated findings.
 */
export const phases = ["listing", "missing", "losing", "closing"] as const;
export type SyncPhase = (typeof phases)[number];

export const kinds = ["orphaned", "missing", "drifted", "found"] as const;
export type DifferenceKind = (typeof kinds)[number];

/** The sync's action on a difference; `report` leaves it as it is. */
export const actions = ["report", "adopt", "repair", "reactivate", "give_up"] as const;
export type Action = (typeof actions)[number];

export const outcomes = ["planned", "done", "open"] as const;
export type SyncOutcome = (typeof outcomes)[number];

export type SyncFailure =
  | "carrier_credentials_invalid"
  | "carrier_unavailable"
  | "listing_incomplete"
  | "too_many_missing"
  | "abandoned";

/** How far apart two complete runs must be that both miss a number before it counts as lost. */
export const LOST_AFTER_MS = 10 * 60_000;
/** A run that takes longer than this says too little about one moment. */
export const MAX_RUN_MS = 6 * 60 * 60_000;
/**
 * Numbers that a run asks the carrier about one by one because the list lacks them; more is taken for a fault of the
 * list.
 */
export const MAX_MISSING = 1_000;
/** A few may all be missing. With more than these, half an inventory means the list is another account's. */
const FEW = 10;

/** Whether so many missing numbers can be true. */
export const isCredible = (missing: number, compared: number): boolean =>
  missing <= FEW || (missing <= MAX_MISSING && missing * 2 < compared);

/**
 * Whether a number is lost that an earlier complete run missed at `notedAt`, and this one, begun at `beganAt`, does
 * too.
 */
export const isLost = (notedAt: number | null, beganAt: number): boolean =>
  notedAt !== null && beganAt - notedAt >= LOST_AFTER_MS;

/** Numbers on the carrier's list, and numbers of the inventory that were looked for on it. */
export interface Counted {
  readonly listed: number;
  readonly compared: number;
}
