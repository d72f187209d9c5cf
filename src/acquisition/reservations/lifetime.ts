/** How long a reservation lives, and how its stored status reads at an instant. */

export const reservationStatuses = [
  "held",
  "purchasing",
  "completed",
  "cancelled",
  "expired",
  "lost",
  "failed",
] as const;
export type ReservationStatus = (typeof reservationStatuses)[number];

export const DEFAULT_TTL_MS = 15 * 60_000;
export const MIN_TTL_MS = 60_000;
export const MAX_TTL_MS = 2 * 60 * 60_000;
/** However often it is extended, a hold ends this long after it began. */
export const MAX_HOLD_MS = 2 * 60 * 60_000;

/** A hold ends at its instant, whoever looks first; alarms and cron only announce it. */
export const isOver = (hold: { readonly expiresAt: number }, now: number): boolean => hold.expiresAt <= now;

/** A hold past its time is over even if nobody has written so yet. */
export const statusAt = (row: { status: ReservationStatus; expiresAt: number }, now: number): ReservationStatus =>
  row.status === "held" && isOver(row, now) ? "expired" : row.status;
