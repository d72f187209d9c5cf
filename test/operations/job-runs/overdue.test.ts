import { expect, test } from "vitest";
import { jobs } from "#jobs";
import { intervalMs, isOverdue } from "#operations/job-runs/overdue";

test("every job's cron expression has an interval, and other forms throw", () => {
  for (const { cron } of jobs) expect(intervalMs(cron)).toBeGreaterThan(0);
  const each = { "* * * * *": 60_000, "*/10 * * * *": 600_000, "*/15 * * * *": 900_000, "40 * * * *": 3_600_000 };
  for (const [cron, ms] of Object.entries(each)) expect(intervalMs(cron)).toBe(ms);
  for (const cron of ["", "60 * * * *", "*/0 * * * *", "* 3 * * *", "*/5 * * * 1", "*x * * * *"]) {
    expect(() => intervalMs(cron), cron).toThrow("Cannot compute the interval");
  }
});

test("a job is overdue past two intervals and three minutes, or when it never completed a slice", () => {
  const now = 10_000_000;
  expect(isOverdue("* * * * *", null, now)).toBe(true);
  expect(isOverdue("* * * * *", now - 5 * 60_000, now)).toBe(false);
  expect(isOverdue("* * * * *", now - 5 * 60_000 - 1, now)).toBe(true);
  expect(isOverdue("*/10 * * * *", now - 23 * 60_000, now)).toBe(false);
});
