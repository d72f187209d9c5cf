// Pure: no I/O, no clock, no randomness.
import { DAY_MS, isoTime } from "#kernel/values/time";

/**
 * Which archive an event belongs to: that of its UTC day, unless an event before it in the log already belongs to a
 * later day, because clocks differ. Each archived day is therefore one contiguous range of `seq`. A large day is
 * archived in parts.
 */

export interface Archive {
  /** A UTC day such as `2026-11-22`. */
  readonly day: string;
  /** Counted from 1. */
  readonly part: number;
}

const DIGITS_OF_PART = 4;

export const archiveDayOf = (at: number): string => isoTime(at).slice(0, 10);

/** The first moment after a day. */
const endOf = (day: string): number => Date.parse(day) + DAY_MS;

/** Names sort in the order of the log: `2026-11-22`, `2026-11-22.0002`, `2026-11-23`. */
export const nameOf = ({ day, part }: Archive): string =>
  part === 1 ? day : `${day}.${String(part).padStart(DIGITS_OF_PART, "0")}`;

export function archiveDayNamed(name: string): Archive {
  const [day = "", part = "1"] = name.split(".");
  return { day, part: Number(part) };
}

/** The range of names of a day's parts: `from` inclusive, `until` exclusive; `null` if the text is not a day. */
export const namesOfDay = (day: string): { readonly from: string; readonly until: string } | null =>
  /^\d{4}-\d\d-\d\d$/.test(day) ? { from: day, until: `${day}/` } : null;

/**
 * The archive to write next: another part of the last archived day if that is not complete, otherwise the day of the
 * oldest event. A complete day gets no more events: a late one goes into the next day.
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

/** Whether a day ended at least `retentionDays` ago. */
export const isPast = (day: string, now: number, retentionDays: number): boolean =>
  endOf(day) + retentionDays * DAY_MS <= now;

/** The R2 key of an archive. */
export const keyOf = (tenantId: string, name: string): string => `events/${tenantId}/${name}.ndjson.gz`;
