// Pure: no I/O, no clock, no randomness.
import { DAY_MS } from "#kernel/values/time";

/**
 * The business days of porting in the United States: Monday to Friday (47 CFR 52.35), without federal holidays and
 * the days on which these are observed. The rule also excludes the losing carrier's own holidays; the lists that
 * carriers publish (Telnyx: New Year's Day, Memorial Day, Independence Day, Labor Day, Thanksgiving Day, Christmas
 * Day) are all federal ones.
 */

/** A day as `YYYY-MM-DD`, without a time zone. Two of them compare as text. */
export type CalendarDate = string;

export interface FederalHoliday {
  readonly name: string;
  readonly date: CalendarDate;
  /** The day off: 5 U.S.C. 6103(b) moves a Saturday's to Friday, Executive Order 11582 a Sunday's to Monday. */
  readonly observedOn: CalendarDate;
}

type Rule =
  | { readonly name: string; readonly month: number; readonly day: number; readonly since?: number }
  /** `nth`: the place of the weekday in the month; -1 is the last one. `weekday`: 0 is Sunday. */
  | { readonly name: string; readonly month: number; readonly nth: number; readonly weekday: number };

/** 5 U.S.C. 6103(a). Inauguration Day is a holiday around Washington only, so it is not here. */
const rules: readonly Rule[] = [
  { name: "New Year's Day", month: 1, day: 1 },
  { name: "Birthday of Martin Luther King, Jr.", month: 1, nth: 3, weekday: 1 },
  { name: "Washington's Birthday", month: 2, nth: 3, weekday: 1 },
  { name: "Memorial Day", month: 5, nth: -1, weekday: 1 },
  { name: "Juneteenth National Independence Day", month: 6, day: 19, since: 2021 },
  { name: "Independence Day", month: 7, day: 4 },
  { name: "Labor Day", month: 9, nth: 1, weekday: 1 },
  { name: "Columbus Day", month: 10, nth: 2, weekday: 1 },
  { name: "Veterans Day", month: 11, day: 11 },
  { name: "Thanksgiving Day", month: 11, nth: 4, weekday: 4 },
  { name: "Christmas Day", month: 12, day: 25 },
];

const form = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Whether the text is a day of the calendar. */
export const isCalendarDate = (text: string): boolean => form.test(text) && dateOf(instantOf(text)) === text;

/** The UTC day of an instant; an empty text if it is past what a date can have. */
export function dateOf(at: number): CalendarDate {
  const day = new Date(at);
  return Number.isNaN(day.getTime()) ? "" : day.toISOString().slice(0, 10);
}

const instantOf = (date: CalendarDate): number => Date.parse(`${date}T00:00:00Z`);
const weekdayOf = (date: CalendarDate): number => new Date(instantOf(date)).getUTCDay();

export const addDays = (date: CalendarDate, days: number): CalendarDate => dateOf(instantOf(date) + days * DAY_MS);

/** Days from one date to a later one; negative if it is earlier. */
export const daysBetween = (from: CalendarDate, to: CalendarDate): number => (instantOf(to) - instantOf(from)) / DAY_MS;

export const isWeekday = (date: CalendarDate): boolean => weekdayOf(date) % 6 !== 0;

function dayOfRule(rule: Rule, year: number): CalendarDate | null {
  if ("day" in rule) {
    return year < (rule.since ?? 0) ? null : dateOf(Date.UTC(year, rule.month - 1, rule.day));
  }
  const { month, nth, weekday } = rule;
  // The search starts on the first day of the month, or seven days before the next month's first one.
  const start = nth > 0 ? Date.UTC(year, month - 1, 1 + 7 * (nth - 1)) : Date.UTC(year, month, 1 - 7);
  const ahead = (weekday - new Date(start).getUTCDay() + 7) % 7;
  return dateOf(start + ahead * DAY_MS);
}

function observed(date: CalendarDate): CalendarDate {
  const weekday = weekdayOf(date);
  return weekday === 6 ? addDays(date, -1) : weekday === 0 ? addDays(date, 1) : date;
}

/** The holidays whose own date is in the year. New Year's Day on a Saturday is observed in the year before. */
export const federalHolidaysOf = (year: number): FederalHoliday[] =>
  rules.flatMap((rule) => {
    const date = dayOfRule(rule, year);
    return date === null ? [] : [{ name: rule.name, date, observedOn: observed(date) }];
  });

const yearOf = (date: CalendarDate): number => Number(date.slice(0, 4));

/** The federal holiday that closes offices on this day. */
export function holidayOn(date: CalendarDate): FederalHoliday | undefined {
  const year = yearOf(date);
  return [...federalHolidaysOf(year), ...federalHolidaysOf(year + 1)].find(({ observedOn }) => observedOn === date);
}

export const isBusinessDay = (date: CalendarDate): boolean => isWeekday(date) && holidayOn(date) === undefined;

/** The day itself if it is a business day, else the next one that is. */
export function businessDayFrom(date: CalendarDate): CalendarDate {
  let day = date;
  while (!isBusinessDay(day)) day = addDays(day, 1);
  return day;
}

/** The business day that many business days after the date, which itself does not count. */
export function addBusinessDays(date: CalendarDate, count: number): CalendarDate {
  let day = date;
  for (let left = count; left > 0; left -= 1) day = businessDayFrom(addDays(day, 1));
  return day;
}
