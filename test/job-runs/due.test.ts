import { expect, test } from "vitest";
import { intervalMs, isOverdue } from "../../src/job-runs/due";
import { jobs } from "../../src/jobs";

test("every job's cron expression has an interval, and others are refused rather than guessed at", () => {
  for (const { cron } of jobs) expect(intervalMs(cron)).toBeGreaterThan(0);
  expect(["* * * * *", "*/10 * * * *", "*/15 * * * *"].map(intervalMs)).toEqual([60_000, 600_000, 900_000]);
  for (const cron of ["", "0 * * * *", "*/0 * * * *", "* 3 * * *", "*/5 * * * 1", "*x * * * *"]) {
    expect(() => intervalMs(cron), cron).toThrow("No interval");
  }
});

test("a job is overdue past two intervals and three minutes, or when it never got anything done", () => {
  const now = 10_000_000;
  expect(isOverdue("* * * * *", null, now)).toBe(true);
  expect(isOverdue("* * * * *", now - 5 * 60_000, now)).toBe(false);
  expect(isOverdue("* * * * *", now - 5 * 60_000 - 1, now)).toBe(true);
  expect(isOverdue("*/10 * * * *", now - 23 * 60_000, now)).toBe(false);
});
