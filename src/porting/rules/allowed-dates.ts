// Pure: no I/O, no clock, no randomness.
import { isTimeZone } from "#inventory/routing/schedule";
import {
  addDays,
  businessDayFrom,
  type CalendarDate,
  dateOf,
  holidayOn,
  isCalendarDate,
  isWeekday,
} from "./business-days";

/** The dates and times that a port may be asked for. A carrier confirms or moves them; the FOC date is what counts. */

export interface DatesFor {
  /** ISO 3166-1 alpha-2, of all numbers. */
  readonly countries: readonly string[];
  readonly now: number;
}

/** The customer's wish, as the API has it; times are `HH:MM` in the time zone. */
export interface DesiredDate {
  readonly date: CalendarDate;
  readonly window_start: string | null;
  readonly window_end: string | null;
  /** IANA, like `America/New_York`. */
  readonly time_zone: string;
}

/**
 * Twilio demands that many days ahead for numbers of the United States
 * (https://www.twilio.com/docs/phone-numbers/port-in/port-in-request-api).
 */
const US_LEAD_DAYS = 7;

/**
 * Outside North America ports take two weeks and more; Twilio names 10 days for Japan and 2 to 4 weeks for ports by
 * hand.
 */
const FOREIGN_LEAD_DAYS = 14;

/**
 * Bandwidth refuses dates further ahead, and the bill, which must not be older than 30 days, would be too old by
 * then.
 */
const US_MAX_DAYS = 30;

/** Long enough for four weeks of processing and a month of choice. */
const FOREIGN_MAX_DAYS = 60;

/** The hours in which every carrier must process ports, in local time (47 CFR 52.35). */
const WINDOW_START = "08:00";
const WINDOW_END = "17:00";

const northAmerica = new Set(["US", "CA", "PR"]);
const isForeign = ({ countries }: DatesFor): boolean => countries.some((country) => !northAmerica.has(country));

/** Holidays of other countries are not known here, so there each weekday counts; an operator knows better. */
const isOpen = (date: CalendarDate, facts: DatesFor): boolean =>
  isWeekday(date) && (isForeign(facts) || holidayOn(date) === undefined);

/**
 * The first and the last day that may be asked for. Days count from the UTC day, which in America is today or
 * tomorrow.
 */
function rangeOf(facts: DatesFor): { earliest: CalendarDate; latest: CalendarDate } {
  const today = dateOf(facts.now);
  const [lead, max] = isForeign(facts) ? [FOREIGN_LEAD_DAYS, FOREIGN_MAX_DAYS] : [US_LEAD_DAYS, US_MAX_DAYS];
  return { earliest: addDays(today, lead), latest: addDays(today, max) };
}

export interface AllowedDate {
  readonly date: CalendarDate;
  readonly window_start: string;
  readonly window_end: string;
}

/** Every day that may be asked for, with the hours of the day. */
export function allowedDates(facts: DatesFor): AllowedDate[] {
  const { earliest, latest } = rangeOf(facts);
  const dates: AllowedDate[] = [];
  for (let date = earliest; date <= latest; date = addDays(date, 1)) {
    if (isOpen(date, facts)) dates.push({ date, window_start: WINDOW_START, window_end: WINDOW_END });
  }
  return dates;
}

export const dateProblems = [
  "not_a_date",
  "too_early",
  "too_late",
  "not_a_business_day",
  "unknown_time_zone",
  "window_outside_hours",
  "window_without_end",
] as const;

export interface DateProblem {
  readonly kind: (typeof dateProblems)[number];
  readonly detail: string;
  /** A value that is allowed, for the part of the wish that is not. */
  readonly allowed: Partial<DesiredDate>;
}

/** The allowed day on or after the date, else the last one. */
function nearestAllowed(date: CalendarDate, facts: DatesFor): CalendarDate {
  const dates = allowedDates(facts);
  return (dates.find((each) => each.date >= date) ?? dates.at(-1))?.date ?? businessDayFrom(date);
}

function problemOfDate(date: CalendarDate, facts: DatesFor): DateProblem[] {
  const { earliest, latest } = rangeOf(facts);
  const problem = (kind: DateProblem["kind"], detail: string): DateProblem[] => [
    { kind, detail, allowed: { date: nearestAllowed(date, facts) } },
  ];
  if (!isCalendarDate(date)) return problem("not_a_date", `"${date}" is no date of the form YYYY-MM-DD.`);
  if (date < earliest) return problem("too_early", `${date} is too early: the first day to ask for is ${earliest}.`);
  if (date > latest) return problem("too_late", `${date} is too far ahead: the last day to ask for is ${latest}.`);
  if (isOpen(date, facts)) return [];
  const reason = isWeekday(date) ? `the federal holiday ${holidayOn(date)?.name ?? ""}` : "on a weekend";
  return problem("not_a_business_day", `${date} is no business day: it is ${reason}.`);
}

function problemOfWindow({ window_start, window_end }: DesiredDate): DateProblem[] {
  if (window_start === null && window_end === null) return [];
  const allowed = { window_start: WINDOW_START, window_end: WINDOW_END };
  if (window_start === null || window_end === null) {
    const detail = "A window has a start and an end: one of the two is missing.";
    return [{ kind: "window_without_end", detail, allowed }];
  }
  const isWithin = window_start >= WINDOW_START && window_end <= WINDOW_END && window_start < window_end;
  if (isWithin) return [];
  const detail = `The window ${window_start} to ${window_end} is not within ${WINDOW_START} to ${WINDOW_END}, or it ends before it starts.`;
  return [{ kind: "window_outside_hours", detail, allowed }];
}

/** All that is wrong with a wish, each with a value that would be right. */
export function problemsOfDesired(desired: DesiredDate, facts: DatesFor): DateProblem[] {
  const { time_zone } = desired;
  const isZoneKnown = isTimeZone(time_zone);
  const zone: DateProblem[] = isZoneKnown
    ? []
    : [
        {
          kind: "unknown_time_zone",
          detail: `"${time_zone}" is no time zone of the IANA database.`,
          allowed: { time_zone: "America/New_York" },
        },
      ];
  return [...problemOfDate(desired.date, facts), ...problemOfWindow(desired), ...zone];
}
