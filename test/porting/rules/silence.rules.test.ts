import { expect, test } from "vitest";
import { silenceOf } from "#porting/rules/silence";
import { isInPort, requestStatuses } from "#porting/rules/states";

const DAY = 86_400_000;

test("every open status but a confirmed date has a limit with its source, and no other status has one", () => {
  for (const status of requestStatuses) {
    const silence = silenceOf({ status, movedAt: 0 }, 400 * DAY);
    expect(silence !== null, status).toBe(isInPort(status) && status !== "foc_confirmed");
    if (silence) expect(silence.source).toMatch(/\w+\.com/);
  }
});

test("silence begins at the limit and counts whole days", () => {
  const request = { status: "in_process", movedAt: 5 * DAY } as const;
  expect(silenceOf(request, 20 * DAY - 1)).toBeNull();
  expect(silenceOf(request, 20 * DAY)).toMatchObject({ days: 15, limitDays: 15 });
  expect(silenceOf(request, 21.9 * DAY)).toMatchObject({ days: 16 });
});
