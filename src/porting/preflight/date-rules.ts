// Pure: no I/O, no clock, no randomness.
import { type DateProblem, problemsOfDesired } from "../rules/allowed-dates";
import type { PreflightFacts } from "./facts";
import { type Finding, finding } from "./finding";
import type { SourceName } from "./sources";

/** Rules about the desired date. */

export type DateRule = `desired_${DateProblem["kind"]}`;

const fixes: Readonly<Record<DateProblem["kind"], { readonly fix: string; readonly source: SourceName }>> = {
  not_a_date: { fix: "Write a day of the calendar, like 2026-12-15.", source: "platform" },
  too_early: { fix: "Choose one of the allowed dates, or leave the date empty.", source: "twilio_port_in" },
  too_late: {
    fix: "Choose one of the allowed dates. For a later one, submit the request later.",
    source: "bandwidth_dates",
  },
  not_a_business_day: { fix: "Choose one of the allowed dates.", source: "porting_intervals" },
  unknown_time_zone: { fix: "Name a time zone like America/New_York.", source: "platform" },
  window_outside_hours: {
    fix: "Choose a window within business hours, or leave it empty.",
    source: "porting_intervals",
  },
  window_without_end: { fix: "Give both the start and the end of the window, or neither.", source: "twilio_port_in" },
};

/** All problems of the desired date. The repairs of all together make it right. */
export const dateRules: readonly ((facts: PreflightFacts) => Finding<DateRule>[])[] = [
  ({ details: { desired }, numbers, now }) => {
    if (desired === null) return [];
    const countries = [...new Set(numbers.map(({ country }) => country))];
    return problemsOfDesired(desired, { countries, now }).map(({ kind, detail, allowed }) =>
      finding({
        rule: `desired_${kind}`,
        severity: "error",
        pointer: "/desired",
        detail,
        ...fixes[kind],
        change: { kind: "set_field", pointer: "/desired", value: { ...desired, ...allowed } },
      }),
    );
  },
];
