// Pure: no I/O, no clock, no randomness.
const DAY_MS = 86_400_000;

/** A day (UTC) as the API writes it, such as `2026-11-22`. */
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** The days from the first to the last one, both included. */
export function daysBetween(first: string, last: string): string[] {
  const days: string[] = [];
  for (let at = Date.parse(first); at <= Date.parse(last); at += DAY_MS) days.push(dayOf(at));
  return days;
}

/** The day that is this many days before another one. */
export const daysBefore = (day: string, count: number): string => dayOf(Date.parse(day) - count * DAY_MS);

/** The instant (seconds UTC) at which a chart's axis shows the day, whatever the time zone of the person. */
export function axisTimeOf(day: string): number {
  const [year = 1970, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date).getTime() / 1_000;
}
