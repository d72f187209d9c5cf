// Pure: no I/O, no clock, no randomness.
/** The phases of a sync run, and the conclusions it may draw: rules only. */

/** `failed`: the run ended early and proves nothing about missing numbers. */
export const syncStatuses = ["waiting", "running", "completed", "failed"] as const;
export type SyncStatus = (typeof syncStatuses)[number];

/**
 * `listing`: compares each number on the carrier's list. `missing`: finds inventory numbers that were not on the
 * list. `losing`: sets the status `lost` of numbers that have been missing for long enough. `closing`: closes
 * outdated findings.
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

/** Why a run ended early. */
export const syncFailures = [
  "carrier_credentials_invalid",
  "carrier_unavailable",
  "listing_incomplete",
  "too_many_missing",
  "abandoned",
] as const;
export type SyncFailure = (typeof syncFailures)[number];

/** A number is lost if two complete runs miss it that are at least this far apart. */
export const LOST_AFTER_MS = 10 * 60_000;
/** A report of Twilio that another carrier takes a number counts for this long: ports are announced days ahead. */
const PORT_OUT_REPORT_MS = 30 * 24 * 60 * 60_000;
/**
 * How it is known that another carrier has a number. `carrier_report`: the carrier said so. `portability`: the carrier
 * no longer has it and could port it in.
 */
export type PortOutBasis = "carrier_report" | "portability";
/** A run that takes longer is abandoned: its reads are of too different times to be compared. */
export const MAX_RUN_MS = 6 * 60 * 60_000;
/**
 * Numbers missing on the list that a run looks up at the carrier one by one. With more, the list itself must be wrong,
 * and the run fails.
 */
export const MAX_MISSING = 1_000;
/** So few may all be missing. Above this, half an inventory missing means that the list is another account's. */
const FEW_MISSING = 10;

/** Returns whether so many missing numbers are credible, of `compared` inventory numbers. */
export const isCredible = (missing: number, compared: number): boolean =>
  missing <= FEW_MISSING || (missing <= MAX_MISSING && missing * 2 < compared);

/**
 * Returns whether a number is lost that a run begun at `beganAt` misses, and that an earlier complete run first
 * missed at `notedAt` (`null`: none did).
 */
export const isLost = (notedAt: number | null, beganAt: number): boolean =>
  notedAt !== null && beganAt - notedAt >= LOST_AFTER_MS;

/** Returns whether a report of a port-out, of `reportedAt` (`null`: there is none), still counts at `now`. */
export const isReportedOut = (reportedAt: number | null, now: number): boolean =>
  reportedAt !== null && now - reportedAt < PORT_OUT_REPORT_MS;

/** Numbers read from the carrier's list, and numbers of the inventory that were looked up on it. */
export interface Counted {
  readonly listed: number;
  readonly compared: number;
}
