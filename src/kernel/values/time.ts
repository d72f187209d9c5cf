// Pure: no I/O, no clock, no randomness.
export const DAY_MS = 24 * 60 * 60_000;

/** The dates of the last days that were written, up to their hours: lists are of few days. */
const dates = new Map<number, string>();
const KEPT_DATES = 400;

function dateOf(day: number): string {
  const known = dates.get(day);
  if (known !== undefined) return known;
  const midnight = "00:00:00.000Z";
  const date = new Date(day * DAY_MS).toISOString().slice(0, -midnight.length);
  if (dates.size >= KEPT_DATES) dates.clear();
  dates.set(day, date);
  return date;
}

const twoDigits = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, "0"));

/**
 * In the code and in D1 an instant is a whole number of milliseconds UTC; on the wire it is ISO 8601. A page of a list
 * has a hundred of them, and `Date` takes three times as long.
 */
export function isoTime(at: number): string {
  const day = Math.floor(at / DAY_MS);
  const ms = at - day * DAY_MS;
  const seconds = Math.floor(ms / 1_000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const [hh, mm, ss] = [twoDigits[hours], twoDigits[minutes - hours * 60], twoDigits[seconds - minutes * 60]];
  return `${dateOf(day)}${hh}:${mm}:${ss}.${String(ms - seconds * 1_000).padStart(3, "0")}Z`;
}

export const isoTimeOrNull = (at: number | null): string | null => (at === null ? null : isoTime(at));
