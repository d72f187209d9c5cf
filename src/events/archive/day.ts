import { isoTime } from "#kernel/values/time";

/**
 * Which archive an event belongs to. Its day is its own in UTC, unless an earlier event of the log belongs to a later
 * day, as clocks differ: thus each day is one stretch of the log. A day of very many events is archived in parts.
 */

export interface Archive {
  /** As `2026-11-22`. */
  readonly day: string;
  /** Counted from 1. */
  readonly part: number;
}

const DAY_MS = 24 * 60 * 60_000;
const DIGITS_OF_PART = 4;

export const archiveDayOf = (at: number): string => isoTime(at).slice(0, 10);

/** The first moment after a day. */
const endOf = (day: string): number => Date.parse(day) + DAY_MS;

/** Names sort as their archives follow each other: `2026-11-22`, `2026-11-22.0002`, `2026-11-23`. */
export const nameOf = ({ day, part }: Archive): string =>
  part === 1 ? day : `${day}.${String(part).padStart(DIGITS_OF_PART, "0")}`;

export function archiveDayNamed(name: string): Archive {
  const [day = "", part = "1"] = name.split(".");
  return { day, part: Number(part) };
}

/** The names of a day's parts are after `from`, or it, and before `until`; `null` if that is no day. */
export const namesOfDay = (day: string): { readonly from: string; readonly until: string } | null =>
  /^\d{4}-\d\d-\d\d$/.test(day) ? { from: day, until: `${day}/` } : null;

/**
 * What is to be archived next: more of a day that its last part did not end, or a day of its own. A day that was ended
 * is finished: what turns up late goes into the next.
 */
export function nextArchive(
  oldestAt: number,
  last: { readonly name: string; readonly endsDay: boolean } | undefined,
): Archive {
  const day = archiveDayOf(oldestAt);
  if (!last) return { day, part: 1 };
  const before = archiveDayNamed(last.name);
  if (!last.endsDay) return { day: before.day, part: before.part + 1 };
  return { day: day > before.day ? day : archiveDayOf(endOf(before.day)), part: 1 };
}

/** Whether a day was over so many days ago. */
export const isPast = (day: string, now: number, retentionDays: number): boolean =>
  endOf(day) + retentionDays * DAY_MS <= now;

/** Where an archive of a tenant's log stands. */
export const keyOf = (tenantId: string, name: string): string => `events/${tenantId}/${name}.ndjson.gz`;
