// Pure: no I/O, no clock, no randomness.
/** In the code and in D1 an instant is a number of milliseconds UTC; on the wire it is ISO 8601. */
export const isoTime = (at: number): string => new Date(at).toISOString();
export const isoTimeOrNull = (at: number | null): string | null => (at === null ? null : isoTime(at));

export const DAY_MS = 24 * 60 * 60_000;
