import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { isTimeZone, isWithinSchedule, localTime } from "#inventory/routing/schedule";
import { type OpeningHours, type Schedule, weekdays } from "#kernel/values/routing-plan";
import { repetitions } from "../../support/soak";

const at = (time: string): number => Date.parse(time);
const every = [...weekdays];

const open = (timeZone: string, hours: Partial<OpeningHours>, closedOn: string[] = []): Schedule => ({
  timeZone,
  open: [{ days: every, from: 0, to: 1_440, ...hours }],
  closedOn,
  closed: null,
});

test("a time zone is one that has a name; an offset and a nonsense are none", () => {
  for (const name of ["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "UTC"])
    expect(isTimeZone(name)).toBe(true);
  for (const name of ["", "+01:00", "Europe/Bonn", "Berlin", "utc+1", "Europe/Berlin "]) {
    expect(isTimeZone(name)).toBe(false);
  }
});

test("the name of a time zone is case-insensitive, and its formatter is made once", () => {
  const made = vi.spyOn(Intl, "DateTimeFormat");
  for (const name of ["America/Caracas", "america/caracas", "AMERICA/CARACAS"]) expect(isTimeZone(name)).toBe(true);
  expect(made).toHaveBeenCalledTimes(1);
  made.mockRestore();
});

test("local time is what the clock on the wall shows", () => {
  expect(localTime("Asia/Kathmandu", at("2026-11-22T18:20:00Z"))).toEqual({
    day: "mon",
    date: "2026-11-23",
    minute: 5,
  });
  expect(localTime("America/Los_Angeles", at("2026-01-01T07:59:59.999Z"))).toEqual({
    day: "wed",
    date: "2025-12-31",
    minute: 1_439,
  });
});

describe("hours that the clocks change in", () => {
  // Berlin: on 29 March 2026 the clocks go from 02:00 to 03:00 at 01:00 UTC, on 25 October from 03:00 to 02:00 at 01:00 UTC.
  test("an hour that does not exist is never open", () => {
    const skipped = open("Europe/Berlin", { from: 120, to: 180 });
    for (let minute = -120; minute < 120; minute += 1) {
      expect(isWithinSchedule(skipped, at("2026-03-29T01:00:00Z") + minute * 60_000)).toBe(false);
    }
    expect(isWithinSchedule(skipped, at("2026-03-28T01:30:00Z"))).toBe(true);
  });

  test("an hour that comes twice is open twice", () => {
    const doubled = open("Europe/Berlin", { from: 120, to: 180 });
    const times = ["2026-10-24T23:59:59Z", "2026-10-25T00:00:00Z", "2026-10-25T01:59:59Z", "2026-10-25T02:00:00Z"];
    expect(times.map((time) => isWithinSchedule(doubled, at(time)))).toEqual([false, true, true, false]);
  });

  test("an office opens at nine by the wall, in summer as in winter", () => {
    const office = open("America/New_York", { from: 540, to: 1_020 });
    expect(isWithinSchedule(office, at("2026-07-01T12:59:00Z"))).toBe(false);
    expect(isWithinSchedule(office, at("2026-07-01T13:00:00Z"))).toBe(true);
    expect(isWithinSchedule(office, at("2026-12-01T13:59:00Z"))).toBe(false);
    expect(isWithinSchedule(office, at("2026-12-01T14:00:00Z"))).toBe(true);
    expect(isWithinSchedule(office, at("2026-12-01T22:00:00Z"))).toBe(false);
  });

  test("a night shift goes on through the change of clocks", () => {
    const night = open("Europe/Berlin", { days: ["sat"], from: 1_320, to: 360 });
    // Saturday 22:00 to Sunday 06:00: eight hours by the wall, seven in March and nine in October.
    const minutes = (from: string, hours: number): number =>
      Array.from({ length: hours * 60 }, (_, minute) => isWithinSchedule(night, at(from) + minute * 60_000)).filter(
        Boolean,
      ).length;
    expect(minutes("2026-03-28T12:00:00Z", 24)).toBe(7 * 60);
    expect(minutes("2026-10-24T12:00:00Z", 24)).toBe(9 * 60);
    expect(minutes("2026-06-06T12:00:00Z", 24)).toBe(8 * 60);
  });
});

test("hours past midnight belong to the day they begin on, also where that day is closed", () => {
  const night = open("UTC", { days: ["fri"], from: 1_320, to: 120 });
  const times = ["2026-11-20T21:59:00Z", "2026-11-20T22:00:00Z", "2026-11-21T01:59:00Z", "2026-11-21T02:00:00Z"];
  expect(times.map((time) => isWithinSchedule(night, at(time)))).toEqual([false, true, true, false]);
  expect(isWithinSchedule(night, at("2026-11-20T01:00:00Z"))).toBe(false);
  const closed = { ...night, closedOn: ["2026-11-20"] };
  expect(times.map((time) => isWithinSchedule(closed, at(time)))).toEqual([false, false, false, false]);
  const nextDayClosed = { ...night, closedOn: ["2026-11-21"] };
  expect(times.map((time) => isWithinSchedule(nextDayClosed, at(time)))).toEqual([false, true, true, false]);
});

test("in any zone and year, opening hours are those minutes of the wall clock and no others", () => {
  const zone = fc.constantFrom("UTC", "Europe/Berlin", "America/Sao_Paulo", "Asia/Kolkata", "Australia/Lord_Howe");
  const minute = fc.integer({ min: 0, max: 1_439 });
  const instant = fc.integer({ min: at("2020-01-01T00:00:00Z"), max: at("2035-01-01T00:00:00Z") });
  const days = fc.uniqueArray(fc.constantFrom(...weekdays), { minLength: 1 });
  fc.assert(
    fc.property(zone, days, minute, fc.integer({ min: 1, max: 1_440 }), instant, (timeZone, on, from, length, now) => {
      const to = from + length > 1_440 ? from + length - 1_440 : from + length;
      const { day, minute: local } = localTime(timeZone, now);
      const yesterday = weekdays[(weekdays.indexOf(day) + 6) % 7] ?? "mon";
      const sinceToday = local - from;
      const expected =
        (on.includes(day) && sinceToday >= 0 && sinceToday < length) ||
        (on.includes(yesterday) && sinceToday + 1_440 < length);
      expect(isWithinSchedule(open(timeZone, { days: on, from, to }), now)).toBe(expected);
    }),
    { numRuns: repetitions(500, 5_000) },
  );
});
