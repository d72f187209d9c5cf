import { isoTime } from "../kernel/time";

/**
 * Which day of the archive an event belongs to: its own in UTC, unless an earlier event of the log belongs to a later one, as
 * clocks differ. Thus each day is one stretch of the log.
 */

const DAY_MS = 24 * 60 * 60_000;

export const dayOf = (at: number): string => isoTime(at).slice(0, 10);

/** The first moment after a day. */
const endOf = (day: string): number => Date.parse(day) + DAY_MS;

/** The day that is to be archived next. A day that is in the archive is finished: what turns up late goes into the next. */
export function nextDay(oldestAt: number, lastDay: string | undefined): string {
  const day = dayOf(oldestAt);
  return lastDay === undefined || day > lastDay ? day : dayOf(endOf(lastDay));
}

/** Whether a day was over so many days ago. */
export const isPast = (day: string, now: number, retentionDays: number): boolean =>
  endOf(day) + retentionDays * DAY_MS <= now;

/** Where a day of a tenant's log stands. */
export const keyOf = (tenantId: string, day: string): string => `events/${tenantId}/${day}.ndjson.gz`;
