import fc from "fast-check";
import { expect, test } from "vitest";
import {
  allowedDates,
  type DatesFor,
  type DesiredDate,
  dateProblems,
  problemsOfDesired,
} from "#porting/rules/allowed-dates";
import { addDays, dateOf, daysBetween, isBusinessDay, isWeekday } from "#porting/rules/business-days";

/** The Sunday before a Thanksgiving, a Christmas and a New Year. */
const now = Date.UTC(2026, 10, 22, 12);
const us: DatesFor = { countries: ["US"], now };

const desired = (fields: Partial<DesiredDate>): DesiredDate => ({
  date: "2026-12-01",
  window_start: null,
  window_end: null,
  time_zone: "America/New_York",
  ...fields,
});

const kinds = (fields: Partial<DesiredDate>, facts = us): string[] =>
  problemsOfDesired(desired(fields), facts).map(({ kind }) => kind);

test("ports within the United States: business days, from seven days ahead to thirty", () => {
  const dates = allowedDates(us).map(({ date }) => date);
  expect([dates[0], dates.at(-1), dates.length]).toEqual(["2026-11-30", "2026-12-22", 17]);
  expect(dates.filter((date) => !isBusinessDay(date))).toEqual([]);
});

test("elsewhere ports take longer, and holidays of the United States do not count", () => {
  const dates = allowedDates({ countries: ["US", "DE"], now }).map(({ date }) => date);
  expect([dates[0], dates.at(-1)]).toEqual(["2026-12-07", "2027-01-21"]);
  expect(dates).toContain("2026-12-25");
  expect(dates.filter((date) => !isWeekday(date))).toEqual([]);
});

test("the lead time counts from the UTC day, so Twilio accepts the first date in the evening, too", () => {
  const evening = Date.UTC(2026, 11, 2, 0, 30);
  expect(allowedDates({ ...us, now: evening })[0]?.date).toBe("2026-12-09");
});

test.each<[Partial<DesiredDate>, string[]]>([
  [{}, []],
  [{ date: "2026-11-27" }, ["too_early"]],
  [{ date: "2026-12-23" }, ["too_late"]],
  [{ date: "2026-12-05" }, ["not_a_business_day"]],
  [{ date: "2026-02-30" }, ["not_a_date"]],
  [{ window_start: "10:00", window_end: "12:30" }, []],
  [{ window_start: "07:59", window_end: "12:30" }, ["window_outside_hours"]],
  [{ window_start: "12:30", window_end: "17:01" }, ["window_outside_hours"]],
  [{ window_start: "12:30", window_end: "12:30" }, ["window_outside_hours"]],
  [{ window_start: "12:30" }, ["window_without_end"]],
  [{ time_zone: "America/Chicago" }, []],
  [{ time_zone: "Mars/Olympus" }, ["unknown_time_zone"]],
])("%j is refused for %j", (fields, expected) => {
  expect(kinds(fields)).toEqual(expected);
});

test("a holiday is named", () => {
  const facts = { ...us, now: Date.UTC(2026, 10, 10) };
  expect(problemsOfDesired(desired({ date: "2026-11-26" }), facts)).toEqual([
    {
      kind: "not_a_business_day",
      detail: "2026-11-26 is no business day: it is the federal holiday Thanksgiving Day.",
      allowed: { date: "2026-11-27" },
    },
  ]);
});

const anyTime = fc.option(fc.constantFrom("00:00", "08:00", "09:30", "12:00", "17:00", "23:59"));

test("whatever is wrong with a wish, the value that it gets instead is right", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(
      fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2040, 11, 31) }),
      fc.integer({ min: -10, max: 90 }),
      fc.constantFrom(["US"], ["US", "CA"], ["DE"]),
      fc.record({
        window_start: anyTime,
        window_end: anyTime,
        time_zone: fc.constantFrom("America/Denver", "x"),
      }),
      fc.option(fc.constantFrom("2026-02-31", "soon", ""), { freq: 10 }),
      (at, ahead, countries, rest, odd) => {
        const facts: DatesFor = { countries, now: at };
        const wish = { date: odd ?? addDays(dateOf(at), ahead), ...rest };
        const problems = problemsOfDesired(wish, facts);
        for (const { kind } of problems) seen.add(kind);
        const better = Object.assign({}, wish, ...problems.map(({ allowed }) => allowed));
        expect(problemsOfDesired(better, facts)).toEqual([]);
        expect(daysBetween(dateOf(at), better.date)).toBeGreaterThanOrEqual(7);
      },
    ),
    { numRuns: 2_000 },
  );
  expect([...seen].toSorted()).toEqual([...dateProblems].toSorted());
});
