// Pure: no I/O, no clock, no randomness.

import { type OpeningHours, type Schedule, type Weekday, weekdays } from "#kernel/values/routing-plan";
import { DAY_MS } from "#kernel/values/time";

/** Wall-clock time in a time zone. */
export interface LocalTime {
  readonly day: Weekday;
  /** 2026-11-22 */
  readonly date: string;
  /** Minutes since midnight on the local clock. At a change to or from summer time some come twice or never. */
  readonly minute: number;
}

/**
 * By time zone in lower case, of which there are some 400. Making a formatter takes a hundred times as long as using
 * it.
 */
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(name: string): Intl.DateTimeFormat {
  const timeZone = name.toLowerCase();
  const known = clocks.get(timeZone);
  if (known) return known;
  const clock = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    weekday: "short",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  });
  clocks.set(timeZone, clock);
  return clock;
}

/** Whether the runtime knows this IANA time zone. Offsets like +01:00 are not zones: they have no summer time. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    clockOf(name);
    return true;
  } catch {
    return false;
  }
}

export function localTime(timeZone: string, at: number): LocalTime {
  const parts = new Map(
    clockOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? "";
  const day = weekdays.find((name) => name === part("weekday").toLowerCase());
  return {
    day: day ?? "mon",
    date: `${part("year")}-${part("month")}-${part("day")}`,
    minute: Number(part("hour")) * 60 + Number(part("minute")),
  };
}

const dayBefore = (day: Weekday): Weekday => weekdays[(weekdays.indexOf(day) + 6) % 7] ?? "sun";
const dateBefore = (date: string): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) - DAY_MS).toISOString().slice(0, 10);

/** Whether the schedule is open at an instant: in hours that began today, or yesterday and last past midnight. */
export function isWithinSchedule({ timeZone, open, closedOn }: Schedule, at: number): boolean {
  const { day, date, minute } = localTime(timeZone, at);
  const opens = ({ days }: OpeningHours, on: Weekday, onDate: string) =>
    days.includes(on) && !closedOn.includes(onDate);
  return open.some((hours) => {
    const { from, to } = hours;
    const begunToday = opens(hours, day, date) && minute >= from;
    if (from < to) return begunToday && minute < to;
    return begunToday || (minute < to && opens(hours, dayBefore(day), dateBefore(date)));
  });
}
