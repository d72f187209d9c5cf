import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { WebhookContext } from "#kernel/ports/context";
import { READ_BUDGET_MS, readInTime } from "#traffic/inbound/read-in-time";

const webhook = { requestId: "req_1" } as WebhookContext;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test("a read in time is answered, and leaves no timer behind", async () => {
  expect(await readInTime(webhook, async () => "row")).toBe("row");
  expect(vi.getTimerCount()).toBe(0);
  expect(console.error).not.toHaveBeenCalled();
});

test.for([
  ["fails", () => Promise.reject(new Error("D1_ERROR: away"))],
  [
    "throws at once",
    () => {
      throw new Error("no binding");
    },
  ],
] as const)("a read that %s is null and logged, and leaves no timer behind", async ([, read]) => {
  expect(await readInTime(webhook, read)).toBeNull();
  expect(vi.getTimerCount()).toBe(0);
  expect(console.error).toHaveBeenCalledOnce();
});

test("a read that takes too long is null", async () => {
  const reading = readInTime(webhook, () => new Promise(() => undefined));
  await vi.advanceTimersByTimeAsync(READ_BUDGET_MS - 1);
  expect(console.error).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(await reading).toBeNull();
});
