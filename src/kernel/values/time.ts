// Pure: no I/O, no clock, no randomness.
export const DAY_MS = 24 * 60 * 60_000;

/** Days written before, as `2026-11-22T`: the rows of a list are of few days. Emptied when full. */
const dates = new Map<number, string>();
const MOST_DATES = 400;

function dateOf(day: number): string {
  const known = dates.get(day);
  if (known !== undefined) return known;
  const date = new Date(day * DAY_MS).toISOString().slice(0, "2026-11-22T".length);
  if (dates.size >= MOST_DATES) dates.clear();
  dates.set(day, date);
  return date;
}

const twoDigits = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, "0"));
const YEAR_10000 = 253_402_300_800_000;

/**
 * In the code and in D1 an instant is a whole number of milliseconds UTC; on the wire it is ISO 8601. The text is what
 * `Date` writes, errors included. A page of a list has a hundred instants, and `Date` takes three times as long for
 * them, so it writes only each day's date.
 */
export function isoTime(at: number): string {
  if (!(Number.isInteger(at) && at >= 0 && at < YEAR_10000)) return new Date(at).toISOString();
  const day = Math.floor(at / DAY_MS);
  const ms = at - day * DAY_MS;
  const seconds = Math.floor(ms / 1_000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const [hh, mm, ss] = [twoDigits[hours], twoDigits[minutes - hours * 60], twoDigits[seconds - minutes * 60]];
  return `${dateOf(day)}${hh}:${mm}:${ss}.${String(ms - seconds * 1_000).padStart(3, "0")}Z`;
}

export const isoTimeOrNull = (at: number | null): string | null => (at === null ? null : isoTime(at));
