// Pure: no I/O, no clock, no randomness.
/** How long a reservation lasts, and how its stored status reads at an instant. */

export const reservationStatuses = [
  "held",
  "purchasing",
  "completed",
  "canceled",
  "expired",
  "lost",
  "failed",
] as const;
export type ReservationStatus = (typeof reservationStatuses)[number];

export const DEFAULT_TTL_MS = 15 * 60_000;
export const MIN_TTL_MS = 60_000;
export const MAX_TTL_MS = 2 * 60 * 60_000;
/** A hold ends 2 hours after its start, however often it is extended. */
export const MAX_HOLD_MS = 2 * 60 * 60_000;

/** **Invariant:** a hold ends at `expiresAt`. Alarms and cron publish that end, but do not cause it. */
export const isOver = (hold: { readonly expiresAt: number }, now: number): boolean => hold.expiresAt <= now;

/** The status at `now`: a hold past its end is expired, also before D1 has that. */
export const statusAt = (row: { status: ReservationStatus; expiresAt: number }, now: number): ReservationStatus =>
  row.status === "held" && isOver(row, now) ? "expired" : row.status;
