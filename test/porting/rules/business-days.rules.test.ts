import Holidays from "date-holidays";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  addBusinessDays,
  addDays,
  businessDayFrom,
  dateOf,
  daysBetween,
  federalHolidaysOf,
  holidayOn,
  isBusinessDay,
  isCalendarDate,
} from "#porting/rules/business-days";

const oracle = new Holidays("US");
const years = Array.from({ length: 17 }, (_, at) => 2024 + at);

/**
 * date-holidays moves every federal holiday from a weekend but Veterans Day. The law has no such exception
 * (5 U.S.C. 6103(b)), and the lists of the Office of Personnel Management have these days.
 */
const veteransDaysMoved = ["2028-11-10", "2029-11-12", "2034-11-10", "2035-11-12", "2040-11-12"];

/** The weekdays off of a year by date-holidays; a holiday on a weekend has a substitute day. */
const expectedDaysOff = (year: number): string[] => [
  ...oracle
    .getHolidays(year)
    .filter(({ type }) => type === "public")
    .map(({ date }) => date.slice(0, 10))
    .filter((date) => ![0, 6].includes(new Date(date).getUTCDay())),
  ...veteransDaysMoved.filter((date) => date.startsWith(`${year}-`)),
];

const daysOf = (year: number): string[] => {
  const first = `${year}-01-01`;
  return Array.from({ length: daysBetween(first, `${year + 1}-01-01`) }, (_, at) => addDays(first, at));
};

test.each(years)("the federal days off of %i are those of date-holidays, observed ones included", (year) => {
  const daysOff = daysOf(year).filter((date) => holidayOn(date));
  expect(daysOff.length).toBeGreaterThanOrEqual(10);
  expect(daysOff).toEqual(expectedDaysOff(year).toSorted());
});

test.each(years)("the dates of %i themselves agree, before they are moved", (year) => {
  const expected = oracle
    .getHolidays(year)
    .filter(({ type, substitute }) => type === "public" && !substitute)
    .map(({ date }) => date.slice(0, 10));
  expect(federalHolidaysOf(year).map(({ date }) => date)).toEqual(expected);
});

test("Juneteenth is a holiday since 2021, and moves to Friday or Monday from a weekend", () => {
  expect(holidayOn("2020-06-19")).toBeUndefined();
  expect(holidayOn("2021-06-18")?.name).toBe("Juneteenth National Independence Day");
  expect(holidayOn("2022-06-20")?.date).toBe("2022-06-19");
});

test("New Year's Day on a Saturday is observed on the last day of the year before", () => {
  expect(isBusinessDay("2027-12-31")).toBe(false);
  expect(businessDayFrom("2027-12-31")).toBe("2028-01-03");
});

test("business days skip weekends and holidays", () => {
  expect(addBusinessDays("2026-11-24", 1)).toBe("2026-11-25");
  expect(addBusinessDays("2026-11-25", 1)).toBe("2026-11-27");
  expect(addBusinessDays("2026-12-24", 2)).toBe("2026-12-29");
});

const date = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2040, 11, 31) }).map(dateOf);

test("adding business days counts business days alone, and always moves forward", () => {
  fc.assert(
    fc.property(date, fc.integer({ min: 0, max: 40 }), (from, count) => {
      const to = addBusinessDays(from, count);
      const passed = Array.from({ length: daysBetween(from, to) }, (_, at) => addDays(from, at + 1));
      expect(passed.filter(isBusinessDay)).toHaveLength(count);
      expect(count === 0 || isBusinessDay(to)).toBe(true);
    }),
  );
});

test.each([
  ["2026-02-28", true],
  ["2028-02-29", true],
  ["2026-02-29", false],
  ["2026-13-01", false],
  ["2026-6-1", false],
  ["2026-06-01T00:00:00Z", false],
  ["", false],
])("%s is a day of the calendar: %s", (text, isDay) => {
  expect(isCalendarDate(text)).toBe(isDay);
});
