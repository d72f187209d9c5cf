import { expect, test } from "vitest";
import { readCron } from "#dev/cron";

test.each([
  ["* * * * *", ["2026-11-22T00:00Z", "2026-11-22T13:37Z"], []],
  ["*/15 * * * *", ["2026-11-22T13:00Z", "2026-11-22T13:45Z"], ["2026-11-22T13:05Z"]],
  ["5,35 * * * *", ["2026-11-22T13:05Z", "2026-11-22T13:35Z"], ["2026-11-22T13:15Z"]],
  ["0 3 * * *", ["2026-11-22T03:00Z"], ["2026-11-22T03:01Z", "2026-11-22T04:00Z"]],
  ["0 8-10 1 */6 *", ["2026-01-01T08:00Z", "2026-07-01T10:00Z"], ["2026-02-01T08:00Z", "2026-07-02T08:00Z"]],
  ["3/20 * * * *", ["2026-11-22T13:03Z", "2026-11-22T13:43Z"], ["2026-11-22T13:20Z"]],
])("%s is due at its minutes and at no others", (expression, due, notDue) => {
  const isDue = readCron(expression);
  expect(due.filter((at) => !isDue(new Date(at)))).toEqual([]);
  expect(notDue.filter((at) => isDue(new Date(at)))).toEqual([]);
});

test.each([
  "* * * *",
  "60 * * * *",
  "*/0 * * * *",
  "*/00 * * * *",
  "* * L * *",
  "* * * * MON",
  "x * * * *",
  "* * 0 * *",
])("%s is refused rather than guessed at", (expression) => {
  expect(() => readCron(expression)).toThrow(`wrangler.toml has the cron "${expression}"`);
});
